"""The office's list of movements, its sums, and the page of one of them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from ama_net.foundation.clock import today
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import (
    MoneyDirection,
    NewPayment,
    Payment,
    PaymentKind,
    PaymentWay,
    issue_receipt,
    record_payment,
    refund_payment,
)
from ama_net.kernel.payments.queries import month_cents
from ama_net.kernel.payments.receipt_paper import receipt_file_name
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.standing import Standing

IN, OUT = MoneyDirection.IN, MoneyDirection.OUT


@pytest.fixture
def treasurer(at: Callable[[Part], Browser]) -> Browser:
    return at(Role.TREASURER)


def _moved(cents: int, kind: PaymentKind, direction: MoneyDirection = IN, **more: Any) -> Payment:
    return record_payment(
        NewPayment(cents, PaymentWay.TRANSFER, today(), kind=kind, direction=direction, **more), by=SYSTEM
    )


def test_list_and_figure_of_a_month_say_the_same_and_leave_giroconti_out(
    app: Flask, alba: Standing, treasurer: Browser
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        _moved(120000, PaymentKind.DONATION)
        _moved(4500, PaymentKind.OTHER, OUT)
        _moved(70000, PaymentKind.INTERNAL)
        _moved(70000, PaymentKind.INTERNAL, OUT)
        assert month_cents(today()) == 120000
    page = treasurer.get(f"/manage/incassi?month={today():%Y-%m}").text.replace("\xa0", " ")
    assert "entrate 1.200,00 €, uscite 45,00 €" in page


def test_movement_leads_to_what_was_given_back_of_it(app: Flask, alba: Standing, treasurer: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        payment = _moved(5000, PaymentKind.DONATION)
        back = refund_payment(payment, on=today(), way=PaymentWay.TRANSFER, amount_cents=2000, by=SYSTEM)
        address, other = f"/manage/incassi/{payment.id}", f"/manage/incassi/{back.id}"
    page = treasurer.get(address).text.replace("\xa0", " ")
    assert ("20,00 € il" in page, f'href="{other}"' in page) == (True, True)


@pytest.mark.parametrize(("series", "word"), [("donations", "donazioni"), ("fees", "quote")])
def test_receipt_is_saved_with_an_italian_name(in_alba: Standing, series: str, word: str) -> None:
    payment = _moved(5000, PaymentKind.DONATION, payer=make_person())
    receipt = issue_receipt(payment, series=series, wording="Prova", by=SYSTEM)
    assert receipt_file_name(receipt) == f"ricevuta-{word}-{today().year}-1"
