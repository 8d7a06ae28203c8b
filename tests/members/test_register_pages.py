"""The pages of the book: as of any day in two senses, the history of a line, writing in it, the paper, the log."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select, text

from ama_net.features.members.models import BookInspection, EndReason, MemberCategory, Membership
from ama_net.features.members.operations import memberships as verbs
from ama_net.features.members.queries_register import as_written, in_force, lines_in_force, lines_written
from ama_net.features.members.register import REGISTER, hold_register
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry, ledger
from ama_net.kernel.documents import Organ, adopt_resolution
from ama_net.kernel.people import PostalAddress
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import ordinary
from tests.factories.people import make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

BOOK = "/manage/soci/libro"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Set the day entries are written on."""

    def at(day: date) -> None:
        monkeypatch.setattr(ledger, "now", lambda: datetime(day.year, day.month, day.day, 12, tzinfo=UTC))

    return at


@pytest.fixture
def story(in_alba: Standing, clock: Callable[[date], None]) -> Membership:
    """Admitted in 2020, honorary since 2022 (written in 2023), the admission corrected in 2024, out at the end of 2024."""
    honorary = db.session.scalars(select(MemberCategory).where(MemberCategory.key == "honorary")).one()
    clock(date(2020, 2, 1))
    person = make_person("Bice", "Portinari")
    membership = verbs.admit_member(person=person, category=ordinary(), admitted_on=date(2020, 2, 1), by=SYSTEM)
    clock(date(2023, 1, 10))
    verbs.change_category(membership, honorary, on=date(2022, 6, 1), by=SYSTEM)
    clock(date(2024, 3, 1))
    verbs.correct_entry(membership, why="Verbale letto male", by=SYSTEM, admitted_on=date(2020, 1, 15))
    clock(date(2024, 12, 1))
    verbs.end_membership(membership, on=date(2024, 12, 31), reason=EndReason.WITHDRAWAL, by=SYSTEM)
    db.session.flush()
    return membership


def _written(day: date | None) -> list[dict[str, Any]]:
    return [line.says for line in as_written(db.session.scalars(lines_written(day)))]


def _in_force(day: date) -> list[dict[str, Any]]:
    return [line.says for line in in_force(list(db.session.scalars(lines_in_force(day))), day)]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2020, 1, 31), []),
        (date(2020, 2, 1), [("2020-02-01", "ordinary", None)]),
        (date(2023, 1, 9), [("2020-02-01", "ordinary", None)]),
        (date(2023, 1, 10), [("2020-02-01", "honorary", None)]),
        (date(2024, 3, 1), [("2020-01-15", "honorary", None)]),
        (None, [("2020-01-15", "honorary", "2024-12-31")]),
    ],
)
def test_as_it_was_written_that_day(story: Membership, day: date | None, found: list[Any]) -> None:
    assert [(one["admitted_on"], one["category_key"], one.get("ended_on")) for one in _written(day)] == found


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2020, 1, 14), []),
        (date(2020, 1, 15), [("2020-01-15", "ordinary")]),
        (date(2022, 5, 31), [("2020-01-15", "ordinary")]),
        (date(2022, 6, 1), [("2020-01-15", "honorary")]),
        (date(2024, 12, 30), [("2020-01-15", "honorary")]),
        (date(2024, 12, 31), []),
    ],
)
def test_who_was_a_member_that_day(story: Membership, day: date, found: list[Any]) -> None:
    lines = _in_force(day)
    assert [(one["admitted_on"], one["category_key"]) for one in lines] == found
    assert all("ended_on" not in one for one in lines)


def test_an_exit_taken_back_leaves_the_line_in_force(story: Membership) -> None:
    verbs.correct_entry(story, why="Ci ha ripensato in tempo", by=SYSTEM, ended_on=None, end_reason=None)
    assert _in_force(date(2025, 6, 1)) == [_written(None)[0]]


@pytest.fixture
def office(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> Browser:
    """The secretary of Alba, and three members in the book, one of them with an address."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        for number, name in enumerate(("Anna", "Bruno", "Carla")):
            person = make_person(name, "Inventata", tax_code=f"PRVNNT80A41D61{number}K")
            db.session.add(PostalAddress(person_id=person.id, street="via Prova 1", municipality="Ferrara"))
            day = date(2024, 1, 10 + number)
            verbs.admit_member(person=person, category=ordinary(), admitted_on=day, by=SYSTEM)
    return sign_in(client(alba.host), alba, Role.SECRETARY)


def _membership(app: Flask, alba: Standing, number: int) -> Membership:
    with app.app_context(), tenant_scope(alba.id):
        found = db.session.scalars(select(Membership).where(Membership.number == number)).one()
        db.session.expunge(found)
        return found


@pytest.mark.parametrize(
    ("words", "found"), [("carla", 1), ("inventata", 3), ("2", 1), ("PRVNNT80A41D610K", 1), ("x", 0)]
)
def test_the_book_is_searched(office: Browser, words: str, found: int) -> None:
    assert office.get(f"{BOOK}?q={words}").text.count('scope="row"') == found


def test_a_page_costs_the_same_however_many_lines(office: Browser, app: Flask, alba: Standing) -> None:
    office.get(BOOK)
    with count_queries() as few:
        office.get(BOOK)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        rows = [verbs.NewMember(ordinary().id, date(2023, 1, 1), person_id=make_person().id) for _ in range(15)]
        verbs.enter_members(rows, by=SYSTEM)
    with count_queries() as many:
        office.get(BOOK)
    assert len(few) == len(many)


def _entries(app: Flask, alba: Standing) -> list[tuple[str, str]]:
    with app.app_context(), tenant_scope(alba.id):
        found = db.session.scalars(REGISTER.entries().order_by(None).order_by(LedgerEntry.number))
        return [(one.facts["kind"], one.facts.get("why", "")) for one in found]


def test_an_exit_is_confirmed_and_then_written(office: Browser, app: Flask, alba: Standing) -> None:
    path = f"/manage/soci/{_membership(app, alba, 2).id}/uscita"
    typed = {"reason": "withdrawal", "on": today().isoformat(), "resolution": "", "paper_organ": "board"}
    first = office.submit(path, typed)
    assert first.status_code == 200
    assert "Da ricontrollare prima di scrivere" in first.text
    again = office.submit(path, {**typed, "back": "yes"})
    assert (again.status_code, f'value="{today().isoformat()}"' in again.text) == (200, True)
    assert len(_entries(app, alba)) == 3
    assert office.submit(path, {**typed, "confirmed": "yes"}).status_code == 303
    assert _entries(app, alba)[-1] == ("exit", "")
    assert office.get(path).status_code == 404


def test_a_lapse_without_a_resolution_is_refused_beside_its_field(office: Browser, app: Flask, alba: Standing) -> None:
    path = f"/manage/soci/{_membership(app, alba, 2).id}/uscita"
    typed = {"reason": "lapse", "on": today().isoformat(), "resolution": "", "paper_organ": "board"}
    answer = office.submit(path, typed)
    assert (answer.status_code, "Serve la delibera" in answer.text) == (422, True)
    paper = {**typed, "resolution": "paper", "paper_number": "12", "paper_on": "01/02/2025"}
    assert office.submit(path, {**paper, "confirmed": "yes"}).status_code == 303
    assert _membership(app, alba, 2).end_resolution_id is not None


def _until_somebody_waits() -> None:
    """Let the other transaction go as far as it can: to a lock that this one holds."""
    for _moment in range(100):
        if db.session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            return
        time.sleep(0.05)


@pytest.mark.parametrize("page", ["uscita", "categoria"])
def test_a_decision_and_an_admission_at_once_do_not_block_each_other(
    office: Browser, app: Flask, alba: Standing, page: str
) -> None:
    held, told = threading.Event(), []

    def admission() -> None:
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            hold_register()
            held.set()
            _until_somebody_waits()
            told.append(adopt_resolution(Organ.BOARD, subject="Ammissione", by=SYSTEM).number)

    with app.app_context(), tenant_scope(alba.id):
        honorary = db.session.scalars(select(MemberCategory.id).where(MemberCategory.key == "honorary")).one()
    typed = {"reason": "lapse", "category": str(honorary), "on": today().isoformat(), "resolution": "paper"}
    typed |= {"paper_organ": "board", "paper_number": "12", "paper_on": today().isoformat(), "confirmed": "yes"}
    other = threading.Thread(target=admission)
    other.start()
    held.wait()
    answer = office.submit(f"/manage/soci/{_membership(app, alba, 2).id}/{page}", typed)
    other.join()
    assert (answer.status_code, told) == (303, [1])


@pytest.mark.parametrize(
    ("on", "paper_on", "said"),
    [(-1, 0, "da prima della delibera"), (30, 30, "si scrive una delibera già presa")],
)
def test_an_exclusion_is_never_from_before_its_resolution(
    office: Browser, app: Flask, alba: Standing, on: int, paper_on: int, said: str
) -> None:
    path, day = f"/manage/soci/{_membership(app, alba, 2).id}/uscita", today()
    typed = {
        "reason": "exclusion",
        "on": (day + timedelta(on)).isoformat(),
        "resolution": "paper",
        "paper_number": "12",
    }
    typed |= {"paper_organ": "board", "paper_on": (day + timedelta(paper_on)).isoformat()}
    answers = [office.submit(path, {**typed, **more}) for more in ({}, {"confirmed": "yes"})]
    assert [(one.status_code, said in one.text) for one in answers] == [(422, True)] * 2
    assert _membership(app, alba, 2).ended_on is None


def test_a_category_is_changed(office: Browser, app: Flask, alba: Standing) -> None:
    membership = _membership(app, alba, 1)
    with app.app_context(), tenant_scope(alba.id):
        honorary = db.session.scalars(select(MemberCategory.id).where(MemberCategory.key == "honorary")).one()
    typed = {"category": str(honorary), "on": "2025-01-01", "paper_organ": "board", "confirmed": "yes"}
    assert office.submit(f"/manage/soci/{membership.id}/categoria", typed).status_code == 303
    assert _entries(app, alba)[-1][0] == "category"


def test_a_correction_is_written_with_its_reason(office: Browser, app: Flask, alba: Standing) -> None:
    membership = _membership(app, alba, 1)
    typed = {
        "why": "Data letta male",
        "admitted_on": "09/01/2024",
        "category_id": str(membership.category_id),
        "ended_on": "",
        "end_reason": "",
        "confirmed": "yes",
    }
    path = f"/manage/soci/{membership.id}/correzione"
    assert office.submit(path, typed).status_code == 303
    assert _entries(app, alba)[-1] == ("correction", "Data letta male")
    page = office.get(f"/manage/soci/{membership.id}/libro").text
    assert "Data letta male" in page
    assert "10/01/2024" in page  # what was written before stays
    assert office.submit(path, typed).status_code == 422


def test_the_paper_holds_every_line_and_the_head(office: Browser, app: Flask, alba: Standing) -> None:
    answer = office.get(f"{BOOK}.pdf")
    reader = PdfReader(BytesIO(answer.data))
    said = " ".join("".join(page.extract_text() for page in reader.pages).split())
    with app.app_context(), tenant_scope(alba.id):
        head = REGISTER.head()[1].hex()
    assert (answer.mimetype, reader.pages[0].mediabox.width > reader.pages[0].mediabox.height) == (
        "application/pdf",
        True,
    )
    assert [name in said for name in ("Inventata Anna", "Inventata Bruno", "Inventata Carla")] == [True] * 3
    assert "Pagina 1 di 1" in said
    assert head in said.replace(" ", "")


def test_the_file_has_the_same_lines(office: Browser) -> None:
    lines = office.get(f"{BOOK}.csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("1;Inventata;Anna;PRVNNT80A41D610K;;;via Prova 1, Ferrara;;Socio ordinario;;10/01/2024;")


@pytest.mark.parametrize("rubbish", ["giorno=ieri", "giorno=2999-01-01", "senso=x", "page=-1&q=%00", "stato=boh"])
def test_rubbish_in_the_address_is_ignored(office: Browser, rubbish: str) -> None:
    assert office.get(f"{BOOK}?{rubbish}").text.count('scope="row"') == 3


def test_the_board_reads_and_does_not_write(
    office: Browser, app: Flask, alba: Standing, client: Callable[[str], Browser]
) -> None:
    membership = _membership(app, alba, 1)
    board = sign_in(client(alba.host), alba, Role.BOARD)
    found = [board.get(path).status_code for path in (BOOK, f"{BOOK}.pdf", f"/manage/soci/{membership.id}/uscita")]
    assert found == [200, 404, 404]


def test_the_other_association_sees_nothing(
    office: Browser, app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    membership = _membership(app, alba, 1)
    other = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert "Il libro è ancora vuoto" in other.get(BOOK).text
    assert other.get(f"/manage/soci/{membership.id}/libro").status_code == 404


def test_a_request_to_see_the_books_is_logged(office: Browser, app: Flask, alba: Standing) -> None:
    log = f"{BOOK}/consultazioni"
    asked = {"member": str(_membership(app, alba, 2).person_id), "what": "I verbali del 2025"}
    wrong = office.submit(f"{log}/nuova", {**asked, "asked_on": (today() + timedelta(days=2)).isoformat()})
    assert (wrong.status_code, "nel futuro" in wrong.text) == (422, True)
    assert office.submit(f"{log}/nuova", {**asked, "asked_on": today().isoformat()}).status_code == 303
    with app.app_context(), tenant_scope(alba.id):
        inspection_id = db.session.scalars(select(BookInspection.id)).one()
    answer = {"state": "refused", "on": today().isoformat(), "answer": ""}
    refused = office.submit(f"{log}/{inspection_id}", answer)
    assert (refused.status_code, "perché non è stata accolta" in refused.text) == (422, True)
    assert office.submit(f"{log}/{inspection_id}", {**answer, "state": "shown"}).status_code == 303
    page = office.get(log).text
    assert "Libri mostrati" in page
    assert "Sara di Alba" in page
    assert office.submit(f"{log}/{inspection_id}", {**answer, "state": "shown"}).status_code == 422
