"""Going to the provider's page: the same visit once, others closed, nothing where payments are not taken."""

import pytest

from ama_net.foundation.database import db
from ama_net.foundation.web.security import POLICY
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import AccountUse, PaymentWay, Row, ToPay, ways_to_pay
from ama_net.kernel.payments.models_online import Checkout, CheckoutMode, ProviderAccount
from ama_net.kernel.payments.online.checkout import AlreadyPaying, NotOnline
from ama_net.kernel.payments.online.client import ProviderError
from ama_net.kernel.payments.operations.online_accounts import close_online
from ama_net.kernel.people import WrongFact
from tests.factories.donations import make_gift
from tests.support.hands import at_once, desk
from tests.support.online import Till, the, visit, visits
from tests.support.standing import Standing


def test_asked_again_it_is_the_same_visit(till: Till) -> None:
    with desk(till.app, till.standing):
        gift = make_gift()
        assert visit(gift, 5000) == visit(gift, 5000)
        assert visits() == [("payment", "open")]


def test_another_amount_closes_the_visit_before(till: Till) -> None:
    with desk(till.app, till.standing):
        gift = make_gift()
        first, second = visit(gift, 5000), visit(gift, 3000)
        assert visits() == [("payment", "expired"), ("payment", "open")]
    assert first != second
    session = till.provider.api("GET", f"checkout/sessions/{first.rpartition('/')[2]}")
    assert session["status"] == "expired"


def test_asked_by_several_hands_at_once_it_is_one_visit(till: Till) -> None:
    with desk(till.app, till.standing):
        row = Row("gifts", make_gift().id)
    pages = at_once(till.app, till.standing, lambda _hand: visit(row, 5000), hands=4)
    assert len(set(pages)) == 1


def test_who_has_paid_does_not_pay_again_before_it_is_told(till: Till) -> None:
    gift_id = till.gift()
    with desk(till.app, till.standing), pytest.raises(AlreadyPaying):
        visit(Row("gifts", gift_id), 5000)


def test_who_has_given_all_does_not_pay_again(till: Till) -> None:
    gift_id = till.gift()
    till.tell()
    with desk(till.app, till.standing), pytest.raises(AlreadyPaying):
        visit(Row("gifts", gift_id), 5000)


def test_a_series_is_begun_once(till: Till) -> None:
    series_id = till.series()
    till.tell()
    with desk(till.app, till.standing), pytest.raises(AlreadyPaying):
        visit(Row("recurring_gifts", series_id), 1000, mode=CheckoutMode.SUBSCRIPTION, every="month")


def test_who_waits_for_the_bank_does_not_pay_again(till: Till) -> None:
    gift_id = till.gift(method="debit")
    till.tell()
    with desk(till.app, till.standing), pytest.raises(AlreadyPaying):
        visit(Row("gifts", gift_id), 5000)


def test_less_than_the_provider_takes_is_refused(till: Till) -> None:
    with desk(till.app, till.standing), pytest.raises(WrongFact):
        visit(make_gift(49), 49)


def test_nobody_pays_where_payments_are_closed(till: Till) -> None:
    with desk(till.app, till.standing):
        close_online(the(ProviderAccount), by=SYSTEM)
        with pytest.raises(NotOnline):
            visit(make_gift(), 5000)


def test_nobody_pays_until_events_can_be_heard(till: Till) -> None:
    with desk(till.app, till.standing):
        the(ProviderAccount).webhook_secret_sealed = None
        db.session.flush()
        with pytest.raises(NotOnline):
            visit(make_gift(), 5000)


def test_a_trial_account_takes_nothing_in_production(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    real = till.app.extensions["settings"].model_copy(update={"environment": "production"})
    monkeypatch.setitem(till.app.extensions, "settings", real)
    with desk(till.app, till.standing), pytest.raises(NotOnline):
        visit(make_gift(), 5000)


def test_a_provider_that_refuses_leaves_no_visit(till: Till) -> None:
    with desk(till.app, till.standing):
        the(ProviderAccount).secret_key = "sk_test_wrong"
        gift = Row("gifts", make_gift().id)
    with pytest.raises(ProviderError), desk(till.app, till.standing):
        visit(gift, 5000)
    with desk(till.app, till.standing):
        assert visits() == []


def test_the_page_says_what_is_paid_and_nobodys_name(till: Till) -> None:
    with desk(till.app, till.standing):
        visit(make_gift(), 5000, email="alcina@donatori.example")
        session_id, visit_id = the(Checkout).session_id, the(Checkout).id
    session = till.provider.api("GET", f"checkout/sessions/{session_id}")
    assert (session["amount_total"], session["currency"]) == (5000, "eur")
    assert session["metadata"] == {"ama_checkout": str(visit_id)}
    assert "Alcina" not in str(session)


def _to_pay(cents: int = 2500, address: str = "/my/quote/1/pagamento") -> ToPay:
    return ToPay(cents, "AMA-TR7F-KM", "Quota 2026", AccountUse.FEES, None, address)


def test_paying_online_is_one_of_the_ways_and_its_page_may_lead_there(till: Till) -> None:
    request = till.app.test_request_context("/", base_url=f"https://{till.standing.host}")
    with request, desk(till.app, till.standing):
        ways = {way.key: way for way in ways_to_pay(_to_pay())}
        assert (ways["online"].post, str(ways["online"].words)) == ("/my/quote/1/pagamento", "Paga online")
        policy = till.app.process_response(till.app.response_class()).headers["Content-Security-Policy"]
    assert f"form-action 'self' {till.provider.url};" in policy


@pytest.mark.parametrize("what", [_to_pay(address=""), _to_pay(cents=40)])
def test_paying_online_is_not_offered_where_it_cannot_be(till: Till, what: ToPay) -> None:
    with desk(till.app, till.standing):
        assert [way.key for way in ways_to_pay(what)] == ["transfer"]


def test_other_pages_lead_nowhere_else(till: Till) -> None:
    assert till.browser.get("/").headers["Content-Security-Policy"] == POLICY


def test_another_association_has_no_way_to_pay_online(till: Till, brig: Standing) -> None:
    with desk(till.app, brig):
        assert ways_to_pay(_to_pay()) == []
        with pytest.raises(NotOnline):
            visit(make_gift(way=PaymentWay.CARD), 5000)


def test_a_setup_visit_is_for_who_has_a_series(till: Till) -> None:
    till.series()
    till.tell()
    customer = till.provider.last("subscriptions")["customer"]
    with desk(till.app, till.standing):
        page = visit(Row("recurring_gifts", the(Checkout).about_id), 0, mode=CheckoutMode.SETUP, customer=customer)
    session = till.provider.api("GET", f"checkout/sessions/{page.rpartition('/')[2]}")
    assert (session["mode"], session["customer"]) == ("setup", customer)
