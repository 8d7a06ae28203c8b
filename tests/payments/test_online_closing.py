"""Pages of the provider that are open when there is nothing to pay any more: nobody pays there what is settled or called off."""

from collections.abc import Callable

import pytest

from ama_net.features.donations.models import Gift, RecurringGift
from ama_net.features.donations.operations.gifts import cancel_gift
from ama_net.features.donations.operations.recurring import stop
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Row
from ama_net.kernel.payments.models_online import CheckoutMode
from ama_net.kernel.payments.online.checkout import AlreadyPaying
from tests.factories.donations import give, make_gift, make_series
from tests.support.hands import desk
from tests.support.online import Till, the, visit, visits


def status_of(till: Till, page: str) -> str:
    return str(till.provider.api("GET", f"checkout/sessions/{page.rpartition('/')[2]}")["status"])


def test_a_transfer_closes_the_page_of_the_gift_it_settles(till: Till, run_jobs: Callable[[], int]) -> None:
    with desk(till.app, till.standing):
        page = visit(make_gift(), 5000)
    with till.app.test_request_context(), desk(till.app, till.standing):
        give(the(Gift))
    run_jobs()
    assert status_of(till, page) == "expired"
    with desk(till.app, till.standing):
        assert visits() == [("payment", "expired")]


def test_a_part_by_transfer_closes_the_page_where_all_would_be_paid(till: Till, run_jobs: Callable[[], int]) -> None:
    with desk(till.app, till.standing):
        page = visit(make_gift(), 5000)
    with till.app.test_request_context(), desk(till.app, till.standing):
        give(the(Gift), 2000)
    run_jobs()
    assert status_of(till, page) == "expired"


def test_the_page_of_another_gift_stays_open(till: Till, run_jobs: Callable[[], int]) -> None:
    with desk(till.app, till.standing):
        page = visit(make_gift(), 5000)
    with till.app.test_request_context(), desk(till.app, till.standing):
        give(make_gift(3000), 3000)
    run_jobs()
    assert status_of(till, page) == "open"


def test_a_gift_that_is_dropped_has_no_page_left(till: Till, run_jobs: Callable[[], int]) -> None:
    with desk(till.app, till.standing):
        page = visit(make_gift(), 5000)
    with desk(till.app, till.standing):
        cancel_gift(the(Gift), by=SYSTEM)
    run_jobs()
    assert status_of(till, page) == "expired"


def test_what_was_paid_at_that_very_moment_is_left_to_be_told(till: Till, run_jobs: Callable[[], int]) -> None:
    gift_id = till.gift()
    with desk(till.app, till.standing):
        cancel_gift(db.session.get_one(Gift, gift_id), by=SYSTEM)
    run_jobs()
    with desk(till.app, till.standing):
        assert visits() == [("payment", "open")]
    till.tell()
    with desk(till.app, till.standing):
        assert (visits(), the(Gift).paid_cents) == ([("payment", "paid")], 5000)


def test_a_row_that_was_paid_since_it_was_read_opens_no_page(till: Till) -> None:
    with desk(till.app, till.standing):
        row = Row("gifts", make_gift().id)
    with till.app.test_request_context(), desk(till.app, till.standing):
        assert the(Gift).left_cents == 5000
        db.session.connection().exec_driver_sql("UPDATE gifts SET paid_cents = 5000, state = 'received'")
        with pytest.raises(AlreadyPaying):
            visit(row, 5000)


def test_a_series_that_is_over_opens_no_page(till: Till) -> None:
    with desk(till.app, till.standing):
        make_series(1000)
    with desk(till.app, till.standing):
        stop(the(RecurringGift), by=SYSTEM)
    with desk(till.app, till.standing), pytest.raises(AlreadyPaying):
        visit(the(RecurringGift), 1000, mode=CheckoutMode.SUBSCRIPTION, every="month")
