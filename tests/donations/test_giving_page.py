"""The page of what was given, by its secret link; paying online; promised transfers that do not come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.donations.giving_tasks import follow_promised
from ama_net.features.donations.models import Gift, GiftState, RecurringGift, RecurringState
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.outbox import Message
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.payments.online.checkout import UNPAID
from tests.donations.giving_steps import gifts, inside, only, page_of, typed, visits, with_account, with_online, words
from tests.factories.donations import give, make_gift, make_series
from tests.support.clients import Browser
from tests.support.provider import Provider
from tests.support.standing import Standing

PAGE = "/sostieni"


@pytest.fixture
def browser(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> Browser:
    """Somebody at Alba's site, where there is an account; counted by no limit yet."""
    with app.app_context():
        limiter.reset()
    with_account(app, alba)
    return client(alba.host)


def age(app: Flask, standing: Standing, days: int) -> None:
    """Let the only gift be so many days old."""

    def grow() -> None:
        only(Gift).created_at = now() - timedelta(days=days)

    inside(app, standing, grow)


def mailed(app: Flask, standing: Standing) -> list[str]:
    """The mails so far."""
    return inside(app, standing, lambda: [one.template for one in db.session.scalars(select(Message))])


def told(browser: Browser, path: str) -> str:
    """What the page of a gift says."""
    return words(browser.get(path).text)


def test_page_has_what_the_bank_asks_to_copy(app: Flask, browser: Browser, alba: Standing) -> None:
    browser.submit(PAGE, typed())
    page = told(browser, page_of(app, alba))
    reference = inside(app, alba, lambda: only(Gift).reference)
    assert (f'data-copy="Erogazione liberale {reference}"' in page, "<svg" in page, "50,00 €" in page) == (
        True,
        True,
        True,
    )


def test_page_is_kept_from_caches_and_search(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: make_gift().id)
    answer = browser.get(page_of(app, alba))
    assert (answer.headers["Cache-Control"], "noindex" in answer.headers["X-Robots-Tag"]) == ("no-store", True)


def test_link_of_nobody_and_of_another_association_is_not_there(
    app: Flask, browser: Browser, alba: Standing, brig: Standing
) -> None:
    inside(app, brig, lambda: make_gift().id)
    of_brig = page_of(app, brig)
    assert [browser.get(path).status_code for path in (of_brig, f"{PAGE}/dono/{'x' * 43}")] == [404, 404]
    acts = ("pagamento", "annullamento", "pausa", "metodo")
    assert {browser.submit(f"{of_brig}/{act}").status_code for act in acts} == {404}


def test_gift_is_called_off_once_and_for_all(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: make_gift().id)
    page = page_of(app, alba)
    assert [browser.submit(f"{page}/annullamento").status_code for _ in range(2)] == [303, 303]
    assert gifts(app, alba) == [(5000, "transfer", "cancelled")]
    assert ("Donazione annullata" in told(browser, page), "IBAN" in told(browser, page)) == (True, False)


def test_gift_that_came_is_not_called_off(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: give(make_gift()).id)
    page = page_of(app, alba)
    browser.submit(f"{page}/annullamento")
    assert gifts(app, alba) == [(5000, "transfer", "received")]
    assert "Grazie: la tua donazione è arrivata" in told(browser, page)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (GiftState.PROCESSING, "L'addebito è in corso"),
        (GiftState.FAILED, "Il pagamento non è riuscito"),
        (GiftState.REFUNDED, "ti è stata restituita"),
        (GiftState.ABANDONED, "Questa donazione non è arrivata"),
    ],
)
def test_page_says_what_became_of_it(app: Flask, browser: Browser, alba: Standing, state: str, said: str) -> None:
    def put() -> None:
        make_gift().state = state

    inside(app, alba, put)
    assert said in told(browser, page_of(app, alba)).replace("&#39;", "'")


@pytest.mark.parametrize("state", [*RecurringState])
def test_page_of_a_series_shows_in_every_state(app: Flask, browser: Browser, alba: Standing, state: str) -> None:
    def put() -> None:
        series = make_series()
        series.state, series.ended_at = state, now() if state == RecurringState.ENDED else None

    inside(app, alba, put)
    assert "ogni mese" in told(browser, page_of(app, alba, RecurringGift))


def test_promised_series_is_stopped_from_its_page(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: make_series(way=PaymentWay.TRANSFER).id)
    page = page_of(app, alba, RecurringGift)
    assert browser.submit(f"{page}/annullamento").status_code == 303
    assert inside(app, alba, lambda: only(RecurringGift).state) == RecurringState.ENDED


def test_standing_order_called_off_before_it_began_is_to_be_stopped_in_the_bank(
    app: Flask, browser: Browser, alba: Standing
) -> None:
    inside(app, alba, lambda: make_series(way=PaymentWay.TRANSFER).id)
    page = page_of(app, alba, RecurringGift)
    browser.submit(f"{page}/annullamento")
    shown = told(browser, page)
    assert ("Donazione annullata" in shown, "fermalo anche" in shown, "addebiti" in shown) == (True, True, False)


def test_first_debit_of_a_series_is_said_to_run(app: Flask, browser: Browser, alba: Standing) -> None:
    def begun() -> None:
        make_series(way=PaymentWay.DIRECT_DEBIT).state = RecurringState.ACTIVE

    inside(app, alba, begun)
    assert "Il primo addebito è in corso" in told(browser, page_of(app, alba, RecurringGift))


def test_standing_order_is_put_to_rest_and_taken_up_again(app: Flask, browser: Browser, alba: Standing) -> None:
    def begun() -> None:
        make_series(way=PaymentWay.TRANSFER).state = RecurringState.ACTIVE

    inside(app, alba, begun)
    page, states = page_of(app, alba, RecurringGift), []
    for _time in range(2):
        browser.submit(f"{page}/pausa")
        states.append(inside(app, alba, lambda: only(RecurringGift).state))
    assert states == [RecurringState.PAUSED, RecurringState.ACTIVE]


def test_giving_by_card_leads_to_the_provider(app: Flask, browser: Browser, alba: Standing, provider: Provider) -> None:
    with_online(app, alba)
    sent_on = browser.submit(PAGE, typed(way="card", covers="y"))
    assert (sent_on.status_code, sent_on.location) == (307, f"{page_of(app, alba)}/pagamento")
    away = browser.submit(sent_on.location)
    assert (away.status_code, away.location.startswith(provider.url)) == (303, True)
    assert gifts(app, alba) == [(5102, "card", "pending")]
    assert mailed(app, alba) == []


def test_who_comes_back_waits_for_the_word_of_the_provider(
    app: Flask, browser: Browser, alba: Standing, provider: Provider
) -> None:
    with_online(app, alba)
    inside(app, alba, lambda: make_gift(way=PaymentWay.CARD).id)
    page = page_of(app, alba)
    browser.submit(f"{page}/pagamento")
    assert ("Aspettiamo la conferma" in told(browser, f"{page}/ritorno"), gifts(app, alba)[0][2]) == (True, "pending")
    assert "Aspettiamo" not in told(browser, page)


def test_who_waits_is_not_asked_again_to_pay(app: Flask, browser: Browser, alba: Standing, provider: Provider) -> None:
    with_online(app, alba)
    inside(app, alba, lambda: make_gift(way=PaymentWay.CARD).id)
    page = page_of(app, alba)
    browser.submit(f"{page}/pagamento")
    waiting = told(browser, f"{page}/ritorno")
    assert ("Non ho pagato: riprova" in waiting, "Paga adesso" in waiting, "IBAN" in waiting) == (True, False, False)


def test_who_comes_back_without_paying_is_told_so(
    app: Flask, browser: Browser, alba: Standing, provider: Provider
) -> None:
    with_online(app, alba)
    inside(app, alba, lambda: make_gift(way=PaymentWay.CARD).id)
    page = page_of(app, alba)
    browser.submit(f"{page}/pagamento")
    assert browser.get(f"{page}/ritorno?{UNPAID}=1").location == page
    shown = told(browser, page)
    assert ("Non hai pagato. Puoi riprovare" in shown, "Paga adesso" in shown) == (True, True)


def test_page_of_a_debit_that_runs_asks_again_more_slowly(app: Flask, browser: Browser, alba: Standing) -> None:
    def put() -> None:
        make_gift().state = GiftState.PROCESSING

    inside(app, alba, put)
    assert 'hx-trigger="every 30s"' in browser.get(page_of(app, alba)).text


def test_address_says_nothing_of_whether_it_was_paid(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: make_gift(way=PaymentWay.CARD).id)
    page = page_of(app, alba)
    assert "Grazie: la tua donazione è arrivata" not in told(browser, f"{page}/ritorno?success=1&state=received")
    assert gifts(app, alba) == [(5000, "card", "pending")]


def test_provider_that_does_not_answer_loses_nothing(app: Flask, browser: Browser, alba: Standing) -> None:
    with_online(app, alba)
    settings = app.extensions["settings"]
    app.extensions["settings"] = settings.model_copy(update={"stripe_api": "http://127.0.0.1:9"})
    inside(app, alba, lambda: make_gift(way=PaymentWay.CARD).id)
    page = page_of(app, alba)
    try:
        answer = browser.submit(f"{page}/pagamento")
    finally:
        app.extensions["settings"] = settings
    assert (answer.status_code, answer.location, gifts(app, alba)) == (303, page, [(5000, "card", "pending")])
    assert "adesso non risponde" in told(browser, page)


def test_gift_that_is_here_is_not_paid_again(app: Flask, browser: Browser, alba: Standing, provider: Provider) -> None:
    with_online(app, alba)
    inside(app, alba, lambda: give(make_gift()).id)
    page = page_of(app, alba)
    assert (browser.submit(f"{page}/pagamento").location, visits(app, alba)) == (page, 0)


def test_where_nothing_is_online_the_page_offers_no_payment(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: make_gift(way=PaymentWay.CARD).id)
    page = page_of(app, alba)
    assert ("/pagamento" in told(browser, page), "IBAN" in told(browser, page)) == (False, True)
    assert browser.submit(f"{page}/pagamento").location == page


def test_promise_is_reminded_once(app: Flask, browser: Browser, alba: Standing) -> None:
    browser.submit(PAGE, typed())
    age(app, alba, 29)
    follow_promised()
    assert mailed(app, alba) == ["donations/transfer_data"]
    age(app, alba, 31)
    follow_promised()
    follow_promised()
    assert mailed(app, alba) == ["donations/transfer_data", "donations/transfer_reminder"]


def test_promise_too_old_is_given_up_without_a_word(app: Flask, browser: Browser, alba: Standing) -> None:
    browser.submit(PAGE, typed())
    age(app, alba, 91)
    follow_promised()
    assert (gifts(app, alba), mailed(app, alba)) == ([(5000, "transfer", "abandoned")], ["donations/transfer_data"])


def test_gift_by_card_that_was_left_is_reminded_of_nothing(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: make_gift(way=PaymentWay.CARD).id)
    age(app, alba, 40)
    follow_promised()
    assert (gifts(app, alba)[0][2], mailed(app, alba)) == ("pending", [])


def test_money_that_comes_late_still_finds_its_gift(app: Flask, browser: Browser, alba: Standing) -> None:
    def late() -> Any:
        gift = make_gift()
        gift.state = GiftState.ABANDONED
        return give(gift).id

    inside(app, alba, late)
    assert gifts(app, alba) == [(5000, "transfer", "received")]


def test_promise_that_comes_back_says_that_it_was_written_too(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: make_series(way=PaymentWay.TRANSFER).id)
    assert "Ti abbiamo mandato gli stessi dati" in told(browser, page_of(app, alba, RecurringGift))


def test_transfer_instead_of_a_card_each_month_is_to_repeat(
    app: Flask, browser: Browser, alba: Standing, provider: Provider
) -> None:
    with_online(app, alba)
    inside(app, alba, lambda: make_series(way=PaymentWay.CARD).id)
    assert "Deve ripetersi ogni mese" in told(browser, page_of(app, alba, RecurringGift))
