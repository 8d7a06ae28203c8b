"""The association's account at who takes its payments online: its keys, its page, who may; what is caught up at night."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.payments import BankAccount
from ama_net.kernel.payments.models_online import Checkout, ProviderAccount, ProviderEvent
from ama_net.kernel.payments.online import converging
from ama_net.kernel.payments.online.asking import Opened
from ama_net.kernel.payments.online.catching_up import catch_up
from ama_net.kernel.payments.online.client import ProviderError
from ama_net.kernel.payments.online_tasks import catch_up_online
from ama_net.kernel.payments.operations import online_accounts
from ama_net.kernel.payments.operations.online_accounts import OnlineKeys, close_online, connect_online
from ama_net.kernel.payments.queries_reconciling import account_balances, provider_sums
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.donations import make_gift
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.online import Till, held_cents, ledger, the, visit, visits
from tests.support.provider import Provider
from tests.support.standing import Standing

PAGE = "/manage/incassi/online"
KEYS = OnlineKeys("sk_test_alba", "whsec_alba")


@pytest.fixture
def treasurer(at: Callable[[Role], Browser]) -> Browser:
    return at(Role.TREASURER)


def typed(**values: str) -> dict[str, str]:
    return {"secret_key": "", "webhook_secret": "", "payout": "", **values}


def test_the_treasurer_connects_it_in_two_steps(
    treasurer: Browser, provider: Provider, app: Flask, alba: Standing
) -> None:
    assert treasurer.submit(PAGE, typed(secret_key="sk_test_alba")).status_code == 303
    page = treasurer.get(PAGE).text
    assert "Manca il segreto di firma" in page
    with desk(app, alba):
        assert f"/pagamenti/stripe/{the(ProviderAccount).id}/eventi" in page
    assert treasurer.submit(PAGE, typed(webhook_secret="whsec_alba", with_debit="y")).status_code == 303
    with desk(app, alba):
        account = the(ProviderAccount)
        assert (account.secret_key, account.webhook_secret) == ("sk_test_alba", "whsec_alba")
        assert (account.with_debit, account.livemode) == (True, False)
        assert account.account.kind == "provider"
    assert "In prova: nessun pagamento vero" in treasurer.get(PAGE).text


def test_the_keys_are_never_shown_nor_kept_in_the_audit(
    treasurer: Browser, provider: Provider, app: Flask, alba: Standing
) -> None:
    treasurer.submit(PAGE, typed(secret_key="sk_test_segretissima"))
    refused = treasurer.submit(PAGE, typed(secret_key="sk_test_wrong", webhook_secret="whsec_segretissimo"))
    assert (refused.status_code, "segretissim" in refused.text) == (422, False)
    assert "segretissima" not in treasurer.get(PAGE).text
    with desk(app, alba):
        facts = [entry.facts for entry in db.session.scalars(select(LedgerEntry))]
        assert [one["changes"] for one in facts if one["verb"].startswith("provider_account")] == [
            {"fields": ["secret_key"]}
        ]


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("sk_test_wrong", "non riconosce questa chiave"),
        ("pk_test_alba", "comincia con sk_live_"),
        ("sk_test_ alba", "comincia con sk_live_"),
        ("", "Scrivere la chiave segreta"),
        ("sk_test_dollars", "non è in euro"),
        ("x" * 300, "troppo lungo"),
    ],
)
def test_what_is_no_key_is_refused_beside_its_field(
    treasurer: Browser, provider: Provider, app: Flask, alba: Standing, key: str, words: str
) -> None:
    answer = treasurer.submit(PAGE, typed(secret_key=key))
    assert (answer.status_code, words in answer.text) == (422, True)
    with desk(app, alba):
        assert db.session.scalars(select(ProviderAccount)).all() == []
        assert db.session.scalars(select(BankAccount)).all() == []


def test_a_key_of_the_other_mode_is_another_account(in_alba: Standing) -> None:
    connect_online(KEYS, by=SYSTEM)
    with pytest.raises(WrongFact):
        connect_online(OnlineKeys("sk_live_alba"), by=SYSTEM)


def test_closed_and_opened_again_the_money_is_where_it_was(in_alba: Standing) -> None:
    first = connect_online(KEYS, by=SYSTEM)
    close_online(first, by=SYSTEM)
    second = connect_online(OnlineKeys("sk_live_alba", "whsec_vero"), by=SYSTEM)
    assert (second.id != first.id, second.account_id, second.livemode) == (True, first.account_id, True)


def test_the_beginning_of_a_key_says_its_mode_and_nothing_else(in_alba: Standing) -> None:
    assert not connect_online(OnlineKeys("sk_test_alba_live_1", "whsec_alba"), by=SYSTEM).livemode


def test_a_key_of_another_mode_than_it_says_is_refused(
    treasurer: Browser, provider: Provider, app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(online_accounts, "opened_by", lambda _key: Opened(livemode=True, in_euro=True))
    answer = treasurer.submit(PAGE, typed(secret_key="sk_test_alba"))
    assert (answer.status_code, "non è quella che dice di essere" in answer.text) == (422, True)


def test_connected_by_two_hands_at_once_it_is_one(app: Flask, alba: Standing) -> None:
    ids = at_once(app, alba, lambda _hand: connect_online(KEYS, by=SYSTEM).id, hands=4)
    assert len(set(ids)) == 1


def test_the_treasurer_tries_and_closes_it(till: Till) -> None:
    browser = sign_in(till.browser, till.standing, Role.TREASURER)
    assert "la chiave è buona" in browser.submit(f"{PAGE}/prova", follow_redirects=True).text
    assert "Pagamenti online chiusi" in browser.submit(f"{PAGE}/chiusura", follow_redirects=True).text
    assert browser.submit(f"{PAGE}/chiusura").status_code == 404


def test_who_only_reads_changes_nothing(till: Till) -> None:
    browser = sign_in(till.browser, till.standing, Role.BOARD)
    page = browser.get(PAGE)
    assert (page.status_code, "Chiudi i pagamenti online" in page.text) == (200, False)
    assert [browser.submit(path).status_code for path in (PAGE, f"{PAGE}/prova", f"{PAGE}/chiusura")] == [404] * 3


def test_at_night_what_was_never_told_is_caught_up(till: Till) -> None:
    till.gift()
    till.series()
    till.provider.do("period")
    till.provider.do("pay_out")
    _night(till)
    with desk(till.app, till.standing):
        once = ledger()
        assert len(ledger(["ch_"])) == 3
        assert (sorted(visits()), held_cents(the(ProviderAccount))) == (
            [("payment", "paid"), ("subscription", "paid")],
            0,
        )
    _night(till)
    till.tell(times=2)
    with desk(till.app, till.standing):
        assert ledger() == once


def test_the_night_asks_for_a_job_only_where_payments_are_taken(
    till: Till, brig: Standing, run_jobs: Callable[[], int]
) -> None:
    till.gift()
    run_jobs()
    catch_up_online()
    assert run_jobs() >= 1
    with desk(till.app, till.standing):
        assert len(ledger(["ch_"])) == 1


def test_at_night_a_visit_that_nobody_ended_is_over(till: Till) -> None:
    with desk(till.app, till.standing):
        page = visit(make_gift(), 5000)
        the(Checkout).created_at = now() - timedelta(hours=30)
    till.provider.api("POST", f"checkout/sessions/{page.rpartition('/')[2]}/expire", {})
    _night(till)
    with desk(till.app, till.standing):
        assert visits() == [("payment", "expired")]


def test_at_night_what_came_to_nothing_long_ago_is_forgotten(till: Till) -> None:
    till.gift()
    till.tell()
    with desk(till.app, till.standing):
        visit(make_gift(), 5000)
        for row in db.session.scalars(select(Checkout)):
            row.created_at = now() - timedelta(days=401)
            row.state = "paid" if row.payment_ref else "expired"
        for told in db.session.scalars(select(ProviderEvent)):
            told.received_at = now() - timedelta(days=401)
    _night(till)
    with desk(till.app, till.standing):
        assert visits() == [("payment", "paid")]
        assert all(told.received_at > now() - timedelta(days=1) for told in db.session.scalars(select(ProviderEvent)))


def test_at_night_a_provider_that_does_not_answer_is_a_fault(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = till.app.extensions["settings"].model_copy(update={"stripe_api": "http://127.0.0.1:9"})
    monkeypatch.setitem(till.app.extensions, "settings", silent)
    with pytest.raises(ProviderError):
        _night(till)


def test_at_night_what_it_took_for_the_month_is_written_once(till: Till) -> None:
    till.gift()
    till.tell()
    till.provider.do("keep_fee", amount=200)
    _night(till)
    _night(till)
    with desk(till.app, till.standing):
        assert ledger(["fee:"]) == [("out", "charge", 100, "received"), ("out", "charge", 200, "received")]
        assert held_cents(the(ProviderAccount)) == 5000 - 100 - 200


def test_what_moved_before_the_opening_balance_is_inside_it(till: Till) -> None:
    till.gift()
    till.tell()
    with desk(till.app, till.standing):
        place = the(ProviderAccount).account
        place.opened_on, place.opening_cents = today() + timedelta(days=1), 4900
        db.session.flush()
        (sums,) = provider_sums()
        assert (sums.opening, sums.came, sums.charges, account_balances()[place.id]) == (4900, 0, 0, 4900)


def test_at_night_one_fault_keeps_nothing_else_waiting(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    till.provider.do("keep_fee", amount=200)
    till.gift()

    def broken(*_asked: object) -> None:
        raise ValueError("pagamento fuori dall'ordinario")

    monkeypatch.setattr(converging, "write_payment", broken)
    with pytest.raises(ValueError, match="fuori dall'ordinario"):
        _night(till)
    with desk(till.app, till.standing):
        assert (ledger(["ch_"]), len(ledger(["fee:"]))) == ([], 1)


def test_in_production_the_night_writes_no_money_of_trial(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    till.gift()
    real = till.app.extensions["settings"].model_copy(update={"environment": "production"})
    monkeypatch.setitem(till.app.extensions, "settings", real)
    _night(till)
    with desk(till.app, till.standing):
        assert ledger() == []


def _night(till: Till) -> None:
    with till.app.app_context(), tenant_scope(till.standing.id):
        catch_up()
