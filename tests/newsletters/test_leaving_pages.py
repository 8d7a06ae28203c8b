"""The last pages before a newsletter leaves: each button says what it does, and nothing leaves by a slip."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from ama_net.across.newsletters.models import NewsletterState
from ama_net.kernel.access import Role
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import Ask

At = Callable[[Part], Browser]
HOME = "/manage/newsletter"


@pytest.fixture
def sara(at: At) -> Browser:
    return at(Role.SECRETARY)


def _buttons(page: str) -> list[str]:
    found = re.findall(r"<button[^>]*class=\"btn[^>]*>(.*?)</button>", page, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", words)).strip() for words in found]


def test_each_button_says_what_it_does(sara: Browser, of_alba: Ask) -> None:
    of_alba(lambda: [make_subscriber(f"r{n}@lettrici.example") for n in range(2)])
    draft = of_alba(lambda: make_newsletter().id)
    buttons = _buttons(sara.get(f"{HOME}/{draft}/spedizione").text)
    assert {"Spedisci adesso a 2 persone", "Metti in calendario"} <= set(buttons)


def test_no_choice_is_made_beforehand(sara: Browser, of_alba: Ask) -> None:
    of_alba(make_subscriber)
    page = sara.get(f"{HOME}/{of_alba(lambda: make_newsletter().id)}/spedizione").text
    assert 'name="day"' in page
    assert re.search(r'type="radio"[^>]*checked|checked[^>]*type="radio"', page) is None


def test_of_an_interest_the_button_says_no_number(sara: Browser, of_alba: Ask) -> None:
    topic = of_alba(lambda: str(make_list("Argomento", confidential=True).id))
    draft = of_alba(lambda: make_newsletter(audience={"lists": [topic]}).id)
    page = sara.get(f"{HOME}/{draft}/spedizione").text
    assert "Spedisci adesso" in _buttons(page)
    assert "Spedisci adesso" in _buttons(sara.get(f"{HOME}/{draft}/spedizione/adesso").text)


def test_the_last_step_says_what_and_to_whom(sara: Browser, of_alba: Ask) -> None:
    of_alba(make_subscriber)
    draft = of_alba(lambda: make_newsletter().id)
    page = sara.get(f"{HOME}/{draft}/spedizione/adesso").text
    assert "dopo non si torna indietro" in page
    assert ("Le notizie di novembre" in page, "Spedisci adesso a una persona" in _buttons(page)) == (True, True)


@pytest.mark.parametrize("state", [NewsletterState.SENDING, NewsletterState.SENT])
def test_what_left_has_no_last_step(sara: Browser, of_alba: Ask, state: NewsletterState) -> None:
    draft = of_alba(lambda: make_newsletter(state=state).id)
    here = f"{HOME}/{draft}/spedizione/adesso"
    assert (sara.get(here).status_code, sara.submit(here, {"version": "1"}).status_code) == (303, 303)


def test_with_nobody_to_send_to_there_is_no_last_step(sara: Browser, of_alba: Ask) -> None:
    draft = of_alba(lambda: make_newsletter().id)
    assert sara.get(f"{HOME}/{draft}/spedizione/adesso").location.endswith("/spedizione")


def test_what_changed_on_the_last_step_does_not_leave(sara: Browser, of_alba: Ask) -> None:
    of_alba(make_subscriber)
    draft = of_alba(lambda: make_newsletter(version=3).id)
    answer = sara.submit(f"{HOME}/{draft}/spedizione/adesso", {"version": "2"})
    assert answer.location.endswith("/spedizione")
    assert "va riletta" in sara.get(answer.location).text


@pytest.mark.parametrize(("hour", "warned"), [("21:59", False), ("22:00", True), ("06:59", True), ("07:00", False)])
def test_an_hour_of_the_night_is_said(sara: Browser, of_alba: Ask, hour: str, warned: bool) -> None:
    of_alba(make_subscriber)
    draft = of_alba(lambda: make_newsletter().id)
    typed = {"when": "later", "version": "1", "day": "2999-01-02", "hour": hour}
    page = sara.get(sara.submit(f"{HOME}/{draft}/spedizione", typed).location).text
    assert ("molti dormono" in page) is warned


def test_a_day_beside_now_is_kept(sara: Browser, of_alba: Ask) -> None:
    of_alba(make_subscriber)
    draft = of_alba(lambda: make_newsletter().id)
    typed = {"when": "now", "version": "1", "day": "2999-01-02", "hour": "18:30"}
    answer = sara.submit(f"{HOME}/{draft}/spedizione", typed)
    assert (answer.status_code, 'value="2999-01-02"' in answer.text) == (422, True)
