"""Two accounts at the provider, one after the other: what each holds stays apart, and what came by one goes back by it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import PaymentWay, refund_payment
from ama_net.kernel.payments.models import AccountKind, BankAccount
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.online.client import ProviderError
from ama_net.kernel.payments.operations import online_accounts
from ama_net.kernel.payments.operations.online_accounts import close_online, connect_online
from ama_net.kernel.people import WrongFact
from tests.support.hands import desk
from tests.support.online import Till, came, held_cents, ledger, the
from tests.support.provider import KEY

OTHER = online_accounts.OnlineKeys("sk_test_alba_due", "whsec_seconda")
AGAIN = online_accounts.OnlineKeys(KEY, "whsec_nuovo")


@pytest.fixture
def paid(till: Till, run_jobs: Callable[[], int]) -> Till:
    """A gift of 50,00 € by card, with its receipt."""
    till.gift()
    till.tell()
    run_jobs()
    return till


def connect_after(keys: online_accounts.OnlineKeys) -> ProviderAccount:
    """Close what is open and connect with other keys."""
    close_online(the(ProviderAccount), by=SYSTEM)
    return connect_online(keys, by=SYSTEM)


def accounts() -> list[str]:
    wanted = select(BankAccount.label).where(BankAccount.kind == AccountKind.PROVIDER)
    return list(db.session.scalars(wanted.order_by(BankAccount.created_at)))


def give_back() -> str:
    return refund_payment(came(), on=today(), way=PaymentWay.CARD, by=SYSTEM).state


def test_another_account_there_is_another_account_here(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        connect_after(OTHER)
        assert accounts() == ["Pagamenti online (Stripe)", "Pagamenti online (Stripe) 2"]


def test_what_came_by_the_first_goes_back_by_it(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        first, second = the(ProviderAccount), connect_after(OTHER)
        assert give_back() == "received"
        assert (held_cents(first), held_cents(second)) == (-100, 0)
        assert ledger(["re_"]) == [("out", "donation", 5000, "received")]


def test_the_same_account_connected_again_holds_what_it_held(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        first, again = the(ProviderAccount), connect_after(AGAIN)
        assert (first.id == again.id, again.account_id, len(accounts())) == (False, first.account_id, 1)
        first.secret_key = "sk_test_wrong"  # taken away there meanwhile
        db.session.flush()
        assert give_back() == "received"


def test_of_two_that_hold_money_together_the_one_that_took_it_is_asked(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        first, second = the(ProviderAccount), connect_after(OTHER)
        second.account_id = first.account_id
        db.session.flush()
        assert give_back() == "received"


def test_the_key_of_another_account_does_not_take_the_place_of_the_first(paid: Till) -> None:
    with desk(paid.app, paid.standing), pytest.raises(WrongFact, match="di un altro conto"):
        connect_online(OTHER, by=SYSTEM)
    with desk(paid.app, paid.standing):
        assert the(ProviderAccount).secret_key == KEY


def test_another_key_of_the_same_account_does(paid: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(online_accounts, "knows_visit", lambda _key, _visit: True)
    with desk(paid.app, paid.standing):
        connect_online(OTHER, by=SYSTEM)
        assert (the(ProviderAccount).secret_key, len(accounts())) == (OTHER.secret_key, 1)


def test_a_key_that_opens_nothing_is_not_taken_for_another_account(paid: Till) -> None:
    with desk(paid.app, paid.standing), pytest.raises(ProviderError):
        connect_online(online_accounts.OnlineKeys("sk_test_wrong"), by=SYSTEM)
