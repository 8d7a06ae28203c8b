"""The audit's page: who did what in words, filters, the file, the verification."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from flask import Flask

from ama_net.across.office.audit_words import changes_in_words
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.audit import anchors, record
from ama_net.kernel.places.operations import VenueFacts, add_venue
from ama_net.kernel.tenancy import tenant_scope
from tests.conftest import DATABASE
from tests.support.cast import actor, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

ADDRESS = "/manage/registro-attivita"
VENUE = uuid4()


def _record(app: Flask, standing: Standing, times: int = 1) -> None:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        for _ in range(times):
            record(
                by=actor(standing, Role.SECRETARY),
                verb="venue.changed",
                subject=("venues", VENUE),
                changes={"step_free": [None, True]},
            )
            record(by=SYSTEM, verb="trial.unheard_of")


def _rows(page: str) -> list[str]:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<.*?>", " ", row).split()) for row in body.split("<tr>")[1:]]


def test_entries_say_who_did_what_in_words(app: Flask, alba: Standing, president: Browser) -> None:
    _record(app, alba)
    newest, oldest = _rows(president.get(ADDRESS).text)
    assert re.fullmatch(r"2 \S+ \d+ \w+, ore \d\d:\d\d Il sistema trial\.unheard_of", newest)
    assert re.fullmatch(r"1 .* Sara di Alba Luogo cambiato Luogo · storia Senza gradini: – → sì", oldest)


def test_what_an_entry_is_about_is_named_and_opened(app: Flask, alba: Standing, president: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        venue_id = add_venue(VenueFacts(name="Sala inventata"), by=SYSTEM).id
    page = president.get(ADDRESS).text
    assert f'<a href="/manage/luoghi/{venue_id}">Sala inventata</a>' in page


def test_who_may_only_read_venues_sees_the_name_without_a_way_to_its_form(
    app: Flask, alba: Standing, client: Callable[[str], Browser]
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        add_venue(VenueFacts(name="Sala inventata"), by=SYSTEM)
    page = sign_in(client(alba.host), alba, Role.BOARD).get(ADDRESS).text
    assert ("Sala inventata" in page, "/manage/luoghi/" in page) == (True, False)


def test_page_of_one_subject_says_its_name_instead_of_its_identifier(
    app: Flask, alba: Standing, president: Browser
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        venue_id = add_venue(VenueFacts(name="Sala inventata"), by=SYSTEM).id
    shown = re.sub(r"<.*?>", " ", president.get(f"{ADDRESS}?subject_id={venue_id}").text)
    assert ("Solo: Sala inventata" in shown, str(venue_id) in shown) == (True, False)


@pytest.mark.parametrize(
    ("facts", "words"),
    [({"changes": {"fields": ["family_name", "tax_code"]}}, "Cambiati: cognome, codice fiscale"), ({"changes": {"status": ["unconfirmed", "active"], "confirmed_on": [None, "2026-11-21"]}}, "Stato: Da confermare → Attivo; Confermato il: – → 21 novembre 2026"),
     ({"changes": {"kind": "seat", "address": str(VENUE)}}, "Tipo: Sede legale"), ({"changes": {"roles": [[], ["secretary", "editor"]]}}, "Ruoli: – → Segreteria, Redazione del sito"),
     ({"changes": {"fields": ["contact.hours", "contact.phones", "rooms.helpdesk"]}}, "Cambiati: Contatti sul sito, Orari, Telefoni, stanza Sportello"), ({"verb": "join_request.called", "changes": {"outcome": "no_answer"}}, "Esito: Non risponde"),
     ({"changes": {"outcome": "no_answer"}}, "Esito: Non siamo riusciti a parlarci"), ({"verb": "list.exported", "changes": {"state": ["new", "replied"]}}, "Stato: Da leggere, Ha scritto ancora"), ({"changes": {"answer_within_days": [7, 10]}}, "Giorni entro i quali rispondere: 7 → 10"),
     ({"changes": {"consent": str(VENUE), "text": "54148b1639ff2ed1"}}, ""), ({"changes": {"theme_id": [str(VENUE), str(VENUE)]}}, "Tema"), ({}, "")],
)  # fmt: skip
def test_changes_are_said_in_words(app: Flask, facts: dict[str, Any], words: str) -> None:
    with app.test_request_context():
        assert changes_in_words(facts) == words


def test_entries_of_the_other_association_are_not_there(app: Flask, brig: Standing, president: Browser) -> None:
    _record(app, brig)
    page = president.get(ADDRESS).text
    assert (_rows(page), "Sara di Brig" in page, "Ancora niente nel registro" in page) == ([], False, True)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("?verb=venue.changed", ["1"]), ("?actor=sistema", ["2"]), ("?subject=venues", ["1"]), (f"?subject_id={VENUE}", ["1"]), ("?sort=number", ["1", "2"]),
     ("?verb=evil", ["2", "1"]), ("?subject_id=%00", ["2", "1"]), ("?page=9&per_page=x&sort=;drop", ["2", "1"])],
)  # fmt: skip
def test_entries_are_narrowed(app: Flask, alba: Standing, president: Browser, query: str, numbers: list[str]) -> None:
    _record(app, alba)
    assert [row.split()[0] for row in _rows(president.get(f"{ADDRESS}{query}").text)] == numbers


def test_entry_of_an_account_that_is_gone_is_still_shown(app: Flask, alba: Standing, president: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        record(by=Actor(account_id=uuid4()), verb="venue.added")
    assert "Un accesso che non c&#39;è più" in president.get(ADDRESS).text


@pytest.mark.parametrize("times", [1, 3])
def test_page_costs_the_same_whatever_its_rows(app: Flask, alba: Standing, president: Browser, times: int) -> None:
    _record(app, alba)
    president.get(ADDRESS)
    with count_queries() as one:
        president.get(ADDRESS)
    _record(app, alba, times)
    with count_queries() as more:
        president.get(ADDRESS)
    assert len(more) == len(one)


def test_file_has_what_the_page_shows_and_is_recorded(app: Flask, alba: Standing, president: Browser) -> None:
    _record(app, alba)
    lines = president.get(f"{ADDRESS}/elenco.csv?verb=venue.changed&q=x").data.decode("utf-8-sig").splitlines()
    assert lines[0] == "N.;Quando;Chi;Cosa;Su cosa;Identificativo;Cambiamenti"
    assert re.fullmatch(
        rf"1;\d\d/\d\d/\d{{4}} \d\d:\d\d;Sara di Alba;Luogo cambiato;Luogo;{VENUE};Senza gradini: – → sì", lines[1]
    )
    assert len(lines) == 2
    assert (
        "Elenco scaricato Elenco · storia Registro attività Cosa: Luogo cambiato"
        in _rows(president.get(ADDRESS).text)[0]
    )


def test_long_file_streams_every_row(app: Flask, alba: Standing, president: Browser) -> None:
    _record(app, alba, 600)
    lines = president.get(f"{ADDRESS}/elenco.csv").data.decode().splitlines()
    assert len(lines) == 1 + 1200 + 1  # its own entry was committed before it was read


def test_download_left_halfway_holds_nothing(app: Flask, alba: Standing, president: Browser) -> None:
    _record(app, alba, 600)
    answer = president.get(f"{ADDRESS}/elenco.csv")
    assert next(answer.iter_encoded()).startswith("\ufeffN.;".encode())
    answer.close()
    with app.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_verification_says_that_all_is_whole(app: Flask, alba: Standing, president: Browser) -> None:
    _record(app, alba)
    page = president.get(f"{ADDRESS}/verifica").text
    assert ("Registro attività: tutto integro" in page, "Verificate 2 registrazioni" in page) == (True, True)


def test_verification_says_where_the_chain_is_broken(
    app: Flask, alba: Standing, president: Browser, cluster: Cluster
) -> None:
    _record(app, alba)
    with psycopg.connect(cluster.conninfo(DATABASE), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM ledger_entries WHERE number = 1")
    page = president.get(f"{ADDRESS}/verifica").text
    assert "Registro attività: la catena è interrotta" in page
    assert "Alla registrazione numero 1: manca una registrazione." in page


def test_verification_says_that_nothing_is_kept_outside(
    app: Flask, alba: Standing, president: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anchors, "FIRST_ANCHOR_WITHIN", timedelta(0))
    _record(app, alba)
    page = president.get(f"{ADDRESS}/verifica").text
    assert "Registro attività: la verifica non è completa" in page
    assert "mancano le impronte copiate fuori dal sistema." in page


@pytest.mark.parametrize("ending", ["", "/elenco.csv", "/verifica"])
def test_audit_is_for_who_may_read_it(client: Callable[[str], Browser], alba: Standing, ending: str) -> None:
    statuses = {
        role: sign_in(client(alba.host), alba, role).get(f"{ADDRESS}{ending}", buffered=True).status_code
        for role in (Role.BOARD, Role.TREASURER, Role.EDITOR)
    }
    assert statuses == {Role.BOARD: 200, Role.TREASURER: 404, Role.EDITOR: 404}
