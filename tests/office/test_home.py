"""The frame: the menu by permission, the dashboard, the search."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from ama_net.across.office.settings.operations import change_identity
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import STRANGER, actor, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]


def _menu(page: str) -> list[str]:
    """The entries of the menu at the side (it is printed twice, for phones too)."""
    side = re.findall(r'<nav class="office-rooms rooms-wide".*?</nav>', page, re.DOTALL)[0]
    return [re.sub(r"<.*?>", "", entry).strip() for entry in re.findall(r"<a .*?</a>", side, re.DOTALL)]


def _fail_mails(app: Flask, standing: Standing, how_many: int) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        db.session.add_all(Message(template="trial/hello", state="failed") for _ in range(how_many))


def test_menu_has_the_rooms_one_may_enter(client: Client, alba: Standing) -> None:
    treasurer = _menu(sign_in(client(alba.host), alba, Role.TREASURER).get("/manage/").text)
    president = _menu(sign_in(client(alba.host), alba, Role.PRESIDENT).get("/manage/").text)
    assert {"Inizio", "Impostazioni"} <= set(treasurer)
    assert not {"Posta", "Registro attività", "Accessi"} & set(treasurer)
    assert {"Inizio", "Posta", "Registro attività", "Impostazioni"} <= set(president)
    assert president[0] == "Inizio"


@pytest.mark.parametrize(
    ("address", "entry"),
    [("/manage/", "Inizio"), ("/manage/posta", "Posta"), ("/manage/impostazioni/associazione", "Impostazioni"), ("/manage/lavori", None)],
)  # fmt: skip
def test_menu_marks_where_one_is(president: Browser, address: str, entry: str | None) -> None:
    page = president.get(address).text
    marked = re.findall(r'aria-current="page">.*?</svg>([^<]+)</a>', page)
    assert {text.strip() for text in marked} == ({entry} if entry else set())


def test_office_is_shut_to_who_does_not_work_there(client: Client, alba: Standing) -> None:
    anonymous = client(alba.host).get("/manage/")
    member = sign_in(client(alba.host), alba, Role.MEMBER).get("/manage/")
    stranger = sign_in(client(alba.host), alba, STRANGER).get("/manage/")
    assert (anonymous.status_code, member.status_code, stranger.status_code) == (302, 404, 404)


def test_dashboard_puts_first_what_asks_for_somebody(app: Flask, alba: Standing, secretary: Browser) -> None:
    _fail_mails(app, alba, 2)
    page = secretary.get("/manage/").text
    to_do = page[page.index('id="to-do"') : page.index("</section>", page.index('id="to-do"'))]
    assert re.search(r'href="/manage/posta\?state=failed".*?>2<.*?Messaggi non consegnati', to_do, re.DOTALL)


def test_dashboard_counts_nothing_of_the_other_association(
    app: Flask, alba: Standing, brig: Standing, secretary: Browser
) -> None:
    _fail_mails(app, brig, 2)
    page = secretary.get("/manage/").text
    assert re.search(r"Messaggi non consegnati</a></dt><dd>0</dd>", page)


@pytest.mark.parametrize("rows", [1, 3])
def test_dashboard_costs_the_same_whatever_is_counted(
    app: Flask, alba: Standing, secretary: Browser, rows: int
) -> None:
    secretary.get("/manage/")
    with count_queries() as before:
        secretary.get("/manage/")
    _fail_mails(app, alba, rows)
    with count_queries() as after:
        secretary.get("/manage/")
    assert len(after) == len(before)


def _close(app: Flask, standing: Standing, room: str) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        change_identity({"rooms": {room: False}}, by=actor(standing, Role.PRESIDENT))


def test_closed_room_leaves_the_menu(app: Flask, alba: Standing, secretary: Browser) -> None:
    entries = _menu(secretary.get("/manage/").text)
    _close(app, alba, "groups")
    assert [entry for entry in entries if entry not in _menu(secretary.get("/manage/").text)] == [
        "Gruppi",
        "Richieste",
        "Annota un contatto",
    ]


@pytest.mark.parametrize("address", ["/gruppi", "/manage/gruppi"])
def test_pages_of_a_closed_room_are_not_there(
    app: Flask, alba: Standing, brig: Standing, client: Client, address: str
) -> None:
    mine, theirs = (sign_in(client(one.host), one, Role.SECRETARY) for one in (alba, brig))
    assert (mine.get(address).status_code, theirs.get(address).status_code) == (200, 200)
    _close(app, alba, "groups")
    assert (mine.get(address).status_code, theirs.get(address).status_code) == (404, 200)


@pytest.mark.parametrize("address", ["/manage/questa/non/esiste", "/manage/posta", "/gruppi/nessuno"])
def test_what_one_may_not_open_is_said_among_ones_rooms(client: Client, alba: Standing, address: str) -> None:
    pages = [sign_in(client(alba.host), alba, role).get(address) for role in (Role.TREASURER, Role.MEMBER)]
    inside = ["office-side" in page.text for page in pages]
    assert ([page.status_code for page in pages], inside) == ([404, 404], [address.startswith("/manage"), False])


def test_search_finds_in_the_rooms_one_may_enter_only(client: Client, alba: Standing) -> None:
    address = "/manage/cerca?q=segreteria%40alba"
    president = sign_in(client(alba.host), alba, Role.PRESIDENT).get(address).text
    editor = sign_in(client(alba.host), alba, Role.EDITOR).get(address).text
    assert ("segreteria@alba.example" in president, "segreteria@alba.example" in editor) == (True, False)


def test_search_finds_nothing_of_the_other_association(president: Browser) -> None:
    page = president.get("/manage/cerca?q=segreteria%40brig").text
    assert ("Nessun risultato" in page, "brig.example" in page) == (True, False)


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=%20", "?q=a", "?q=%00", "?q=%25%25", "?q=" + "x" * 5000, "?q=%F0%9F%92%A1'\"<b>"]
)
def test_search_takes_whatever_is_typed(president: Browser, query: str) -> None:
    answer = president.get(f"/manage/cerca{query}")
    assert (answer.status_code, "<b>" in answer.text.partition('id="content"')[2].partition("</form>")[0]) == (
        200,
        False,
    )
