"""The provider that is played locally: what it answers has the shapes of the API, and what happens there is told by notices."""

import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import stripe

from ama_net.foundation.local.children import wait_until
from ama_net.foundation.local.provider.store import Store
from tests.support.provider import Provider

PAY = {
    "mode": "payment",
    "success_url": "http://alba.localhost/tornati",
    "cancel_url": "http://alba.localhost/tornati",
    "payment_method_types[0]": "card",
    "payment_method_types[1]": "sepa_debit",
    "line_items[0][quantity]": 1,
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": 5000,
    "line_items[0][price_data][product_data][name]": "Donazione",
    "payment_intent_data[metadata][row]": "abc",
}
MONTHLY = {
    **{name: value for name, value in PAY.items() if not name.startswith("payment_intent_data")},
    "mode": "subscription",
    "line_items[0][price_data][recurring][interval]": "month",
    "subscription_data[metadata][row]": "abc",
}


def opened(provider: Provider, form: dict[str, Any] = PAY) -> dict[str, Any]:
    return provider.api("POST", "checkout/sessions", form)


def session_of(provider: Provider, session: dict[str, Any]) -> dict[str, Any]:
    return provider.api("GET", f"checkout/sessions/{session['id']}")


def kinds(provider: Provider) -> list[str]:
    return [event["type"] for event in provider.events()]


def monthly(provider: Provider, method: str = "card") -> str:
    session = opened(provider, MONTHLY)
    provider.choose(session["url"], method)
    return str(session_of(provider, session)["subscription"])


def test_a_good_card_pays_at_once_and_comes_back(provider: Provider) -> None:
    session = opened(provider)
    assert provider.choose(session["url"]) == "http://alba.localhost/tornati"
    done = session_of(provider, session)
    assert (done["status"], done["payment_status"]) == ("complete", "paid")
    path = f"payment_intents/{done['payment_intent']}?expand[]=latest_charge.balance_transaction"
    intent = provider.api("GET", path)
    assert (intent["status"], intent["metadata"]) == ("succeeded", {"row": "abc"})
    moved = intent["latest_charge"]["balance_transaction"]
    assert (moved["amount"], moved["fee"], moved["net"]) == (5000, 100, 4900)
    assert kinds(provider) == ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]


def test_a_refused_card_leaves_the_page_open(provider: Provider) -> None:
    session = opened(provider)
    assert provider.choose(session["url"], "card_declined") == f"/paga/{session['id']}"
    assert session_of(provider, session)["status"] == "open"
    assert kinds(provider) == ["charge.failed", "payment_intent.payment_failed"]
    provider.choose(session["url"])
    assert session_of(provider, session)["payment_status"] == "paid"


def test_a_debit_waits_for_the_bank(provider: Provider) -> None:
    session = opened(provider)
    provider.choose(session["url"], "debit")
    assert session_of(provider, session)["payment_status"] == "unpaid"
    provider.do("answer")
    assert session_of(provider, session)["payment_status"] == "paid"
    assert kinds(provider)[-1] == "checkout.session.async_payment_succeeded"


def test_a_debit_may_fail_later(provider: Provider) -> None:
    session = opened(provider)
    provider.choose(session["url"], "debit_failing")
    provider.do("answer")
    intent = provider.api("GET", f"payment_intents/{session_of(provider, session)['payment_intent']}")
    assert intent["last_payment_error"]["code"] == "debit_not_authorized"
    assert kinds(provider)[-1] == "checkout.session.async_payment_failed"


def test_a_month_goes_by(provider: Provider) -> None:
    series = monthly(provider)
    before = provider.api("GET", f"subscriptions/{series}?expand[]=default_payment_method")
    provider.do("period", id=series)
    after = provider.api("GET", f"subscriptions/{series}")
    assert before["default_payment_method"]["card"]["last4"] == "4242"
    assert before["items"]["data"][0]["current_period_end"] == after["items"]["data"][0]["current_period_start"]
    invoices = provider.api("GET", f"invoices?subscription={series}&expand[]=data.payments")["data"]
    assert [invoice["status"] for invoice in invoices] == ["paid", "paid"]
    intent = invoices[0]["payments"]["data"][0]["payment"]["payment_intent"]
    path = f"invoice_payments?payment[type]=payment_intent&payment[payment_intent]={intent}&expand[]=data.invoice"
    found = provider.api("GET", path)["data"]
    assert [one["invoice"]["parent"]["subscription_details"]["subscription"] for one in found] == [series]


def test_a_card_that_stops_paying_makes_the_series_late_then_over(provider: Provider) -> None:
    series = monthly(provider)
    provider.do("method", id=series, method="card_declined")
    provider.do("period", id=series)
    assert provider.api("GET", f"subscriptions/{series}")["status"] == "past_due"
    provider.do("method", id=series, method="card")
    provider.do("retry", id=series)
    assert provider.api("GET", f"subscriptions/{series}")["status"] == "active"
    provider.do("give_up", id=series)
    assert provider.api("GET", f"subscriptions/{series}")["status"] == "canceled"


def test_a_paused_series_takes_nothing(provider: Provider) -> None:
    series = monthly(provider)
    provider.api("POST", f"subscriptions/{series}", {"pause_collection[behavior]": "void"})
    provider.do("period", id=series)
    assert provider.last(f"invoices?subscription={series}")["status"] == "void"
    assert provider.api("POST", f"subscriptions/{series}", {"pause_collection": ""})["pause_collection"] is None


def test_a_dispute_takes_the_money_and_may_give_it_back(provider: Provider) -> None:
    provider.choose(opened(provider)["url"])
    dispute = provider.do("dispute", id=provider.last("charges")["id"])
    provider.do("dispute_won", id=dispute["id"])
    told = provider.api("GET", f"disputes/{dispute['id']}")
    assert told["status"] == "won"
    assert [(one["amount"], one["fee"]) for one in told["balance_transactions"]] == [(-5000, 2000), (5000, -2000)]


def test_a_debit_comes_back_within_eight_weeks(provider: Provider) -> None:
    provider.choose(opened(provider)["url"], "debit")
    provider.do("answer")
    dispute = provider.do("return_debit", id=provider.last("charges")["id"])
    assert provider.api("GET", f"disputes/{dispute['id']}")["status"] == "lost"


def test_no_more_is_given_back_than_was_paid(provider: Provider) -> None:
    session = opened(provider)
    provider.choose(session["url"])
    intent = session_of(provider, session)["payment_intent"]
    provider.api("POST", "refunds", {"payment_intent": intent, "amount": 3000})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        provider.api("POST", "refunds", {"payment_intent": intent, "amount": 3000})


def test_what_is_paid_out_is_gross_less_fees(provider: Provider) -> None:
    provider.choose(opened(provider)["url"])
    provider.choose(opened(provider)["url"])
    assert provider.do("pay_out")["amount"] == 2 * 4900
    with pytest.raises(urllib.error.HTTPError, match="400"):
        provider.do("pay_out")


def test_the_same_request_is_answered_once(provider: Provider) -> None:
    first = provider.api("POST", "checkout/sessions", PAY, once="riga-1")
    assert provider.api("POST", "checkout/sessions", PAY, once="riga-1")["id"] == first["id"]
    with pytest.raises(urllib.error.HTTPError, match="400"):
        provider.api("POST", "checkout/sessions", {**PAY, "mode": "setup"}, once="riga-1")


@pytest.mark.parametrize("key", ["sk_test_wrong", "sk_live_alba", "pk_test_alba"])
def test_a_wrong_key_is_refused(provider: Provider, key: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="401"):
        provider.api("GET", "balance", key=key)


def test_another_key_sees_nothing(provider: Provider) -> None:
    session = opened(provider)
    with pytest.raises(urllib.error.HTTPError, match="404"):
        provider.api("GET", f"checkout/sessions/{session['id']}", key="sk_test_brig")


def test_a_visit_that_is_closed_takes_no_payment(provider: Provider) -> None:
    session = opened(provider)
    provider.api("POST", f"checkout/sessions/{session['id']}/expire", {})
    with pytest.raises(urllib.error.HTTPError, match="410"):
        provider.choose(session["url"])


def test_another_way_of_paying_is_kept_for_later(provider: Provider) -> None:
    series = monthly(provider)
    customer = provider.api("GET", f"subscriptions/{series}")["customer"]
    form = {"mode": "setup", "currency": "eur", "customer": customer, "success_url": "http://alba.localhost/"}
    session = opened(provider, {**form, "payment_method_types[0]": "sepa_debit"})
    provider.choose(session["url"], "debit")
    kept = provider.api("GET", f"setup_intents/{session_of(provider, session)['setup_intent']}")
    changed = provider.api("POST", f"subscriptions/{series}", {"default_payment_method": kept["payment_method"]})
    assert (kept["status"], changed["default_payment_method"]) == ("succeeded", kept["payment_method"])


def test_the_desk_shows_what_may_be_made_to_happen_and_escapes_what_was_said(provider: Provider) -> None:
    provider.choose(opened(provider, {**PAY, "line_items[0][price_data][product_data][name]": "<b>x"})["url"])
    provider.do("hook", url="http://alba.localhost/<script>", secret="whsec_x")
    with urllib.request.urlopen(provider.url) as page:
        html = page.read().decode()
    assert "La banca risponde agli addebiti" in html
    assert "<script>" not in html


def test_what_is_known_outlives_a_restart(tmp_path: Path) -> None:
    first = Store(tmp_path / "provider.json", web_port=8010)
    first.of("sk_test_a").add({"id": "cus_1", "object": "customer", "created": 1})
    first.hooks["sk_test_a"] = {"url": "http://alba.localhost:8000/eventi", "secret": "whsec_x"}
    first.save()
    again = Store(tmp_path / "provider.json", web_port=8010)
    assert again.of("sk_test_a").get("cus_1")["object"] == "customer"
    assert again.hook_of("sk_test_a") == {**first.hooks["sk_test_a"], "port": 8010}
    assert again.hook_of("sk_test_b") is None


def test_a_notice_is_sent_again_until_it_is_taken(provider: Provider) -> None:
    heard: list[tuple[str, str, int]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append((body, self.headers["Stripe-Signature"], 409 if not heard else 200))
            self.send_response(heard[-1][2])
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as listener:
        threading.Thread(target=listener.serve_forever, daemon=True).start()
        provider.do("hook", url=f"http://alba.localhost:{listener.server_port}/eventi", secret="whsec_x")
        opened_id = opened(provider)["id"]
        provider.api("POST", f"checkout/sessions/{opened_id}/expire", {})
        assert wait_until(lambda: len(heard) == 2, seconds=10)
        listener.shutdown()
    body, mark, _ = heard[1]
    event = stripe.Webhook.construct_event(body, mark, "whsec_x")
    assert (event["type"], event["data"]["object"]["id"]) == ("checkout.session.expired", opened_id)
