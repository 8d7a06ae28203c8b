"""The office's pages on people: who may, what the forms say, what stays inside the association."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role, SearchHit
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.office import UndoAction
from ama_net.kernel.people import Consent, Contact, Person, PostalAddress
from ama_net.kernel.people.office import ROOM
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_organisation, make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

ROSSI = "RSSMRA72L09H501S"
TYPED = {"given_name": "Mario", "family_name": "Rossi", "preferred_language": "it"}


def _kept(standing: Standing, app: Flask, **values: Any) -> UUID:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return make_person(**values).id


def _one(standing: Standing, app: Flask, statement: Any) -> Any:
    """The single row of a statement, read in the association's scope."""
    with app.app_context(), tenant_scope(standing.id):
        found = db.session.scalars(statement).one()
        db.session.expunge_all()
        return found


def _rossi(standing: Standing, app: Flask) -> list[Person]:
    with app.app_context(), tenant_scope(standing.id):
        found = list(db.session.scalars(select(Person).where(Person.family_name == "Rossi")))
        db.session.expunge_all()
        return found


def _text(answer: Any) -> str:
    return str(answer.get_data(as_text=True)).replace("&#39;", "'")


def test_secretary_adds_a_person(app: Flask, alba: Standing, brig: Standing, secretary: Browser) -> None:
    typed = {**TYPED, "birth_date": "09/07/1972", "tax_code": "rssmra72l09h501s", "phone": "051 658 4267"}
    answer = secretary.submit("/manage/persone/nuova", typed)
    person = _rossi(alba, app)[0]
    assert (answer.status_code, answer.location) == (302, f"/manage/persone/{person.id}")
    assert (person.tax_code, str(person.birth_date)) == (ROSSI, "1972-07-09")
    page = _text(secretary.get(answer.location))
    assert "051 658 4267" in page
    assert _rossi(brig, app) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"given_name": "", "family_name": " "}, "Serve almeno un nome o un cognome."),
        ({"family_name": "x" * 300}, "Al massimo 100 lettere."),
        ({"tax_code": "RSSMRA72L09H501X"}, "Questo codice fiscale non è giusto"),
        ({"birth_date": "31/02/1972"}, "Scrivi la data con giorno, mese e anno"),
        ({"birth_date": "1072-07-09"}, "ricontrolla l'anno"),
        ({"birth_date": "2999-01-01"}, "è nel futuro"),
        ({"email": "chi@"}, "indirizzo e-mail"),
        ({"phone": "12"}, "Questo non è un numero di telefono"),
        ({"preferred_language": "xx"}, "Lingua delle e-mail"),
    ],
)
def test_form_says_how_to_mend_what_was_typed(
    app: Flask, alba: Standing, secretary: Browser, typed: dict[str, str], said: str
) -> None:
    answer = secretary.submit("/manage/persone/nuova", {**TYPED, **typed})
    assert answer.status_code == 422
    assert said in _text(answer)
    assert _rossi(alba, app) == []


def test_second_owner_of_a_tax_code_is_told_so(app: Flask, alba: Standing, secretary: Browser) -> None:
    _kept(alba, app, given_name="Maria", family_name="Verdi", tax_code=ROSSI)
    answer = secretary.submit("/manage/persone/nuova", {**TYPED, "tax_code": ROSSI, "is_another": "y"})
    assert answer.status_code == 422
    assert "Questo codice fiscale è già nell'anagrafe" in _text(answer)
    assert _rossi(alba, app) == []


def test_who_looks_like_somebody_is_asked_about_first(app: Flask, alba: Standing, secretary: Browser) -> None:
    known = _kept(alba, app, given_name="Mario", family_name="Rossi")
    answer = secretary.submit("/manage/persone/nuova", TYPED)
    assert answer.status_code == 422
    assert f'href="/manage/persone/{known}"' in _text(answer)
    assert "stesso nome" in _text(answer)
    assert len(_rossi(alba, app)) == 1
    assert secretary.submit("/manage/persone/nuova", {**TYPED, "is_another": "y"}).status_code == 302
    assert len(_rossi(alba, app)) == 2


def test_hints_come_while_one_types_even_wrongly(app: Flask, alba: Standing, secretary: Browser) -> None:
    _kept(alba, app, given_name="Ada", family_name="Verdi", email="ada@prova.example")
    typed = {"email": "ADA@prova.example", "birth_date": "boh", "tax_code": "?"}
    hints = _text(secretary.submit("/manage/persone/doppioni", typed))
    assert "Verdi Ada" in hints
    assert "stessa e-mail" in hints
    assert 'name="is_another"' in hints


def test_page_shows_doubts_about_the_tax_code(app: Flask, alba: Standing, secretary: Browser) -> None:
    known = _kept(alba, app, given_name="Ugo", family_name="Rossi", tax_code=ROSSI)
    page = _text(secretary.get(f"/manage/persone/{known}"))
    assert "Il nome non corrisponde" in page
    assert "Il cognome non corrisponde" not in page


def test_secretary_corrects_a_person(app: Flask, alba: Standing, secretary: Browser) -> None:
    known = _kept(alba, app, given_name="Maria", family_name="Rosi", birth_cadastral_code="A944")
    assert 'value="Rosi"' in _text(secretary.get(f"/manage/persone/{known}/dati"))
    answer = secretary.submit(f"/manage/persone/{known}/dati", {**TYPED, "given_name": "Maria"})
    assert (answer.status_code, answer.location) == (302, f"/manage/persone/{known}")
    person = _rossi(alba, app)[0]
    assert (person.id, person.given_name, person.birth_cadastral_code) == (known, "Maria", "A944")


def test_contact_is_added_preferred_and_removed(app: Flask, alba: Standing, secretary: Browser) -> None:
    known = _kept(alba, app, given_name="Ada", family_name="Verdi", email="uno@prova.example")
    path = f"/manage/persone/{known}/recapiti"
    typed = {"contact-kind": "email", "contact-value": "Due@prova.example", "contact-label": "lavoro"}
    assert secretary.submit(path, typed).location == f"/manage/persone/{known}"
    second = _one(alba, app, select(Contact).where(Contact.value == "due@prova.example"))
    assert (second.preferred, second.label) == (False, "lavoro")
    secretary.submit(f"{path}/{second.id}/preferenza")
    first = _one(alba, app, select(Contact).where(Contact.value == "uno@prova.example"))
    assert first.preferred is False
    secretary.submit(f"{path}/{first.id}/rimozione")
    assert _one(alba, app, select(Contact).where(Contact.person_id == known)).value == "due@prova.example"


def test_removed_contact_is_brought_back_and_not_kept_in_clear(app: Flask, alba: Standing, secretary: Browser) -> None:
    known = _kept(alba, app, given_name="Ada", family_name="Verdi", email="uno@prova.example")
    contact = _one(alba, app, select(Contact).where(Contact.person_id == known))
    secretary.submit(f"/manage/persone/{known}/recapiti/{contact.id}/rimozione")
    action = _one(alba, app, select(UndoAction))
    assert "uno@prova.example" not in str(action.payload)
    assert action.confided_sealed is not None
    undo_url = re.search(r'action="(/manage/undo/[^"]+)"', secretary.get(f"/manage/persone/{known}").text)
    assert undo_url is not None
    secretary.submit(undo_url[1])
    assert _one(alba, app, select(Contact).where(Contact.person_id == known)).value == "uno@prova.example"
    assert _one(alba, app, select(UndoAction)).confided_sealed is None


@pytest.mark.parametrize(
    ("path", "typed", "said"),
    [
        ("recapiti", {"contact-kind": "phone", "contact-value": "12"}, "Questo non è un numero di telefono"),
        ("recapiti", {"contact-kind": "email"}, "Scrivi l'indirizzo o il numero."),
        ("indirizzi", {"address-kind": "residence"}, "Serve almeno la via o il comune."),
        ("indirizzi", {"address-kind": "residence", "address-street": "via", "address-postcode": "1"}, "cinque cifre"),
        (
            "consensi",
            {"consent-purpose": "newsletter", "consent-source": "paper", "consent-given_on": "2999-01-01"},
            "nel futuro",
        ),
        ("consensi", {"consent-purpose": "altro", "consent-source": "form"}, "Per che cosa"),
    ],
)
def test_refused_detail_keeps_the_page_and_says_why(
    app: Flask, alba: Standing, secretary: Browser, path: str, typed: dict[str, str], said: str
) -> None:
    known = _kept(alba, app, given_name="Ada", family_name="Verdi")
    answer = secretary.submit(f"/manage/persone/{known}/{path}", typed)
    assert answer.status_code == 422
    assert said in _text(answer)
    assert "Ada Verdi" in _text(answer)


def test_address_chosen_from_the_list_fills_the_province(app: Flask, alba: Standing, secretary: Browser) -> None:
    known = _kept(alba, app)
    typed = {"address-kind": "residence", "address-street": "via Uno 1", "address-municipality": "Bologna (BO)"}
    secretary.submit(f"/manage/persone/{known}/indirizzi", typed)
    address = _one(alba, app, select(PostalAddress))
    assert (address.municipality, address.province, address.country) == ("Bologna", "BO", "IT")
    secretary.submit(f"/manage/persone/{known}/indirizzi/{address.id}/rimozione")
    assert "Nessun indirizzo." in _text(secretary.get(f"/manage/persone/{known}"))


def test_consent_on_paper_is_written_and_withdrawn(app: Flask, alba: Standing, secretary: Browser) -> None:
    known = _kept(alba, app)
    typed = {"consent-purpose": "newsletter", "consent-source": "paper", "consent-given_on": "2026-03-05"}
    secretary.submit(f"/manage/persone/{known}/consensi", typed)
    consent = _one(alba, app, select(Consent))
    assert (consent.purpose, consent.given_at.date().isoformat(), consent.in_force) == (
        "newsletter",
        "2026-03-05",
        True,
    )
    page = _text(secretary.get(f"/manage/persone/{known}"))
    assert "Acconsento a ricevere per e-mail la newsletter di Associazione Alba di prova" in page
    assert "su un modulo di carta" in page
    secretary.submit(f"/manage/persone/{known}/consensi/newsletter/revoca")
    assert _one(alba, app, select(Consent)).in_force is False
    assert "revocato" in _text(secretary.get(f"/manage/persone/{known}"))


def test_consent_to_other_words_keeps_those_words(app: Flask, alba: Standing, secretary: Browser) -> None:
    known = _kept(alba, app)
    typed = {"consent-purpose": "photos", "consent-source": "in_person", "consent-words": "<b>Sì</b> alle foto"}
    secretary.submit(f"/manage/persone/{known}/consensi", typed)
    page = _text(secretary.get(f"/manage/persone/{known}"))
    assert "&lt;b&gt;Sì&lt;/b&gt; alle foto" in page


@pytest.mark.parametrize(
    "path",
    ["", "/dati", "/recapiti", "/indirizzi", "/consensi", "/consensi/newsletter/revoca"],
)
def test_other_associations_person_is_not_there(
    app: Flask, alba: Standing, brig: Standing, secretary: Browser, path: str
) -> None:
    theirs = _kept(brig, app)
    url = f"/manage/persone/{theirs}{path}"
    if path in ("", "/dati"):
        assert secretary.get(url).status_code == 404
    if path:
        assert secretary.submit(url, TYPED).status_code == 404


def test_contact_is_reached_only_through_its_owner(app: Flask, alba: Standing, secretary: Browser) -> None:
    owner = _kept(alba, app, given_name="Ada", email="ada@prova.example")
    other = _kept(alba, app, given_name="Eva")
    contact = _one(alba, app, select(Contact).where(Contact.person_id == owner))
    assert secretary.submit(f"/manage/persone/{other}/recapiti/{contact.id}/rimozione").status_code == 404
    assert secretary.submit(f"/manage/persone/{owner}/recapiti/{uuid4()}/rimozione").status_code == 404
    assert secretary.submit(f"/manage/organizzazioni/{owner}/recapiti").status_code == 404


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (Role.EDITOR, "/manage/persone", 404),
        (Role.MEMBER, "/manage/persone", 404),
        (Role.TREASURER, "/manage/persone", 200),
        (Role.TREASURER, "/manage/persone/elenco.csv", 404),
        (Role.BOARD, "/manage/persone/nuova", 404),
        (Role.SECRETARY, "/manage/persone/elenco.csv", 200),
    ],
)
def test_pages_are_for_who_may(
    client: Callable[[str], Browser], alba: Standing, role: Role, path: str, status: int
) -> None:
    answer = sign_in(client(alba.host), alba, role).get(path)
    answer.get_data()  # a file is made while it is read
    assert answer.status_code == status


def test_anonymous_is_sent_to_sign_in(client: Callable[[str], Browser], alba: Standing) -> None:
    assert client(alba.host).get("/manage/persone").status_code == 302


def test_who_only_reads_sees_no_way_to_change(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> None:
    known = _kept(alba, app, email="ada@prova.example")
    board = sign_in(client(alba.host), alba, Role.BOARD)
    page = _text(board.get(f"/manage/persone/{known}"))
    assert "ada@prova.example" in page
    assert "Modifica i dati" not in page
    assert "/rimozione" not in page
    assert board.submit(f"/manage/persone/{known}/dati", TYPED).status_code == 404


def test_list_finds_sorts_and_filters(app: Flask, alba: Standing, secretary: Browser) -> None:
    _kept(alba, app, given_name="Ada", family_name="Città", email="ada@prova.example")
    _kept(alba, app, given_name="Bea", family_name="Citta")
    page = _text(secretary.get("/manage/persone?q=citta&sort=name"))
    assert page.index("Città Ada") < page.index("Citta Bea")
    alone = _text(secretary.get("/manage/persone?q=citta&state=unreachable"))
    assert ("Città Ada" in alone, "Citta Bea" in alone) == (False, True)


def test_list_and_page_take_as_many_queries_for_three_as_for_one(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    def queries(path: str) -> int:
        secretary.get(path)
        with count_queries() as counted:
            secretary.get(path)
        return len(counted)

    first = _kept(alba, app, given_name="Ada", family_name="Trovata", email="uno@prova.example")
    one = (queries("/manage/persone?q=trovata"), queries(f"/manage/persone/{first}"))
    _kept(alba, app, given_name="Beatrice", family_name="Trovata", email="due@prova.example")
    _kept(alba, app, given_name="Clotilde", family_name="Trovata", phone="+390516584267")
    for value in ("tre@prova.example", "quattro@prova.example"):
        typed = {"contact-kind": "email", "contact-value": value}
        assert secretary.submit(f"/manage/persone/{first}/recapiti", typed).status_code == 302
    assert (queries("/manage/persone?q=trovata"), queries(f"/manage/persone/{first}")) == one


def test_export_is_recorded_and_runs_in_no_spreadsheet(app: Flask, alba: Standing, secretary: Browser) -> None:
    _kept(alba, app, given_name="Ada", family_name='=HYPERLINK("http://x")', phone="+390516584267")
    answer = secretary.get("/manage/persone/elenco.csv?q=hyperlink")
    lines = answer.get_data(as_text=True).splitlines()
    assert len(lines) == 2
    assert "'=HYPERLINK" in lines[1]
    assert "051 658 4267" in lines[1]
    facts = _one(alba, app, select(LedgerEntry.facts).order_by(LedgerEntry.number.desc()).limit(1))
    assert (facts["verb"], facts["subject_id"]) == ("list.exported", "persone")


def test_office_search_finds_people_and_organisations(app: Flask, in_alba: Standing) -> None:
    person = make_person("Ada", "Introvabile", email="ada@prova.example")
    body = make_organisation("Ente Introvàbile")
    with app.test_request_context():
        assert ROOM.search("introvabile", 5) == [
            SearchHit("Introvabile Ada", "ada@prova.example", f"/manage/persone/{person.id}"),
            SearchHit("Ente Introvàbile", "Associazione", f"/manage/organizzazioni/{body.id}"),
        ]
        assert ROOM.search("%", 5) == []


def test_figures_open_the_rows_behind_them(app: Flask, in_alba: Standing) -> None:
    with app.test_request_context():
        before = {figure.url: int(figure.value) for figure in ROOM.figures()}
        make_person("Ada", "Senza")
        make_person("Bea", "Con", email="bea@prova.example")
        make_organisation()
        after = {figure.url: int(figure.value) for figure in ROOM.figures()}
    assert {url: after[url] - before[url] for url in after} == {
        "/manage/persone": 2,
        "/manage/persone?state=unreachable": 1,
        "/manage/organizzazioni": 1,
    }
