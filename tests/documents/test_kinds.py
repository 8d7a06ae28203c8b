"""What the kind of a document rules: registers and insurance are never for all, proofs stay as they were kept."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.documents import Document, File, Visibility, add_version, keep_document
from ama_net.kernel.documents.operations import KeptAsItIs, describe_document, withdraw_document
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

PDF = b"%PDF-1.7 inventato"
PROOFS = ("register", "data_handling_letter", "certificate")
PROOF_WORDS = "accettato o rilasciato: resta"


def _kept(kind: str, *, about: Person | None = None, visibility: Visibility = Visibility.OFFICE) -> Document:
    return keep_document(
        File("carta.pdf", PDF), title="Carta", kind=kind, by=SYSTEM, about=about, visibility=visibility
    )


def _described(document: Document, kind: str, visibility: Visibility) -> str:
    said: dict[str, Any] = {"title": document.title, "dated_on": document.dated_on, "by": SYSTEM}
    describe_document(document, kind=kind, visibility=visibility, **said)
    return document.visibility


@pytest.mark.parametrize("kind", ["register", "insurance"])
@pytest.mark.parametrize("asked", [Visibility.MEMBERS, Visibility.PUBLIC])
def test_registers_and_insurance_are_never_for_members_or_for_all(
    in_alba: Standing, kind: str, asked: Visibility
) -> None:
    document = _kept(kind, visibility=asked)
    assert (document.visibility, _described(document, kind, asked)) == (Visibility.OFFICE, Visibility.OFFICE)


@pytest.mark.parametrize("kind", ["register", "insurance"])
def test_the_board_may_be_shown_them(in_alba: Standing, kind: str) -> None:
    assert _described(_kept(kind), kind, Visibility.BOARD) == Visibility.BOARD


@pytest.mark.parametrize("kind", ["register", "insurance"])
def test_they_do_not_become_of_a_kind_that_may_be_shown(in_alba: Standing, kind: str) -> None:
    document = _kept(kind)
    with pytest.raises(KeptAsItIs):
        _described(document, "other", Visibility.PUBLIC)
    assert (document.kind, document.visibility) == (kind, Visibility.OFFICE)


def test_what_becomes_a_register_is_shown_to_nobody_more(in_alba: Standing) -> None:
    assert _described(_kept("other", visibility=Visibility.PUBLIC), "register", Visibility.PUBLIC) == Visibility.OFFICE


@pytest.mark.parametrize("kind", PROOFS)
def test_a_proof_takes_no_version_is_not_withdrawn_and_stays_of_its_kind(in_alba: Standing, kind: str) -> None:
    document = _kept(kind, about=make_person())
    for act in (
        lambda: add_version(document, File("altra.pdf", PDF + b" 2"), by=SYSTEM),
        lambda: withdraw_document(document, by=SYSTEM),
        lambda: _described(document, "other", Visibility.OFFICE),
    ):
        with pytest.raises(KeptAsItIs):
            act()
    assert (len(document.versions), document.withdrawn_at, document.kind) == (1, None, kind)


@pytest.mark.parametrize("kind", PROOFS)
def test_what_the_office_typed_in_is_a_document_as_any_other(in_alba: Standing, kind: str) -> None:
    document = _kept(kind)
    add_version(document, File("altra.pdf", PDF + b" 2"), by=SYSTEM)
    withdraw_document(document, by=SYSTEM)
    assert (len(document.versions), document.withdrawn_at is not None) == (2, True)


@pytest.fixture
def secretary(client: Callable[[str], Browser], alba: Standing) -> Browser:
    return sign_in(client(alba.host), alba, Role.SECRETARY)


@pytest.fixture
def register_paper(app: Flask, alba: Standing) -> UUID:
    """A paper of a register, about a row."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        return _kept("register", about=make_person()).id


def _said(prefix: str = "", **values: str) -> dict[str, Any]:
    typed = {"title": "Carta", "kind": "register", "dated_on": today().isoformat(), "visibility": "office", **values}
    return {f"{prefix}{name}": value for name, value in typed.items()}


def test_the_page_refuses_to_show_a_register_to_all_beside_the_field(
    secretary: Browser, register_paper: UUID, client: Callable[[str], Browser], alba: Standing
) -> None:
    address = f"/manage/documenti/{register_paper}/dati"
    answer = secretary.submit(address, _said("said-", visibility="public"))
    assert (answer.status_code, "Contiene i dati di molte persone" in answer.text) == (422, True)
    assert secretary.submit(address, _said("said-", kind="other", visibility="public")).status_code == 422
    assert client(alba.host).get(f"/documenti/{register_paper}").status_code == 404


def test_a_new_register_is_not_kept_for_all(app: Flask, secretary: Browser, alba: Standing) -> None:
    typed = {**_said(visibility="members"), "organ": "", "file": (BytesIO(PDF), "registro.pdf")}
    assert secretary.submit("/manage/documenti/nuovo", typed).status_code == 422
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.query(Document).count() == 0


def test_the_page_of_a_proof_offers_no_version_and_no_withdrawal(secretary: Browser, register_paper: UUID) -> None:
    page = secretary.get(f"/manage/documenti/{register_paper}").text
    words = ("Aggiungi una versione", "Ritira il documento", PROOF_WORDS)
    assert [word in page for word in words] == [False, False, True]


def test_who_asks_all_the_same_is_told_why_not(secretary: Browser, register_paper: UUID) -> None:
    address = f"/manage/documenti/{register_paper}"
    sent = {"version-file": (BytesIO(PDF + b" 2"), "altra.pdf")}
    answers = [
        secretary.submit(f"{address}/versioni", sent, follow_redirects=True),
        secretary.submit(f"{address}/ritiro", {}, follow_redirects=True),
    ]
    assert [answer.text.count(PROOF_WORDS) for answer in answers] == [2, 2]
