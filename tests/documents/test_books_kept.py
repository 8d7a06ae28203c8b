"""What is in a book stays as it is in the database itself: for the program's own role, and for the owner of the tables."""

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.documents import File, Organ, Visibility, adopt_resolution, file_in_book, keep_document
from ama_net.kernel.tenancy import tenant_scope
from tests.conftest import DATABASE
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

BODY = b"%PDF-1.7 vero"


@pytest.fixture
def filed(app: Flask, alba: Standing) -> UUID:
    """A document that members read, in the book of the assembly; and a resolution."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        document = keep_document(
            File("verbale.pdf", BODY), title="Verbale", kind="minutes", by=SYSTEM, visibility=Visibility.MEMBERS
        )
        file_in_book(document, Organ.ASSEMBLY, by=SYSTEM)
        adopt_resolution(Organ.ASSEMBLY, subject="Bilancio", by=SYSTEM)
        return document.id


def test_the_office_cannot_put_another_paper_in_place_of_one_in_a_book(
    client: Callable[[str], Browser], alba: Standing, filed: UUID
) -> None:
    secretary, member = (sign_in(client(alba.host), alba, role) for role in (Role.SECRETARY, Role.MEMBER))
    address = f"/manage/documenti/{filed}"
    said = {"said-title": "Altro", "said-kind": "other", "said-dated_on": "2020-01-01", "said-visibility": "office"}
    answers = [
        secretary.submit(f"{address}/versioni", {"version-file": _paper()}, follow_redirects=True),
        secretary.submit(f"{address}/dati", said, follow_redirects=True),
    ]
    assert ["resta com" in answer.get_data(as_text=True) for answer in answers] == [True, True]
    assert member.get(f"/my/documenti/{filed}").data == BODY


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE document_versions SET sha256 = 'x'",
        "DELETE FROM document_versions",
        "DELETE FROM resolutions",
        "UPDATE resolutions SET text = 'altro'",
        "UPDATE resolutions SET number = 9",
    ],
)
def test_the_program_has_no_right_to_change_books(app: Flask, alba: Standing, filed: UUID, statement: str) -> None:
    with app.app_context(), tenant_scope(alba.id), pytest.raises(DBAPIError, match="permission denied"):
        db.session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents SET visibility = 'office'",
        "UPDATE documents SET book_number = 9",
        "UPDATE documents SET book_number = NULL",
        "UPDATE documents SET withdrawn_at = now()",
        "DELETE FROM documents",
        "UPDATE document_versions SET sha256 = 'x'",
        "DELETE FROM document_versions",
        (
            "INSERT INTO document_versions SELECT tenant_id, gen_random_uuid(), document_id, 2, file_name, media_type, size, "
            "sha256, body_sealed, created_at, created_by FROM document_versions"
        ),
        "UPDATE resolutions SET text = 'altro'",
        "UPDATE resolutions SET adopted_on = '2020-01-01'",
        "DELETE FROM resolutions",
    ],
)
def test_not_even_the_owner_changes_books_while_triggers_are_awake(
    filed: UUID, cluster: Cluster, statement: str
) -> None:
    with psycopg.connect(cluster.conninfo(DATABASE)) as connection, pytest.raises(psycopg.Error, match="append-only"):
        connection.execute(statement)


def test_a_scan_is_still_put_beside_a_resolution(filed: UUID, cluster: Cluster) -> None:
    with psycopg.connect(cluster.conninfo(DATABASE)) as connection:
        changed = connection.execute("UPDATE resolutions SET document_id = %s", (filed,)).rowcount
    assert changed == 1


def _paper() -> tuple[object, str]:
    return BytesIO(b"%PDF-1.7 falso"), "altro.pdf"
