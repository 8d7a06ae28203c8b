"""Closing the register: what the file holds, its imprint in the chain, what is put beside it; nothing is ever replaced."""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError

from ama_net.features.volunteers.models import ClosingFile, RegisterClosing, ServiceEnd
from ama_net.features.volunteers.operations.closings import close_register, keep_signed_file
from ama_net.features.volunteers.operations.volunteers import end_service
from ama_net.features.volunteers.queries_closings import day_to_close, is_late
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.documents import body_of
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.register_desk import REGISTER_PAGE, begin, numbered
from tests.volunteers.signatures import p7m, pades, tsr

CLOSINGS = f"{REGISTER_PAGE}/chiusure"


@pytest.fixture
def secretary(app: Flask, client: Callable[[str], Browser], alba: Standing) -> Browser:
    """The secretary of Alba, whose register has two lines, one of them ended."""
    with app.app_context():
        begin(alba, "Prima", "Seconda")
        with tenant_scope(alba.id), unit_of_work():
            end_service(numbered(2), on=date(2024, 6, 1), reason=ServiceEnd.STOPPED, by=SYSTEM)
    return sign_in(client(alba.host), alba, Role.SECRETARY)


def _close(alba: Standing, day: date | None = None) -> None:
    with tenant_scope(alba.id), unit_of_work():
        close_register(day or today(), by=SYSTEM)


def _closing() -> RegisterClosing:
    return db.session.scalars(select(RegisterClosing).order_by(RegisterClosing.entry.desc())).first()  # type: ignore[return-value]


def test_a_closing_holds_entries_lines_and_its_imprint(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        _close(alba)
        with tenant_scope(alba.id):
            closing = _closing()
            body = body_of(closing.document.versions[-1])
            entry = db.session.scalars(REGISTER.entries()).first()
            db.session.expunge_all()
    assert (closing.first_entry, closing.last_entry, closing.lines, closing.entry) == (1, 3, 1, 4)
    assert closing.sha256 == hashlib.sha256(body).hexdigest()
    assert entry is not None
    assert (entry.facts["kind"], entry.facts["sha256"], entry.line) == ("closing", closing.sha256, None)
    said = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages).split())
    assert [words in said for words in ("Seconda", "Ha smesso", closing.head_mac[:20])] == [True] * 3


def test_the_next_closing_goes_on_from_the_last(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        _close(alba)
        begin(alba, "Terza")
        _close(alba)
        with tenant_scope(alba.id):
            rows = db.session.scalars(select(RegisterClosing).order_by(RegisterClosing.entry))
            assert [(one.first_entry, one.last_entry) for one in rows] == [(1, 3), (4, 5)]


def test_the_same_day_is_not_closed_twice_with_nothing_new(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        _close(alba)
        with pytest.raises(WrongFact, match="niente di nuovo"):
            _close(alba)
    asked = secretary.submit(f"{CLOSINGS}/nuova", {"day": today().isoformat()})
    assert (asked.status_code, "niente di nuovo" in asked.text) == (422, True)


@pytest.mark.parametrize(("month_and_day", "warned"), [((12, 31), False), ((12, 30), True)])
def test_what_is_closed_is_told_before(
    app: Flask, alba: Standing, at: Callable[[Role], Browser], month_and_day: tuple[int, int], warned: bool
) -> None:
    with app.app_context():
        moment = datetime(today().year - 1, *month_and_day, 9, tzinfo=UTC)
        with tenant_scope(alba.id), unit_of_work():
            line = {"kind": "entry", "number": 1, "ended_on": None, "effective_on": "2020-01-01"}
            REGISTER.append([line], at=moment)
    asked = at(Role.SECRETARY).submit(f"{CLOSINGS}/nuova", {"day": moment.date().isoformat()}).text
    assert ("Registrazioni nuove: " in asked, "Di solito si chiude al 31 dicembre" in asked) == (True, warned)


@pytest.mark.parametrize("days", [1, -3000])
def test_a_day_that_cannot_be_closed_is_refused(secretary: Browser, app: Flask, alba: Standing, days: int) -> None:
    with app.app_context(), pytest.raises(WrongFact):
        _close(alba, today() + timedelta(days=days))


def test_nothing_is_closed_before_the_last_closing(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        _close(alba)
        with pytest.raises(WrongFact, match="viene dopo"):
            _close(alba, today() - timedelta(days=1))


@pytest.mark.parametrize("table", ["register_closings", "closing_files", "sheet_printings"])
def test_what_was_closed_is_never_changed(app: Flask, alba: Standing, table: str) -> None:
    with app.app_context(), tenant_scope(alba.id), pytest.raises(DBAPIError, match="permission denied"):
        db.session.execute(text(f"UPDATE {table} SET document_id = document_id"))


def test_a_closing_is_never_removed(app: Flask, alba: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id), pytest.raises(DBAPIError, match="permission denied"):
        db.session.execute(delete(RegisterClosing))


def test_a_closing_is_confirmed_then_made_from_the_page(secretary: Browser, app: Flask, alba: Standing) -> None:
    typed = {"day": today().isoformat()}
    asked = secretary.submit(f"{CLOSINGS}/nuova", typed).text
    assert "Registrazioni nuove: 3. Persone in servizio: 1." in asked
    done = secretary.submit(f"{CLOSINGS}/nuova", {**typed, "confirmed": "yes"})
    shown = secretary.get(done.location).text
    with app.app_context(), tenant_scope(alba.id):
        closing = _closing()
        sha256, mac = closing.sha256, closing.head_mac
    paper = secretary.get(f"{done.location}.pdf")
    assert (done.status_code, sha256 in shown, mac in shown) == (303, True, True)
    assert hashlib.sha256(paper.data).hexdigest() == sha256
    future = {"day": (today() + timedelta(days=1)).isoformat()}
    assert secretary.submit(f"{CLOSINGS}/nuova", future).status_code == 422


def test_a_form_sent_twice_closes_once(secretary: Browser, app: Flask, alba: Standing) -> None:
    typed = {"day": today().isoformat(), "form_key": str(uuid4())}
    asked = secretary.submit(f"{CLOSINGS}/nuova", typed).text
    assert (asked.count(typed["form_key"]), "Form Key" in asked) == (1, False)
    done = [secretary.submit(f"{CLOSINGS}/nuova", {**typed, "confirmed": "yes"}).location for _turn in range(2)]
    with app.app_context(), tenant_scope(alba.id):
        assert [address.split("/")[-1] for address in done] == [str(_closing().id)] * 2
        assert db.session.scalars(select(RegisterClosing.entry)).all() == [4]


def _send(secretary: Browser, page: str, name: str, body: bytes) -> int:
    data = {"file": (BytesIO(body), name)}
    return secretary.submit(f"{page}/file", data, content_type="multipart/form-data").status_code


def test_signed_files_stand_beside_a_closing(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        _close(alba)
        with tenant_scope(alba.id):
            closing = _closing()
            page, paper = f"{CLOSINGS}/{closing.id}", body_of(closing.document.versions[-1])
    signed = p7m(paper)
    sent = [("a.p7m", signed), ("b.pdf", pades(paper)), ("c.tsr", tsr(hashlib.sha256(signed).digest()))]
    assert [_send(secretary, page, name, body) for name, body in sent] == [303, 303, 303]
    refused = [("d.p7m", p7m(b"%PDF-1.7 altro")), ("e.pdf", paper), ("f.txt", b"ciao"), ("g.p7m", b"")]
    assert [_send(secretary, page, name, body) for name, body in refused] == [422] * 4
    with app.app_context(), tenant_scope(alba.id):
        kept = list(db.session.scalars(select(ClosingFile).order_by(ClosingFile.uploaded_at)))
        assert [(one.kind, one.match) for one in kept] == [("p7m", "inside"), ("pdf", "inside"), ("tsr", "imprint")]
        assert kept[0].sha256 == hashlib.sha256(signed).hexdigest()
        address = f"{page}/file/{kept[0].id}"
    answer = secretary.get(address)
    assert (answer.data == signed, answer.headers["Content-Disposition"].split(";")[0]) == (True, "attachment")
    shown = secretary.get(page).text
    assert ("Contiene la chiusura" in shown, "Non contiene la chiusura" in shown) == (True, True)


def test_no_file_is_asked_for_again(secretary: Browser, app: Flask, alba: Standing) -> None:
    with app.app_context():
        _close(alba)
        with tenant_scope(alba.id):
            page = f"{CLOSINGS}/{_closing().id}"
    answer = secretary.submit(f"{page}/file", {})
    assert (answer.status_code, "Scegli il file" in answer.text) == (422, True)


def test_a_year_without_a_closing_is_said(
    secretary: Browser, app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ama_net.features.volunteers import queries_closings

    with app.app_context(), tenant_scope(alba.id):
        assert (is_late(), day_to_close()) == (False, today())
    monkeypatch.setattr(queries_closings, "ONE_YEAR", timedelta(days=-1))
    assert "più di un anno" in secretary.get(CLOSINGS).text
    with app.app_context():
        _close(alba)
        with tenant_scope(alba.id):
            assert (is_late(), day_to_close()) == (False, today())


def test_last_year_is_proposed_while_it_waits(app: Flask, alba: Standing) -> None:
    last_year = date(today().year - 1, 12, 31)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        REGISTER.append([{"kind": "closing", "day": "2020-01-01"}], at=now() - timedelta(days=800))
        assert day_to_close() == last_year
        close_register(last_year, by=SYSTEM)
        assert day_to_close() == today()


def test_who_reads_does_not_close_nor_sign(
    secretary: Browser, app: Flask, alba: Standing, client: Callable[[str], Browser]
) -> None:
    with app.app_context():
        _close(alba)
        with tenant_scope(alba.id):
            page = f"{CLOSINGS}/{_closing().id}"
    board = sign_in(client(alba.host), alba, Role.BOARD)
    assert [board.get(one).status_code for one in (page, f"{page}.pdf", f"{CLOSINGS}/nuova")] == [200, 404, 404]
    assert _send(board, page, "a.p7m", p7m(b"%PDF-1.7")) == 404


def test_another_association_finds_no_closing(
    secretary: Browser, app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    with app.app_context():
        _close(alba)
        with tenant_scope(alba.id):
            page = f"{CLOSINGS}/{_closing().id}"
    stranger = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert [stranger.get(one).status_code for one in (page, f"{page}.pdf", CLOSINGS)] == [404, 404, 200]


@pytest.mark.parametrize("page", [CLOSINGS, f"{REGISTER_PAGE}/verifica?adesso=si"])
def test_the_pages_ask_a_constant_number_of_queries(secretary: Browser, app: Flask, alba: Standing, page: str) -> None:
    def asked() -> int:
        with count_queries() as queries:
            secretary.get(page)
        return len(queries)

    def close_and_sign() -> None:
        _close(alba)
        with tenant_scope(alba.id), unit_of_work():
            closing = _closing()
            keep_signed_file(closing, "a.pdf", pades(body_of(closing.document.versions[-1])), by=SYSTEM)

    with app.app_context():
        close_and_sign()
    secretary.get(page)
    few = asked()
    with app.app_context():
        for turn in range(3):
            begin(alba, f"Altra{turn}")
            close_and_sign()
    assert asked() == few
