"""Files of addresses: looked at row by row, then used; invalid, double and excluded rows never are."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import pairwise

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from ama_net.across.newsletters.import_rows import MOST_ROWS
from ama_net.across.newsletters.models import (
    Subscriber,
    SubscriberImport,
    SubscriptionProof,
    SuppressionReason,
)
from ama_net.across.newsletters.operations import importing
from ama_net.across.newsletters.operations.importing import GAP, begin_import, import_piece
from ama_net.across.newsletters.operations.suppressing import suppress
from ama_net.across.newsletters.subscribers_tasks import forget_everywhere
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.outbox import Message
from tests.factories.newsletters import make_subscriber
from tests.newsletters.subscribing_steps import mails, state_of
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
HERE = "/manage/newsletter/iscrizioni/importazioni"
FILE = """email;nome;data del consenso
una@posta.example;Una;12/05/2024
due@posta.example;Due;13/05/2024
DUE@posta.example;Due di nuovo;13/05/2024
non-valido;Tre;13/05/2024
esclusa@posta.example;Quattro;13/05/2024
nota@posta.example;Cinque;13/05/2024
senza@posta.example;Sei;
domani@posta.example;Sette;01/01/2099
"""


@pytest.fixture
def office(app: Flask, client: Clients, alba: Standing) -> Browser:
    """The secretary at work, where some addresses are known."""
    with desk(app, alba):
        suppress("esclusa@posta.example", reason=SuppressionReason.COMPLAINT, by=SYSTEM)
        make_subscriber("nota@posta.example")
    browser = client(alba.host)
    sign_in(browser, alba, Role.SECRETARY)
    return browser


def send(office: Browser, content: str | bytes = FILE, way: str = "proof", name: str = "vecchi.csv") -> str:
    """Send a file; where it is looked at."""
    data = content.encode() if isinstance(content, str) else content
    form = {
        "what": "receive",
        "declared": "Vecchio sito, con conferma",
        "way": way,
        "language": "it",
        "file": (io.BytesIO(data), name),
    }
    answer = office.submit(HERE, form, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return answer.location


def test_each_row_is_said_before_anything_happens(app: Flask, alba: Standing, office: Browser) -> None:
    page = office.get(send(office)).text
    for words in (
        "Indirizzo non valido",
        "Doppia nel file",
        "Indirizzo escluso: non si usa",
        "Indirizzo già conosciuto",
        "Manca il giorno del consenso",
    ):
        assert words in page
    assert state_of(app, alba, "una@posta.example") is None
    assert mails(app, alba) == []


def test_good_rows_with_their_day_receive_at_once(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    office.submit(f"{send(office)}/uso")
    run_jobs()
    states = {
        name: state_of(app, alba, f"{name}@posta.example")
        for name in ("una", "due", "esclusa", "nota", "senza", "domani")
    }
    assert states == {
        "una": "confirmed",
        "due": "confirmed",
        "esclusa": None,
        "nota": "confirmed",
        "senza": None,
        "domani": None,
    }
    assert mails(app, alba) == []


def test_the_proof_of_a_row_is_what_was_declared(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    office.submit(f"{send(office)}/uso")
    run_jobs()
    with desk(app, alba):
        proofs = db.session.scalars(select(SubscriptionProof)).all()
        assert {(proof.source, proof.given_at.date().isoformat()) for proof in proofs} == {
            ("import", "2024-05-12"),
            ("import", "2024-05-13"),
        }
        assert all("Vecchio sito" in (proof.facts or "") for proof in proofs)


def test_without_days_everybody_is_asked_to_confirm(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    office.submit(f"{send(office, way='mail')}/uso")
    run_jobs()
    assert state_of(app, alba, "una@posta.example") == "pending"
    assert len(mails(app, alba)) == 4


def test_a_file_that_is_used_keeps_no_address(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    where = send(office)
    office.submit(f"{where}/uso")
    run_jobs()
    with desk(app, alba):
        kept = db.session.scalars(select(SubscriberImport)).one()
        assert (kept.state, kept.rows, kept.report["good"]) == ("done", None, 2)
    assert "una@posta.example" not in office.get(where).text


def test_a_file_that_is_thrown_away_changes_nothing(app: Flask, alba: Standing, office: Browser) -> None:
    where = send(office)
    office.submit(f"{where}/scarto")
    office.submit(f"{where}/uso")
    with desk(app, alba):
        kept = db.session.scalars(select(SubscriberImport)).one()
        assert (kept.state, kept.rows) == ("dropped", None)
    assert state_of(app, alba, "una@posta.example") is None


def test_who_left_after_the_file_was_read_stays_out(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    office.submit(f"{send(office)}/uso")
    with desk(app, alba):
        suppress("una@posta.example", reason=SuppressionReason.LEFT, by=SYSTEM)
    run_jobs()
    assert state_of(app, alba, "una@posta.example") is None


def test_a_bare_list_of_addresses_is_read(office: Browser) -> None:
    assert "una@posta.example" in office.get(send(office, "una@posta.example\ndue@posta.example\n", way="mail")).text


def test_a_name_that_would_make_a_header_is_one_line(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    content = 'email;nome\nuna@posta.example;"Una\nBcc: altri@posta.example"\n'
    office.submit(f"{send(office, content, way='mail')}/uso")
    run_jobs()
    with desk(app, alba):
        wanted = select(Subscriber).where(Subscriber.source == "import")
        assert "\n" not in (db.session.scalars(wanted).one().name or "")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "vuoto"),
        (" \n \n", "vuoto"),
        ("nome;cognome\nUna;Prima\n", "manca il titolo"),
        ("email;nome\n", "nessuna riga sotto"),
        ("Cara Anna,\nti mando gli indirizzi appena li trovo.\n", "nessun indirizzo"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "vecchio formato"),
        (b"%PDF-1.7\n" + b"x" * 600, "un PDF"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 9, "non"),
        (b"PK\x03\x04" + b"x" * 600, "rovinato"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(office: Browser, content: str | bytes, words: str) -> None:
    data = content.encode() if isinstance(content, str) else content
    form = {
        "what": "receive",
        "declared": "Vecchio sito",
        "way": "mail",
        "language": "it",
        "file": (io.BytesIO(data), "file.csv"),
    }
    answer = office.submit(HERE, form, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert words in answer.text


def test_the_file_of_another_association_is_not_here(
    app: Flask, client: Clients, brig: Standing, office: Browser
) -> None:
    where = send(office)
    other = client(brig.host)
    sign_in(other, brig, Role.SECRETARY)
    assert other.get(where).status_code == 404
    assert other.submit(f"{where}/uso").status_code == 404


def test_two_workers_write_each_row_once(app: Flask, alba: Standing, office: Browser) -> None:
    send(office, "email\n" + "".join(f"p{number}@posta.example\n" for number in range(30)), way="mail")
    with desk(app, alba):
        kept = db.session.scalars(select(SubscriberImport)).one()
        begin_import(kept, by=SYSTEM)
        import_id = kept.id
    at_once(app, alba, lambda _number: import_piece(import_id, by=SYSTEM), hands=4)
    assert len(mails(app, alba)) == 30


def test_mails_of_a_file_leave_one_after_the_other(app: Flask, alba: Standing, office: Browser) -> None:
    send(office, way="mail")
    with desk(app, alba):
        kept = db.session.scalars(select(SubscriberImport)).one()
        begin_import(kept, by=SYSTEM)
        import_piece(kept.id, by=SYSTEM)
        due = db.session.scalars(select(Message.due_at).order_by(Message.due_at)).all()
        assert [after - before for before, after in pairwise(due)] == [GAP] * 3


def test_what_may_not_be_asked_today_waits_for_the_next_day(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_A_DAY", 3)
    addresses = "email\n" + "".join(f"p{number}@posta.example\n" for number in range(5))
    office.submit(f"{send(office, addresses, way='mail')}/uso")
    run_jobs()
    forget_everywhere()
    run_jobs()
    assert len(mails(app, alba)) == 3
    with desk(app, alba):
        assert db.session.scalars(select(SubscriberImport.state)).one() == "running"
        db.session.execute(update(Subscriber).values(mailed_at=Subscriber.mailed_at - timedelta(days=1)))
    forget_everywhere()
    run_jobs()
    assert len(mails(app, alba)) == 5
    with desk(app, alba):
        assert db.session.scalars(select(SubscriberImport.state)).one() == "done"


def test_a_long_file_says_that_it_takes_days(office: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    where = send(office, "email\nuna@posta.example\ndue@posta.example\n", way="mail")
    assert "Ci vuole più di un giorno" not in office.get(where).text
    monkeypatch.setattr("ama_net.across.newsletters.views.subscribers_manage.MOST_A_DAY", 1)
    assert "Ci vuole più di un giorno" in office.get(where).text


def test_a_consent_of_today_is_not_of_later_today(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    early = datetime.combine(today(), datetime.min.time(), tzinfo=UTC)
    monkeypatch.setattr(importing, "now", lambda: early)
    where = send(office, f"email;data del consenso\nuna@posta.example;{today():%d/%m/%Y}\n")
    office.submit(f"{where}/uso")
    run_jobs()
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber).where(Subscriber.source == "import")).one()
        assert row.confirmed_at == early


def test_without_titles_names_are_found_and_it_is_said(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    where = send(office, "una@posta.example;Una;12/05/1995\ndue@posta.example;Due;13/05/1996\n", way="mail")
    page = unescape(office.get(where).text)
    assert "colonna 1: indirizzo; colonna 2: nome." in page
    office.submit(f"{where}/uso")
    run_jobs()
    with desk(app, alba):
        made = db.session.scalars(select(Subscriber).where(Subscriber.source == "import").order_by(Subscriber.id)).all()
        assert [(one.address, one.name) for one in made] == [("una@posta.example", "Una"), ("due@posta.example", "Due")]


def test_without_titles_everybody_can_only_be_asked_to_confirm(office: Browser) -> None:
    content = b"Anna Rossi;12/05/1995;anna@posta.example\n"
    form = {
        "what": "receive",
        "declared": "Sito",
        "way": "proof",
        "language": "it",
        "file": (io.BytesIO(content), "f.csv"),
    }
    answer = office.submit(HERE, form, content_type="multipart/form-data")
    assert (answer.status_code, "Si può solo mandare la richiesta di conferma" in answer.text) == (422, True)


def test_titles_may_stand_under_the_name_of_the_sheet_and_be_those_of_another_service(office: Browser) -> None:
    page = office.get(
        send(office, "Iscritti\n\nFirst Name,Email Address,OPTIN_TIME\nUna,una@posta.example,2024-05-12 10:00:00\n")
    )
    assert ("12 maggio 2024" in page.text, "non ha i titoli" in page.text) == (True, False)


def test_an_address_with_its_name_as_mail_programs_write_it(office: Browser) -> None:
    page = office.get(send(office, "email\nUna Prova <una@posta.example>\n", way="mail")).text
    assert ("una@posta.example" in page, "Una Prova" in page) == (True, True)


def test_what_is_wrong_with_each_row_is_told_apart(office: Browser) -> None:
    rows = "email;nome;data\n;Una;12/05/2024\na@posta.example;A;\nb@posta.example;B;31/02/2024\nc@posta.example;C;01/01/2099\n"
    page = unescape(
        office.get(send(office, f"{rows}d@posta.example;D;12/05/2024\nd@posta.example;D;12/05/2024\n")).text
    )
    told = (
        "Manca l'indirizzo",
        "Manca il giorno del consenso",
        "non esiste, o non si legge: «31/02/2024»",
        "è nel futuro: «01/01/2099»",
        "Doppia nel file: vale la riga 6",
        "Iscrivi 1 indirizzo",
    )
    assert [words for words in told if words not in page] == []


def test_a_row_without_its_day_does_not_take_the_place_of_one_that_has_it(office: Browser) -> None:
    content = "email;data\nuna@posta.example;\nuna@posta.example;12/05/2024\n"
    assert "Iscrivi 1 indirizzo" in office.get(send(office, content)).text


def test_letters_of_windows_are_read_and_it_is_said(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    where = send(office, "email;nome\nuna@posta.example;Niccolò è già là\n".encode("cp1252"), way="mail")
    page = office.get(where).text
    assert ("Niccolò è già là" in page, "ricontrolla le lettere accentate" in page) == (True, True)


def test_a_workbook_is_read_with_its_days(office: Browser) -> None:
    book = Workbook()
    for row in (["E-mail", "Nome", "Data del consenso"], ["una@posta.example", "Una", date(2024, 5, 12)]):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    page = office.get(send(office, content.getvalue(), name="vecchi.xlsx")).text
    assert ("una@posta.example" in page, "12 maggio 2024" in page) == (True, True)


def test_rows_that_are_not_used_can_be_taken_away_to_be_mended(
    app: Flask, client: Clients, alba: Standing, office: Browser
) -> None:
    where = send(office)
    lines = office.get(f"{where}/righe.csv").text.splitlines()
    assert lines[0] == "\ufeffRiga;Indirizzo;Nome;Giorno del consenso;Perché"
    assert "5;non-valido;Tre;13/05/2024;Indirizzo non valido" in lines
    assert len(lines) == 7
    editor = client(alba.host)
    sign_in(editor, alba, Role.EDITOR)
    assert editor.get(f"{where}/righe.csv").status_code == 404
    office.submit(f"{where}/scarto")
    assert office.get(f"{where}/righe.csv").status_code == 404


def test_used_it_says_how_many_were_written(
    app: Flask, alba: Standing, office: Browser, run_jobs: Callable[[], int]
) -> None:
    where = send(office)
    office.submit(f"{where}/uso")
    with desk(app, alba):
        suppress("una@posta.example", reason=SuppressionReason.LEFT, by=SYSTEM)
    run_jobs()
    page = " ".join(re.sub(r"<[^>]+>", " ", office.get(where).text).split())
    assert "Iscritti 1" in page


def test_a_file_too_large_is_told_beside_its_field(office: Browser) -> None:
    boundary, much = encode_multipart({"file": FileStorage(io.BytesIO(b"\0" * 31 * 1024 * 1024), "file.csv")})
    answer = office.post(HERE, data=much, content_type=f'multipart/form-data; boundary="{boundary}"')
    assert (answer.status_code, "al massimo 30 MB" in answer.text) == (422, True)


def test_more_rows_than_are_taken(office: Browser) -> None:
    rows = "".join(f"p{number}@posta.example\n" for number in range(MOST_ROWS + 1))
    form = {
        "what": "receive",
        "declared": "Vecchio sito",
        "way": "mail",
        "language": "it",
        "file": (io.BytesIO(rows.encode()), "file.csv"),
    }
    answer = office.submit(HERE, form, content_type="multipart/form-data")
    assert (answer.status_code, "più di 20.000 righe" in answer.text) == (422, True)


def test_twenty_thousand_rows_are_looked_at_in_few_statements(app: Flask, office: Browser) -> None:
    where = send(office, "".join(f"p{number}@posta.example\n" for number in range(MOST_ROWS)), way="mail")
    with count_queries() as queries:
        page = office.get(where).text
    assert ("Manda 20.000 richieste" in page, "più di un giorno" in page, len(queries) < 80) == (True, True, True)


def test_who_left_there_is_not_subscribed_here_even_if_another_row_says_otherwise(office: Browser) -> None:
    file = (
        "Email,Status,CONFIRM_TIME\nuna@posta.example,subscribed,2024-05-12\n"
        "Una@posta.example,unsubscribed,2024-05-12\ndue@posta.example,subscribed,2024-05-12\n"
    )
    page = unescape(office.get(send(office, file)).text)
    assert ("Iscrivi 1 indirizzo" in page, page.count("Nel file risulta che non la riceve")) == (True, 3)
    assert "CONFIRM_TIME" in page
