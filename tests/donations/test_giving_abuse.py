"""The public form under those who try stolen cards, write to others' mailboxes, or send it a thousand times."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from limits import parse

from ama_net.features.donations.donor_mailbox import called
from ama_net.features.donations.operations.gifts import cancel_gift
from ama_net.foundation.clock import today
from ama_net.foundation.web import proof_of_work
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox import Message
from tests.donations.giving_steps import gifts, inside, only, page_of, typed, visits, with_account, with_online
from tests.factories.donations import DONOR, make_gift, make_series
from tests.support.clients import Browser
from tests.support.provider import Provider
from tests.support.standing import Standing

PAGE = "/sostieni"
TRY = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def browser(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> Browser:
    """Somebody at Alba's site, where there are an account and payments online; counted by no limit yet."""
    with app.app_context():
        limiter.reset()
    with_account(app, alba)
    with_online(app, alba)
    return client(alba.host)


def tries(browser: Browser, times: int, **changes: Any) -> list[int]:
    """What the form answers, sent so many times, each as somebody else."""
    one_of = range(times)
    return [browser.submit(PAGE, typed(email=f"uno{n}@example.org", **changes)).status_code for n in one_of]


def test_small_payments_online_take_a_proof_from_the_fourth(browser: Browser) -> None:
    assert tries(browser, 4, way="card", amount="other", other_amount="2,37") == [307, 307, 307, 429]


def test_proof_is_asked_for_on_the_page_with_what_was_typed(browser: Browser) -> None:
    tries(browser, 3, way="card", amount="other", other_amount="3")
    page = browser.submit(PAGE, typed(way="card", amount="other", other_amount="3"))
    assert ("data-challenge=" in page.text, "Dellisola" in page.text) == (True, True)


def test_who_did_the_work_goes_on(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    tries(browser, 3, way="card", amount="other", other_amount="3")
    monkeypatch.setattr("ama_net.foundation.web.asking.is_proof", lambda proof, key: proof == "done")
    assert tries(browser, 1, way="card", amount="other", other_amount="3", proof="done") == [307]
    assert proof_of_work.is_proof("done", "key") is False


def test_usual_amounts_take_a_proof_from_the_eleventh(browser: Browser) -> None:
    assert tries(browser, 11, way="card") == [307] * 10 + [429]


def test_small_transfers_are_everybodys(browser: Browser) -> None:
    assert tries(browser, 4, amount="other", other_amount="3") == [303] * 4


def test_one_mailbox_is_written_to_five_times_a_day(app: Flask, browser: Browser, alba: Standing) -> None:
    answers = [browser.submit(PAGE, typed()).status_code for _time in range(6)]
    assert (answers, len(gifts(app, alba))) == ([303] * 5 + [429], 5)


def test_capitals_and_spaces_are_no_other_mailbox(browser: Browser) -> None:
    spelled = ["alcina@donatori.example", "ALCINA@donatori.example", " alcina@donatori.example "] * 2
    assert [browser.submit(PAGE, typed(email=one)).status_code for one in spelled] == [303] * 5 + [429]


@pytest.mark.parametrize("spelling", ["vittima+{n}@altrove.example", "Vittima+{n}@Altrove.Example "])
def test_what_follows_a_plus_is_no_other_mailbox(browser: Browser, spelling: str) -> None:
    answers = [browser.submit(PAGE, typed(email=spelling.format(n=n))).status_code for n in range(6)]
    assert answers == [303] * 5 + [429]


def test_dots_of_gmail_are_no_other_mailbox(browser: Browser) -> None:
    spelled = ["v.ittima", "vi.ttima", "vit.tima", "vitt.ima", "vitti.ma", "vittim.a"]
    assert [browser.submit(PAGE, typed(email=f"{one}@gmail.com")).status_code for one in spelled] == [303] * 5 + [429]


def test_promised_transfers_from_many_places_take_a_proof(app: Flask, browser: Browser, alba: Standing) -> None:
    def sent(n: int) -> int:
        place = {"REMOTE_ADDR": f"10.0.{n // 9}.1"}
        return browser.submit(PAGE, typed(email=f"u{n}@example.org"), environ_overrides=place).status_code

    assert ([sent(n) for n in range(121)], len(gifts(app, alba))) == ([303] * 120 + [429], 120)


def test_refused_forms_count_for_no_mailbox(browser: Browser) -> None:
    assert tries(browser, 12, given_name="") == [422] * 12


def test_less_than_the_least_is_refused_online(app: Flask, browser: Browser, alba: Standing) -> None:
    assert tries(browser, 1, way="card", amount="other", other_amount="1,50") == [422]
    assert gifts(app, alba) == []


def test_more_than_the_most_is_for_a_transfer(browser: Browser) -> None:
    answer = browser.submit(PAGE, typed(way="card", amount="other", other_amount="6000"))
    assert (answer.status_code, "scegli il bonifico" in answer.text) == (422, True)


def test_visits_to_the_provider_are_few_for_one_gift(
    app: Flask, browser: Browser, alba: Standing, provider: Provider
) -> None:
    inside(app, alba, lambda: make_gift(way="card").id)
    path = f"{page_of(app, alba)}/pagamento"
    answers = [browser.submit(path).status_code for _time in range(9)]
    assert (answers, visits(app, alba)) == ([303] * 8 + [429], 1)


def begun(app: Flask, standing: Standing) -> int:
    """How many visits to the provider count for the association this hour."""
    limit = parse("240 per hour")
    with app.app_context():
        left = limiter.limiter.get_window_stats(limit, str(standing.id), "gift_public.pay").remaining
    return limit.amount - left


def test_invented_links_shut_nobodys_payments(app: Flask, browser: Browser, alba: Standing, provider: Provider) -> None:
    inside(app, alba, lambda: make_gift(way="card").id)
    invented = [browser.submit(f"{PAGE}/dono/niente{n}/pagamento").status_code for n in range(245)]
    assert (set(invented), begun(app, alba)) == ({404}, 0)
    assert browser.submit(f"{page_of(app, alba)}/pagamento").location.startswith(provider.url)


def test_presses_for_one_gift_count_once_for_the_association(
    app: Flask, browser: Browser, alba: Standing, provider: Provider
) -> None:
    inside(app, alba, lambda: make_gift(way="card").id)
    for _time in range(5):
        browser.submit(f"{page_of(app, alba)}/pagamento")
    assert begun(app, alba) == 1


def test_visits_that_do_not_begin_count_for_no_association(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: cancel_gift(make_gift(way="card"), by=SYSTEM))
    browser.submit(f"{page_of(app, alba)}/pagamento")
    assert begun(app, alba) == 0


@pytest.mark.parametrize("changes", [{"every": "month"}, {"organisation": "Evviva", "honoree": "Premio"}])
def test_mail_to_an_address_that_anybody_may_have_typed_has_none_of_their_words(
    app: Flask, browser: Browser, alba: Standing, changes: dict[str, str]
) -> None:
    browser.submit(PAGE, typed(given_name="Ritira", family_name="Cinquecento", public_name="Fortuna", **changes))
    mail = inside(app, alba, lambda: only(Message).text + only(Message).html)
    said = [word for word in ("Ciao,", "Ritira", "Cinquecento", "Fortuna", "Evviva", "Premio") if word in mail]
    assert said == ["Ciao,"]


def test_who_gives_is_greeted_by_name_once_money_has_come(in_alba: Standing) -> None:
    gift, series = make_gift(), make_series()
    assert [called(gift), called(series)] == ["", ""]
    gift.paid_cents, series.started_on = 100, today()
    assert [called(gift), called(series)] == [DONOR.given_name] * 2


@pytest.mark.parametrize(
    "name", ["given_name", "family_name", "organisation", "honoree", "recipient", "message", "public_name"]
)
@pytest.mark.parametrize(
    "words",
    ["https://evil.example/premio", "vai su WWW.evil", "evil.example", "Evil.Example", "a@evil.com", "evil。com"],
)
def test_no_words_sent_on_to_others_lead_to_a_site(
    app: Flask, browser: Browser, alba: Standing, name: str, words: str
) -> None:
    card = {"honoree": "Nonna", "recipient": "Ida", "recipient_email": "ida@example.org"}
    answer = browser.submit(PAGE, typed(**card | {name: words}))
    told = "Qui non si può scrivere l&#39;indirizzo di un sito" in answer.text
    assert (answer.status_code, told, gifts(app, alba)) == (422, True, [])


@pytest.mark.parametrize(
    "name", ["Rossi S.r.l.", "A.M.A. Ferrara", "Dott. Verdi", "G. Verdi", "Grazie...ciao", "20.30"]
)
def test_dots_of_names_are_no_address(browser: Browser, name: str) -> None:
    assert browser.submit(PAGE, typed(organisation=name)).status_code == 303


def test_no_page_asks_for_a_card_number(browser: Browser) -> None:
    page = browser.get(PAGE).text
    assert [word in page for word in ("cc-number", "cardnumber", "cvc", "<iframe")] == [False] * 4
