"""The office's and the member's pages of fees, through the browser."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from ama_net.features.members.models import MembershipFee
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.fees import make_account, make_fee, make_rate
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]


@pytest.fixture
def treasurer(client: At, alba: Standing) -> Browser:
    return sign_in(client("alba.localhost"), alba, Role.TREASURER)


@pytest.fixture
def fee(app: Flask, alba: Standing) -> str:
    """A fee of Mara, the member of the cast, and one of somebody else; returns the id of Mara's."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_rate()
        make_account()
        mara = make_membership(person_id=player(alba, Role.MEMBER).person_id)
        made = make_fee(mara)
        make_fee(make_membership(make_person("Ugo", "Altrui")))
        return str(made.id)


def test_every_office_page_opens(treasurer: Browser, fee: str) -> None:
    for path in (
        "/manage/quote",
        f"/manage/quote/{fee}",
        "/manage/quote/importi",
        "/manage/quote/solleciti",
        "/manage/quote/decadenze",
        "/manage/quote/anni/2026/richiesta",
        "/manage/incassi",
        "/manage/ricevute",
        "/manage/incassi/conti",
        "/manage/incassi/conti/nuovo",
        "/manage",
    ):
        assert (path, treasurer.get(path, follow_redirects=True).status_code) == (path, 200)
