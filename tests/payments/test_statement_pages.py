"""The office's pages on statements: a file sent, its columns said, lines set aside, taken back; doors, sizes, hostile files."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.payments import LineState, StatementImport, StatementLine
from ama_net.kernel.payments.models_statements import StatementColumns, StatementFile
from ama_net.kernel.payments.operations.statements import forget_files
from tests.factories.fees import make_account
from tests.payments import statement_files as files
from tests.support.cast import Part, sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

PLACE = "/manage/incassi/estratti"
UNKNOWN = b"Quando;Cosa;Soldi;Note a caso\n02/03/2026;Bonifico;100,00;x\n03/03/2026;Canone;-1,00;y\n"
At = Callable[[Part], Browser]


@pytest.fixture
def account(app: Flask, alba: Standing) -> UUID:
    with desk(app, alba):
        return make_account(label="Conto di prova").id


@pytest.fixture
def treasurer(at: At) -> Browser:
    return at(Role.TREASURER)


def _send(browser: Browser, account: UUID, data: bytes, name: str = "movimenti.csv", **more: str) -> Any:
    typed = {"account_id": str(account), "file": (BytesIO(data), name), **more}
    return browser.submit(f"{PLACE}/nuovo", typed, content_type="multipart/form-data")


def _text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def _ids(app: Flask, alba: Standing) -> list[str]:
    with desk(app, alba):
        return [str(one) for one in db.session.scalars(select(StatementLine.id).order_by(StatementLine.position))]


def _states(app: Flask, alba: Standing) -> list[str]:
    with desk(app, alba):
        return list(db.session.scalars(select(StatementLine.state).order_by(StatementLine.position)))


def test_file_sent_is_read_and_its_lines_are_shown(treasurer: Browser, account: UUID) -> None:
    sent = _send(treasurer, account, files.camt(), "movimenti.xml")
    page = _text(treasurer.get(sent.location))
    assert sent.status_code == 303
    assert "Estratto conto letto: 3 righe nuove." in page
    assert files.PAYER in page
    assert "Abbina 3 righe" in page
    assert "3 da abbinare" in _text(treasurer.get(PLACE))


def test_same_file_again_is_refused_kindly(treasurer: Browser, account: UUID) -> None:
    _send(treasurer, account, files.camt())
    again = _send(treasurer, account, files.camt())
    assert again.status_code == 422
    assert "Questo file è già stato caricato: non c&#39;è niente di nuovo." in _text(again)


def test_broken_lines_are_told_on_the_page(treasurer: Browser, account: UUID) -> None:
    rows = ["02/03/2026;Bonifico;100,00", "31/02/2026;Sbagliata;1,00"]
    page = _text(treasurer.get(_send(treasurer, account, files.table(rows)).location))
    assert "1 riga non letta" in page
    assert "Riga 3: «31/02/2026» non è un giorno." in page


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4", b"MZ\x90\x00\x03", b"PK\x03\x04 rotto", b"<?xml version='1.0'?><a>", b"\x00" * 500]
)
def test_what_is_no_statement_is_refused_beside_the_field(treasurer: Browser, account: UUID, data: bytes) -> None:
    answer = _send(treasurer, account, data)
    assert answer.status_code == 422
    assert 'id="file-error"' in _text(answer)


def test_columns_nobody_knows_are_said_once(app: Flask, alba: Standing, treasurer: Browser, account: UUID) -> None:
    sent = _send(treasurer, account, UNKNOWN)
    page = _text(treasurer.get(sent.location))
    assert "Per esempio: 02/03/2026 · 03/03/2026" in page
    typed = {"column-0": "booked_on", "column-1": "words", "column-2": "amount"}
    read = treasurer.submit(sent.location, typed)
    assert "2 righe nuove" in _text(treasurer.get(read.location))
    with desk(app, alba):
        said = db.session.scalars(select(StatementColumns.mapping)).one()
        assert said == {"booked_on": "Quando", "words": "Cosa", "amount": "Soldi"}
        assert db.session.scalars(select(StatementFile)).all() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"column-0": "booked_on", "column-1": "booked_on", "column-2": "amount"}, "Due colonne dicono la stessa cosa"),
        ({"column-1": "words"}, "Servono almeno il giorno contabile e un importo"),
        ({"column-0": "boh"}, "column-0-error"),
    ],
)
def test_columns_that_cannot_be_are_refused(
    treasurer: Browser, account: UUID, typed: dict[str, str], said: str
) -> None:
    answer = treasurer.submit(_send(treasurer, account, UNKNOWN).location, typed)
    assert (answer.status_code, said in _text(answer)) == (422, True)


def test_columns_may_be_said_by_hand_though_they_are_known(treasurer: Browser, account: UUID) -> None:
    sent = _send(treasurer, account, files.BANKS["annia"].encode(), by_hand="y")
    assert "/colonne/" in sent.location
    assert 'selected value="booked_on"' in _text(treasurer.get(sent.location))


def test_signs_nobody_understands_lead_to_the_columns(
    app: Flask, alba: Standing, treasurer: Browser, account: UUID
) -> None:
    sent = _send(treasurer, account, b"Data;Importo;Segno\n02/03/2026;100,00;X1\n03/03/2026;1,00;X2\n")
    assert "/colonne/" in sent.location
    assert 'value="sign"' in _text(treasurer.get(sent.location))
    typed = {"column-0": "booked_on", "column-1": "amount", "column-2": "sign"}
    assert "«X1» non dice se è entrato o uscito." in _text(treasurer.submit(sent.location, typed))


def test_file_waiting_for_its_columns_is_sealed_and_goes_after_a_day(
    app: Flask, alba: Standing, treasurer: Browser, account: UUID
) -> None:
    _send(treasurer, account, UNKNOWN)
    with desk(app, alba):
        kept = db.session.scalars(select(StatementFile)).one()
        assert b"Bonifico" not in kept.content_sealed
        assert forget_files() == 0
        kept.created_at = now() - timedelta(days=2)
        db.session.flush()
        assert forget_files() == 1


def test_file_waiting_may_be_thrown_away(app: Flask, alba: Standing, treasurer: Browser, account: UUID) -> None:
    sent = _send(treasurer, account, UNKNOWN)
    assert treasurer.submit(f"{sent.location}/rinuncia").status_code == 303
    assert treasurer.get(sent.location).status_code == 404


def test_lines_are_set_aside_together_and_taken_up_again(
    app: Flask, alba: Standing, treasurer: Browser, account: UUID
) -> None:
    shown = _send(treasurer, account, files.camt()).location
    chosen = _ids(app, alba)[:2]
    treasurer.submit(f"{shown}/righe", {"action": "no_matter", "selected": chosen})
    assert _states(app, alba) == [LineState.IGNORED, LineState.IGNORED, LineState.TO_DO]
    assert "Non serve ai conti" in _text(treasurer.get(shown))
    treasurer.submit(f"{shown}/righe", {"action": "take_up", "selected": chosen[:1]})
    assert _states(app, alba) == [LineState.TO_DO, LineState.IGNORED, LineState.TO_DO]


def test_unknown_action_and_rubbish_ids_change_nothing(
    app: Flask, alba: Standing, treasurer: Browser, account: UUID
) -> None:
    shown = _send(treasurer, account, files.camt()).location
    assert treasurer.submit(f"{shown}/righe", {"action": "boh", "selected": _ids(app, alba)}).status_code == 400
    assert treasurer.submit(f"{shown}/righe", {"action": "no_matter", "selected": ["x", ""]}).status_code == 303
    assert set(_states(app, alba)) == {LineState.TO_DO}


def test_import_is_taken_back_from_its_page(app: Flask, alba: Standing, treasurer: Browser, account: UUID) -> None:
    shown = _send(treasurer, account, files.camt()).location
    assert treasurer.submit(f"{shown}/annullamento").status_code == 303
    assert _ids(app, alba) == []
    assert "Caricamento annullato" in _text(treasurer.get(shown))
    assert treasurer.submit(f"{shown}/annullamento").status_code == 422


def test_board_reads_and_changes_nothing(at: At, treasurer: Browser, account: UUID) -> None:
    shown = _send(treasurer, account, files.camt()).location
    board = at(Role.BOARD)
    assert "Da abbinare" in _text(board.get(shown))
    assert "Annulla il caricamento" not in _text(board.get(shown))
    refused = [board.get(f"{PLACE}/nuovo"), board.submit(f"{shown}/annullamento"), board.submit(f"{shown}/righe")]
    assert {answer.status_code for answer in refused} == {404}


@pytest.mark.parametrize("part", [Role.EDITOR, Role.HELPDESK_OPERATOR, Role.MEMBER])
def test_who_has_no_business_with_money_sees_no_statement(
    at: At, treasurer: Browser, account: UUID, part: Part
) -> None:
    shown = _send(treasurer, account, files.camt()).location
    assert {at(part).get(place).status_code for place in (PLACE, shown)} <= {403, 404}


def test_statement_of_another_association_is_not_there(
    client: Callable[[str], Browser], brig: Standing, treasurer: Browser, account: UUID
) -> None:
    shown = _send(treasurer, account, files.camt()).location
    kept = _send(treasurer, account, UNKNOWN).location
    other = sign_in(client(brig.host), brig, Role.TREASURER)
    assert [other.get(place).status_code for place in (shown, kept)] == [404, 404]
    assert other.submit(f"{shown}/annullamento").status_code == 404
    assert _send(other, account, files.camt()).status_code == 422


def test_pages_ask_the_same_number_of_questions_however_many_lines(treasurer: Browser, account: UUID) -> None:
    rows = ["02/03/2026;Primo;100,00", "03/03/2026;Secondo;1,00", "04/03/2026;Terzo;2,00", "05/03/2026;Quarto;3,00"]
    few = _send(treasurer, account, files.table(rows[:1])).location
    many = _send(treasurer, account, files.table(rows)).location
    counts = []
    for place in (few, few, many):
        with count_queries() as queries:
            treasurer.get(place)
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_words_of_a_hostile_file_are_only_text(treasurer: Browser, account: UUID) -> None:
    rows = ['02/03/2026;<script>alert(1)</script> =CMD("x");100,00']
    page = _text(treasurer.get(_send(treasurer, account, files.table(rows), "<b>.csv").location))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_old_statement_keeps_its_file_name_and_not_its_path(
    app: Flask, alba: Standing, treasurer: Browser, account: UUID
) -> None:
    _send(treasurer, account, files.camt(), "cartella/movimenti.xml")
    with desk(app, alba):
        assert db.session.scalars(select(StatementImport.file_name)).one() == "movimenti.xml"
