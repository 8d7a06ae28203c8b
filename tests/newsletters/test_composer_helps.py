"""What the composer's pages say to help: what is missing, whom it went to, what a reader's link will be."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID

import pytest

from ama_net.across.newsletters.models import Delivery, DeliveryState, NewsletterState
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.factories.newsletters import make_newsletter, make_subscriber
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import Ask

At = Callable[[Part], Browser]
HOME = "/manage/newsletter"


@pytest.fixture
def sara(at: At) -> Browser:
    return at(Role.SECRETARY)


def _draft(of_alba: Ask, **values: Any) -> str:
    return str(of_alba(lambda: make_newsletter(**values).id))


def _words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(
    ("values", "said"),
    [({"audience": {}}, True), ({}, False), ({"audience": {}, "is_template": True}, False)],
)
def test_step_three_says_when_nobody_was_chosen(
    sara: Browser, of_alba: Ask, values: dict[str, Any], said: bool
) -> None:
    page = sara.get(f"{HOME}/{_draft(of_alba, **values)}/controllo").text
    assert ("Non hai ancora scelto chi la riceve." in page, "Tutto a posto" in page and said) == (said, False)


def test_as_text_a_link_of_the_reader_is_said(sara: Browser, of_alba: Ask) -> None:
    page = sara.get(f"{HOME}/{_draft(of_alba)}/controllo?come=testo").text
    assert "(il collegamento di chi riceve)" in page


def test_of_what_was_sent_it_is_said_to_whom(sara: Browser, of_alba: Ask) -> None:
    sent = _draft(of_alba, state=NewsletterState.SENT, started_at=now(), frozen_at=now(), recipients=2)
    assert "A chi Tutti" in _words(sara.get(f"{HOME}/{sent}").text)


@pytest.mark.parametrize(
    ("bounces", "said"),
    [
        (("", ""), "2 Consegnati alla posta 0 Non consegnati"),
        (("", "hard"), "2 Consegnati alla posta di cui 1 tornati indietro"),
    ],
)
def test_what_came_back_is_said_beside_what_left(
    sara: Browser, of_alba: Ask, bounces: tuple[str, ...], said: str
) -> None:
    sent = _draft(of_alba, state=NewsletterState.SENT, started_at=now(), frozen_at=now(), recipients=2)
    left = {"newsletter_id": UUID(sent), "state": DeliveryState.SENT}
    rows = [Delivery(digest=bytes([number]) * 32, bounce=bounce, **left) for number, bounce in enumerate(bounces)]
    of_alba(lambda: db.session.add_all(rows))
    assert said in _words(sara.get(f"{HOME}/{sent}").text)


def test_an_empty_part_is_named(sara: Browser, of_alba: Ask) -> None:
    blocks = [{"kind": "text", "markdown": "Ciao"}, {"kind": "heading", "text": "", "level": 2}]
    page = _words(sara.get(f"{HOME}/{_draft(of_alba, blocks=blocks)}/controllo").text)
    assert "La parte 2, un titolo, è vuota: non si vedrà." in page


@pytest.mark.parametrize(("who", "title"), [(Role.SECRETARY, "in un'altra finestra"), (Role.PRESIDENT, "Due persone")])
def test_one_person_in_two_windows_is_not_two(at: At, of_alba: Ask, who: Role, title: str) -> None:
    draft = _draft(of_alba)
    form = {"language": "it", "version": "1", "action": "save", "block": "0", "0.kind": "text"}
    at(who).submit(f"{HOME}/{draft}/testo", {**form, "subject": "Prima", "0.markdown": "Uno"})
    answer = at(Role.SECRETARY).submit(f"{HOME}/{draft}/testo", {**form, "subject": "Dopo", "0.markdown": "Due"})
    assert title in _words(answer.text)


@pytest.mark.parametrize(("version", "opened"), [(1, True), (2, False)])
def test_how_to_write_is_open_the_first_time(sara: Browser, of_alba: Ask, version: int, opened: bool) -> None:
    page = sara.get(f"{HOME}/{_draft(of_alba, version=version)}/testo").text
    before = page.split("Come si scrive")[0].rpartition("<details")[2]
    assert (" open" in before) is opened


def test_while_its_readers_are_written_down_its_page_asks_again(sara: Browser, of_alba: Ask) -> None:
    of_alba(make_subscriber)
    draft = _draft(of_alba)
    sara.submit(f"{HOME}/{draft}/spedizione/adesso", {"version": "1"})
    assert 'hx-trigger="every 1s"' in sara.get(f"{HOME}/{draft}").text


@pytest.mark.parametrize(
    ("address", "said"), [("wwwpippo", True), ("www.pippo.it", False), ("/gruppi", False), ("", False)]
)
def test_an_address_that_leads_nowhere_is_said_beside_its_field(
    sara: Browser, of_alba: Ask, address: str, said: bool
) -> None:
    page = sara.get(f"{HOME}/{_draft(of_alba, blocks=[{'kind': 'button', 'address': address}])}/testo").text
    field = re.search(r'<input[^>]*id="b0-address"[^>]*>', page)
    error = re.search(r'<p[^>]*id="b0-address-error"[^>]*>', page)
    assert field is not None
    assert error is not None
    assert ("aria-invalid" in field[0], "b0-address-error" in field[0], " hidden" in error[0]) == (said, said, not said)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"audience": {}}, ["", "da scegliere", "", ""]),
        ({"subject": ""}, ["senza oggetto", "", "", ""]),
        ({"blocks": []}, ["da scrivere", "", "", ""]),
        ({"subject": "", "is_template": True}, ["senza oggetto", ""]),
    ],
)
def test_the_steps_say_what_is_missing(sara: Browser, of_alba: Ask, values: dict[str, Any], said: list[str]) -> None:
    page = sara.get(f"{HOME}/{_draft(of_alba, **values)}/testo").text
    wide = page[page.index('class="steps-wide"') : page.index("</nav>", page.index('class="steps-wide"'))]
    pills = [re.search(r'count-pill">([^<]*)<', step) for step in wide.split("<li>")[1:]]
    assert [pill[1] if pill else "" for pill in pills] == said


def test_the_last_step_says_too_that_nobody_was_chosen(sara: Browser, of_alba: Ask) -> None:
    page = sara.get(f"{HOME}/{_draft(of_alba, audience={})}/spedizione").text
    assert "Non hai ancora scelto chi la riceve." in page


def test_on_narrow_screens_the_telephone_comes_first(sara: Browser, of_alba: Ask) -> None:
    page = sara.get(f"{HOME}/{_draft(of_alba)}/controllo").text
    wide, narrow = page.split('class="wide-only"')[1].split('class="narrow-only"')
    active = [re.findall(r'\?come=(\w+)#guarda" aria-current', part) for part in (wide, narrow)]
    order = [re.findall(r"\?come=(\w+)#", part)[:2] for part in (wide, narrow)]
    assert (order, active) == ([["computer", "telefono"], ["telefono", "computer"]], [["computer"], ["telefono"]])
