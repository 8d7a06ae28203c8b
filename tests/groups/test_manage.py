"""The office's pages on groups: who may, what is saved, what the audit keeps, what can be taken back."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import Entry, Group, Kind, Mode, Status, Theme
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import BOLOGNA, FERRARA, make_group, make_meeting, make_venue, theme
from tests.groups.my_steps import seen
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]


@pytest.fixture
def secretary(client: Client, alba: Standing) -> Browser:
    browser = client(alba.host)
    sign_in(browser, alba, Role.SECRETARY)
    return browser


def _facts(**values: Any) -> dict[str, Any]:
    plain = {
        "name": "Gruppo Nuovo",
        "kind": Kind.GROUP,
        "status": Status.STARTING,
        "mode": Mode.IN_PERSON,
        "entry": Entry.OPEN,
        "theme_id": "",
        "venue_id": "",
        "municipality": "Bologna",
        "published": "y",
        "in_portal": "y",
    }
    return {**plain, **values}


def _the(fill: Any, name: str, read: Callable[[Group], Any]) -> Any:
    return fill(lambda: read(db.session.scalars(select(Group).where(Group.name == name)).one()))


def _audit(fill: Any, verb: str) -> list[dict[str, Any]]:
    def read() -> list[dict[str, Any]]:
        facts = db.session.scalars(select(LedgerEntry.facts).order_by(LedgerEntry.number))
        return [fact["changes"] for fact in facts if fact["verb"] == verb]

    return fill(read)  # type: ignore[no-any-return]


def test_new_group_is_saved(fill: Any, secretary: Browser) -> None:
    answer = secretary.submit("/manage/gruppi/nuovo", _facts())
    assert answer.status_code == 302
    kept = _the(
        fill,
        "Gruppo Nuovo",
        lambda group: (group.slug, group.municipality_code, group.entry, group.kept_by_office, list(group.meetings)),
    )
    assert kept == ("gruppo-nuovo", BOLOGNA, Entry.OPEN, True, [])
    assert _audit(fill, "group.added") == [{"status": [None, "starting"]}]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "Scrivi come si chiama."),
        ({"municipality": "Atlantide"}, "Questo comune non c'è nell'elenco"),
        ({"status": "boh"}, "Not a valid choice"),
    ],
)
def test_group_form_says_what_to_mend_and_keeps_what_was_typed(
    fill: Any, secretary: Browser, values: dict[str, Any], said: str
) -> None:
    answer = secretary.submit("/manage/gruppi/nuovo", _facts(**{"organisation": "Tenuto qui", **values}))
    page = answer.get_data(as_text=True).replace("&#39;", "'")
    assert answer.status_code == 422
    assert "Tenuto qui" in page
    if said != "Not a valid choice":  # the library's own words, in Italian by its translations
        assert said in page


def test_who_may_only_read_a_group_cannot_type_in_its_form(fill: Any, client: Client, alba: Standing) -> None:
    group_id = fill(lambda: make_group("Beta").id)
    page = sign_in(client(alba.host), alba, Role.BOARD).get(f"/manage/gruppi/{group_id}").text
    assert ("<fieldset disabled>" in page, "Salva le modifiche" in page) == (True, False)


def test_venue_gives_its_municipality_to_the_group(fill: Any, secretary: Browser) -> None:
    venue_id = fill(lambda: make_venue("Casa di Ferrara", municipality_code=FERRARA).id)
    secretary.submit("/manage/gruppi/nuovo", _facts(venue_id=str(venue_id)))
    assert _the(fill, "Gruppo Nuovo", lambda group: group.municipality_code) == FERRARA


def test_changing_a_group_records_the_names_of_the_fields_only(fill: Any, secretary: Browser) -> None:
    def row() -> UUID:
        group = make_group("Gruppo Alfa")
        make_meeting(group)
        return group.id

    group_id = fill(row)
    shown = seen(secretary, group_id)
    values = _facts(name="Gruppo Alfa", status="active", entry="unknown", description="Parole", seen=shown)
    assert secretary.submit(f"/manage/gruppi/{group_id}", values).status_code == 302
    assert _audit(fill, "group.changed") == [{"fields": ["description"]}]
    assert _the(fill, "Gruppo Alfa", lambda group: len(group.meetings)) == 1


def test_saving_without_changes_does_not_take_the_group_from_the_files(fill: Any, secretary: Browser) -> None:
    group_id = fill(lambda: make_group("Gruppo Alfa").id)
    typed = _facts(name="Gruppo Alfa", status="active", entry="unknown", seen=seen(secretary, group_id))
    assert secretary.submit(f"/manage/gruppi/{group_id}", typed).status_code == 302
    assert _the(fill, "Gruppo Alfa", lambda group: group.kept_by_office) is False


def test_confirming_makes_a_group_active_as_of_today(fill: Any, secretary: Browser) -> None:
    group_id = fill(lambda: make_group("Alfa", status=Status.UNCONFIRMED, confirmed_on=None).id)
    assert secretary.submit(f"/manage/gruppi/{group_id}/conferma").status_code == 302
    state = _the(fill, "Alfa", lambda group: (group.status, group.confirmed_on, group.kept_by_office))
    assert state == (Status.ACTIVE, today(), True)
    changes = {"status": ["unconfirmed", "active"], "confirmed_on": [None, today().isoformat()]}
    assert _audit(fill, "group.confirmed") == [changes]


@pytest.mark.parametrize("values", [{"is_example": True}, {"status": Status.CLOSED}])
def test_examples_and_closed_groups_cannot_be_confirmed(fill: Any, secretary: Browser, values: dict[str, Any]) -> None:
    group_id = fill(lambda: make_group("Alfa", confirmed_on=None, **values).id)
    secretary.submit(f"/manage/gruppi/{group_id}/conferma")
    assert _the(fill, "Alfa", lambda group: group.confirmed_on) is None


def _three() -> list[str]:
    unconfirmed = {"status": Status.UNCONFIRMED, "confirmed_on": None}
    return [str(make_group(name, **unconfirmed).id) for name in ("Uno", "Due", "Tre")]


def test_bulk_action_touches_the_ticked_rows_only_and_can_be_taken_back(fill: Any, secretary: Browser) -> None:
    ids = fill(_three)
    secretary.submit("/manage/gruppi/azioni", {"action": "confirm", "selected": ids[:2]})
    assert _states(fill) == {"Uno": "active", "Due": "active", "Tre": "unconfirmed"}
    page = secretary.get("/manage/gruppi").get_data(as_text=True)
    assert "2 gruppi confermati." in page
    undo = re.search(r"/manage/undo/[0-9a-f-]{36}", page)
    assert undo is not None
    secretary.submit(undo[0])
    assert _states(fill) == {"Uno": "unconfirmed", "Due": "unconfirmed", "Tre": "unconfirmed"}
    assert _the(fill, "Uno", lambda group: (group.confirmed_on, group.kept_by_office)) == (None, False)
    assert len(_audit(fill, "group.restored")) == 2


def test_bulk_action_leaves_the_list_as_it_was_filtered(fill: Any, secretary: Browser) -> None:
    fill(_three)
    page = secretary.get("/manage/gruppi?status=unconfirmed&sort=-name").get_data(as_text=True)
    assert 'action="/manage/gruppi/azioni?status=unconfirmed&amp;sort=-name"' in page
    answer = secretary.submit("/manage/gruppi/azioni?status=unconfirmed&sort=-name", {"action": "hide"})
    assert answer.location == "/manage/gruppi?status=unconfirmed&sort=-name"


def _states(fill: Any) -> dict[str, str]:
    return fill(lambda: dict(db.session.execute(select(Group.name, Group.status)).all()))  # type: ignore[no-any-return]


def test_bulk_action_cannot_be_taken_back_after_another_change(fill: Any, secretary: Browser) -> None:
    ids = fill(_three)
    secretary.submit("/manage/gruppi/azioni", {"action": "suspend", "selected": ids[:1]})
    undo = re.search(r"/manage/undo/[0-9a-f-]{36}", secretary.get("/manage/gruppi").get_data(as_text=True))
    assert undo is not None
    secretary.submit("/manage/gruppi/azioni", {"action": "confirm", "selected": ids[:1]})
    secretary.submit(undo[0])
    assert _states(fill)["Uno"] == "active"


@pytest.mark.parametrize(("action", "published"), [("hide", False), ("publish", True)])
def test_publishing_and_hiding(fill: Any, secretary: Browser, action: str, published: bool) -> None:
    group_id = fill(lambda: make_group("Alfa", published=not published).id)
    secretary.submit("/manage/gruppi/azioni", {"action": action, "selected": [str(group_id)]})
    assert _the(fill, "Alfa", lambda group: group.published) is published


def test_unknown_bulk_action_is_refused(fill: Any, secretary: Browser) -> None:
    ids = fill(_three)
    assert secretary.submit("/manage/gruppi/azioni", {"action": "erase", "selected": ids}).status_code == 400


def test_rows_of_the_other_association_cannot_be_ticked(
    app: Flask, fill: Any, client: Client, brig: Standing, secretary: Browser
) -> None:
    fill(_three)
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        theirs = str(make_group("Loro", status=Status.UNCONFIRMED).id)
    secretary.submit("/manage/gruppi/azioni", {"action": "confirm", "selected": [theirs]})
    assert secretary.get(f"/manage/gruppi/{theirs}").status_code == 404
    assert secretary.submit(f"/manage/gruppi/{theirs}/conferma").status_code == 404
    with app.app_context(), tenant_scope(brig.id):
        assert db.session.scalars(select(Group.status).where(Group.name == "Loro")).one() == Status.UNCONFIRMED


@pytest.mark.parametrize(
    ("role", "reads", "writes", "imports"),
    [
        (Role.PRESIDENT, 200, 302, 200),
        (Role.NETWORK_COORDINATOR, 200, 302, 200),
        (Role.HELPDESK_OPERATOR, 200, 404, 404),
        (Role.BOARD, 200, 404, 404),
        (Role.TREASURER, 404, 404, 404),
        (Role.FACILITATOR, 404, 404, 404),
        (Role.MEMBER, 404, 404, 404),
    ],
)
def test_each_role_sees_what_it_may(
    fill: Any, client: Client, alba: Standing, role: Role, reads: int, writes: int, imports: int
) -> None:
    group_id = fill(lambda: make_group("Alfa").id)
    browser = client(alba.host)
    sign_in(browser, alba, role)
    assert browser.get("/manage/gruppi").status_code == reads
    assert browser.get(f"/manage/gruppi/{group_id}").status_code == reads
    typed = _facts(name="Alfa", seen=seen(browser, group_id))
    assert browser.submit(f"/manage/gruppi/{group_id}", typed).status_code == writes
    assert browser.submit(f"/manage/gruppi/{group_id}/conferma").status_code == writes
    assert browser.get("/manage/gruppi/importazioni").status_code == imports


def test_list_filters_and_exports(fill: Any, secretary: Browser) -> None:
    fill(lambda: (make_group("Attivo"), make_group("Sospeso", status=Status.SUSPENDED, source="=cmd()")))
    page = secretary.get("/manage/gruppi?status=suspended").get_data(as_text=True)
    assert ">Sospeso</a>" in page
    assert ">Attivo</a>" not in page
    rows = secretary.get("/manage/gruppi/elenco.csv?status=suspended").get_data(as_text=True).splitlines()
    assert rows[0].startswith("\ufeffNome;Stato;Tema;Comune;Confermato il;")
    assert [row.split(";")[0] for row in rows[1:]] == ["Sospeso"]
    assert "'=cmd()" in rows[1]


def test_office_list_asks_the_same_number_of_queries_for_one_row_and_three(fill: Any, secretary: Browser) -> None:
    def full(name: str) -> None:
        group = make_group(name, theme_id=theme().id, venue_id=make_venue(f"Sede {name}").id)
        make_meeting(group)

    fill(lambda: full("Uno"))
    secretary.get("/manage/gruppi")
    with count_queries() as one:
        assert secretary.get("/manage/gruppi").status_code == 200
    fill(lambda: [full(name) for name in ("Due", "Tre")])
    with count_queries() as three:
        assert secretary.get("/manage/gruppi").status_code == 200
    assert len(one) == len(three)


def test_new_words_of_a_theme_find_its_groups_at_once(fill: Any, secretary: Browser) -> None:
    theme_id = fill(lambda: make_group("Oltre", theme_id=theme("lutto").id).theme_id)
    assert "Oltre" not in secretary.get("/gruppi?q=orfani").get_data(as_text=True)
    answer = secretary.submit(
        f"/manage/gruppi/temi/{theme_id}", {"label": "Lutto", "synonyms": "vedovo\r\norfani\r\n\r\norfani"}
    )
    assert answer.status_code == 302
    assert "Oltre" in secretary.get("/gruppi?q=orfani").get_data(as_text=True)
    assert fill(lambda: theme("lutto").synonyms) == ["vedovo", "orfani"]


def test_new_theme_gets_a_key_of_its_own(fill: Any, secretary: Browser) -> None:
    for _ in range(2):
        secretary.submit("/manage/gruppi/temi/nuovo", {"label": "Neo mamme"})
    keys = fill(lambda: db.session.scalars(select(Theme.key).where(Theme.label == "Neo mamme")).all())
    assert sorted(keys) == ["neo_mamme", "neo_mamme_2"]
    assert "Neo mamme" in secretary.get("/manage/gruppi/temi").get_data(as_text=True)


def test_dashboard_shows_how_many_groups_wait_to_be_confirmed(fill: Any, secretary: Browser) -> None:
    fill(_three)
    page = secretary.get("/manage/").get_data(as_text=True)
    assert "/manage/gruppi?status=unconfirmed&amp;example=no" in page
