"""What the provider tells: who may tell it, how old it may be, and that it counts once."""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import stripe
from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.foundation.local.provider.notices import signed
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Payment
from ama_net.kernel.payments.models_online import Checkout, ProviderAccount, ProviderEvent
from ama_net.kernel.payments.online import reading
from ama_net.kernel.payments.online.events import KINDS, hear
from ama_net.kernel.payments.online.reading import Kept
from ama_net.kernel.payments.operations.online_accounts import close_online
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.online import Till, came, events_path, ledger, the, visits
from tests.support.provider import SECRET, Provider, deliver
from tests.support.standing import Standing


def count(model: type[Payment] | type[ProviderEvent]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(model)) or 0)


def listened(till: Till) -> list[dict[str, Any]]:
    """What was told of what we listen to."""
    return [event for event in till.provider.events() if event["type"] in KINDS]


def send(till: Till, body: str, mark: str, path: str = "") -> int:
    headers = {"Stripe-Signature": mark}
    return till.browser.post(path or till.path, data=body, content_type="application/json", headers=headers).status_code


@pytest.fixture
def paid(till: Till) -> Till:
    till.gift()
    return till


def test_what_is_signed_with_another_secret_is_refused(paid: Till) -> None:
    assert set(deliver(paid.browser, paid.path, listened(paid), secret="whsec_altro")) == {400}
    with desk(paid.app, paid.standing):
        assert (count(Payment), count(ProviderEvent)) == (0, 0)


def test_what_was_changed_after_it_was_signed_is_refused(paid: Till) -> None:
    body, mark = signed(listened(paid)[0], SECRET)
    assert send(paid, body.replace('"livemode"', ' "livemode"'), mark) == 400


@pytest.mark.parametrize("mark", ["", "t=1", "v1=abc", "t=adesso,v1=abc", "t=1,v0=abc", "niente"])
def test_what_is_not_signed_is_refused(paid: Till, mark: str) -> None:
    body, _mark = signed(listened(paid)[0], SECRET)
    assert send(paid, body, mark) == 400


@pytest.mark.parametrize(("seconds", "status"), [(290, 200), (310, 400)])
def test_what_was_signed_more_than_five_minutes_ago_is_refused(paid: Till, seconds: int, status: int) -> None:
    body, mark = signed(listened(paid)[0], SECRET, at=int(time.time()) - seconds)
    assert send(paid, body, mark) == status


def test_any_of_several_signatures_is_enough(paid: Till) -> None:
    body, mark = signed(listened(paid)[0], SECRET)
    moment, _, signature = mark.partition(",")
    assert send(paid, body, f"{moment},v1={'0' * 64},{signature}") == 200


def test_what_is_of_the_other_mode_is_refused(paid: Till) -> None:
    body, mark = signed(listened(paid)[0], SECRET, livemode=True)
    assert (json.loads(body)["livemode"], send(paid, body, mark)) == (True, 400)


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"id": 1}', "non è json", '{"id": "evt_1", "type": "x", "data": {}}']
)
def test_what_is_no_event_is_refused_though_signed(paid: Till, body: str) -> None:
    assert send(paid, body, stripe.WebhookSignature.generate_signature_header(body, SECRET)) == 400


def test_what_another_association_is_told_is_refused(
    paid: Till, brig: Standing, provider: Provider, client: Callable[[str], Browser]
) -> None:
    other = Till(paid.app, brig, provider, client(brig.host), "sk_test_brig", "whsec_brig")
    assert set(deliver(other.browser, other.path, provider.events())) == {400}
    assert set(deliver(other.browser, paid.path, provider.events())) == {404}
    with desk(paid.app, brig):
        assert count(Payment) == 0


def test_an_event_of_another_account_changes_nothing_though_well_signed(
    paid: Till, brig: Standing, provider: Provider, client: Callable[[str], Browser]
) -> None:
    other = Till(paid.app, brig, provider, client(brig.host), "sk_test_brig", "whsec_brig")
    assert set(deliver(other.browser, other.path, listened(paid), secret="whsec_brig")) == {400}
    with desk(paid.app, brig):
        assert (count(Payment), count(ProviderEvent)) == (0, 0)


def test_nobody_is_told_at_an_address_that_is_nobodys(paid: Till) -> None:
    assert set(deliver(paid.browser, events_path(uuid4()), listened(paid))) == {404}


def test_what_is_told_again_is_kept_once(paid: Till) -> None:
    paid.tell()
    assert set(paid.tell(times=3)) == {200}
    with desk(paid.app, paid.standing):
        assert count(ProviderEvent) == len(paid.provider.events())


def test_what_we_do_not_listen_to_changes_nothing(paid: Till) -> None:
    event = {**listened(paid)[0], "type": "customer.tax_id.created", "id": "evt_altro"}
    assert deliver(paid.browser, paid.path, [event]) == [200]
    with desk(paid.app, paid.standing):
        assert (count(Payment), count(ProviderEvent)) == (0, 1)


def test_what_is_told_before_the_visit_is_written_is_to_be_told_again(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        kept = the(Checkout)
        facts = {column.key: getattr(kept, column.key) for column in Checkout.__table__.columns}
        db.session.delete(kept)
    assert set(deliver(paid.browser, paid.path, listened(paid))) == {409}
    with desk(paid.app, paid.standing):
        assert (count(Payment), count(ProviderEvent)) == (0, 0)
        db.session.add(Checkout(**{name: value for name, value in facts.items() if name != "tenant_id"}))
    assert set(paid.tell()) == {200}
    with desk(paid.app, paid.standing):
        assert visits() == [("payment", "paid")]


def test_money_that_nobody_asked_for_here_is_written_without_a_row(till: Till) -> None:
    form = {"mode": "payment", "success_url": "http://altrove.example/", "cancel_url": "http://altrove.example/"}
    line = {"[quantity]": 1, "[price_data][currency]": "eur", "[price_data][unit_amount]": 700}
    line["[price_data][product_data][name]"] = "Tessera di un altro sito"
    opened = till.provider.api(
        "POST", "checkout/sessions", {**form, **{f"line_items[0]{name}": value for name, value in line.items()}}
    )
    till.provider.choose(opened["url"])
    assert set(till.tell()) == {200}
    with desk(till.app, till.standing):
        payment = came()
        assert (payment.kind, payment.item, payment.about_id, payment.amount_cents) == ("other", "", None, 700)


def test_in_production_money_of_trial_is_heard_and_never_written(paid: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    real = paid.app.extensions["settings"].model_copy(update={"environment": "production"})
    monkeypatch.setitem(paid.app.extensions, "settings", real)
    assert set(paid.tell()) == {200}
    with desk(paid.app, paid.standing):
        assert (count(Payment), count(ProviderEvent)) == (0, 0)


def test_money_that_is_not_kept_in_euro_is_not_written_as_if_it_were(
    paid: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read_kept", lambda _said: Kept("txn_1", 5450, 100, 1, "usd"))
    assert set(paid.tell()) == {200}
    with desk(paid.app, paid.standing):
        assert count(Payment) == 0


def test_what_was_paid_is_followed_after_payments_are_closed(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        close_online(the(ProviderAccount), by=SYSTEM)
    assert set(paid.tell()) == {200}
    with desk(paid.app, paid.standing):
        assert len(ledger(["ch_"])) == 1


def test_a_provider_that_does_not_answer_is_asked_again(paid: Till) -> None:
    settings = paid.app.extensions["settings"]
    events = listened(paid)
    paid.app.extensions["settings"] = settings.model_copy(update={"stripe_api": "http://127.0.0.1:9"})
    try:
        assert set(deliver(paid.browser, paid.path, events)) == {503}
    finally:
        paid.app.extensions["settings"] = settings
    with desk(paid.app, paid.standing):
        assert count(ProviderEvent) == 0


def test_events_told_at_once_write_each_movement_once(paid: Till) -> None:
    events = listened(paid)

    def tell(hand: int) -> bool:
        return hear(the(ProviderAccount), events[hand % len(events)])

    told = at_once(paid.app, paid.standing, tell, hands=6)
    with desk(paid.app, paid.standing):
        assert (told.count(True), ledger(["ch_"])) == (len(events), [("in", "donation", 5000, "received")])


def test_a_log_never_says_who_pays(paid: Till, caplog: pytest.LogCaptureFixture) -> None:
    paid.tell()
    assert "alcina" not in caplog.text.lower()
