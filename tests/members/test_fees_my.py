"""What a member sees of their fees; the association's accounts; pages that go with their rooms."""

from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.office.settings.operations import change_identity
from ama_net.features.members.models import MembershipFee
from ama_net.features.members.operations.fee_receipts import Collected, collect_fee
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from tests.factories.fees import IBAN
from tests.members.fees_desk import in_alba, write_fee, year
from tests.support.cast import actor
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]


@pytest.fixture
def treasurer(at: Callable[[Role], Browser]) -> Browser:
    return at(Role.TREASURER)


@pytest.fixture
def fee(app: Flask, alba: Standing) -> str:
    return write_fee(app, alba)


def test_member_reads_what_is_due_and_how_to_pay(at: Callable[[Role], Browser], fee: str) -> None:
    page = at(Role.MEMBER).get("/my/quote").text
    assert "25,00\N{NO-BREAK SPACE}€ da versare" in page
    assert f'data-copy="{IBAN}"' in page
    assert "<svg" in page
    assert "Altrui" not in page


def test_member_opens_only_their_own_receipts(
    app: Flask, alba: Standing, at: Callable[[Role], Browser], fee: str
) -> None:
    def give() -> list[str]:
        fees = db.session.scalars(select(MembershipFee).order_by(MembershipFee.id))
        given = {
            str(one.id): collect_fee(one, Collected(2500, today(), PaymentWay.CASH, send=False), by=SYSTEM)
            for one in fees
        }
        mine = given.pop(fee)
        return [str(mine.id), str(next(iter(given.values())).id)]

    mine, other = in_alba(app, alba, give)
    browser = at(Role.MEMBER)
    assert browser.get(f"/my/quote/ricevute/{mine}.pdf").status_code == 200
    assert browser.get(f"/my/quote/ricevute/{other}.pdf").status_code == 404
    assert "niente da pagare" in browser.get("/my/quote").text


def test_personal_area_says_what_is_due(at: Callable[[Role], Browser], fee: str) -> None:
    assert f"La quota {year()}: restano 25,00\N{NO-BREAK SPACE}€" in at(Role.MEMBER).get("/my/").text


def test_who_is_no_member_has_no_fees(at: Callable[[Role], Browser], fee: str) -> None:
    page = at(Role.VOLUNTEER).get("/my/quote")
    assert (page.status_code, "Ancora nessuna quota" in page.text) == (200, True)


@pytest.mark.parametrize(("iban", "said"), [("IT60X0542811101000000123457", "IBAN"), ("", "Scrivere l'IBAN")])
def test_wrong_iban_is_refused(treasurer: Browser, fee: str, iban: str, said: str) -> None:
    typed = {"label": "Altro", "holder": "Alba", "iban": iban, "used_for": "all"}
    answer = treasurer.submit("/manage/incassi/conti/nuovo", typed)
    assert (answer.status_code, said in unescape(answer.text)) == (422, True)


def test_account_is_written_once_and_closed(treasurer: Browser, fee: str) -> None:
    typed = {
        "kind": "post",
        "label": "Poste",
        "holder": "Alba",
        "iban": "it36 t086 7302 8020 3200 0320 838",
        "used_for": "fees",
    }
    assert treasurer.submit("/manage/incassi/conti/nuovo", typed).status_code == 303
    again = treasurer.submit("/manage/incassi/conti/nuovo", typed)
    assert (again.status_code, "c'è già" in unescape(again.text)) == (422, True)
    page = treasurer.get("/manage/incassi/conti").text
    assert "IT36 T086 7302 8020 3200 0320 838" in page


def test_pages_of_money_go_with_the_last_of_their_rooms(
    app: Flask, alba: Standing, treasurer: Browser, fee: str
) -> None:
    def close(**rooms: bool) -> list[int]:
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            change_identity({"rooms": rooms}, by=actor(alba, Role.PRESIDENT))
        forget_cached_tenants()
        return [treasurer.get(path).status_code for path in ("/manage/incassi", "/manage/ricevute", "/manage/quote")]

    assert close(members=False) == [200, 200, 404]
    assert close(members=False, donations=False) == [404, 404, 404]
