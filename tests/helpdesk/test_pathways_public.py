"""Asking for a pathway without an account, following it by the link, taking it back."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ama_net.features.helpdesk.models import Pathway, Visitor
from ama_net.features.helpdesk.operations.pathways import hand_over
from ama_net.features.helpdesk.visitor_secrets import token_of
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from tests.factories.helpdesk import make_appointment, make_pathway, make_service, make_visitor
from tests.factories.people import make_person
from tests.helpdesk.pathway_steps import at, followed, listener, meeting_states, pathway_service, secretary, waiting
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

PAGE = "/sportello/percorsi/percorso-di-prova"


@pytest.fixture
def citizen(app: Flask, client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Somebody without an account, at Alba, where there is a service to ask for."""
    with app.app_context():
        limiter.reset()
    with desk(app, alba):
        pathway_service()
    return client(alba.host)


def _form_key(page: TestResponse) -> str:
    found = re.search(r'name="form_key" type="hidden" value="([^"]+)"', page.text)
    assert found
    return found[1]


def _typed(page: TestResponse, **changes: Any) -> dict[str, Any]:
    who = {"for_whom": "self", "nickname": "Stella", "contact": "stella@posta.example", "call_time": "any"}
    wanted = {"wanted_mode": "online", "free_part": "evening", "reason": "Non dormo.", "under_18": "no", "consent": "y"}
    return {"form_key": _form_key(page), **who, **wanted, **changes}


def _asked(app: Flask, alba: Standing) -> list[tuple[str, str, str, str | None]]:
    with desk(app, alba):
        rows = db.session.scalars(select(Pathway))
        return [(row.state, row.wanted_mode, row.free_part, row.visitor.reason) for row in rows]


def _own_page(app: Flask, alba: Standing, make: Callable[[], Pathway]) -> tuple[UUID, str]:
    """A pathway whose visitor has a link that leads to them."""
    with desk(app, alba):
        pathway = make()
        visitor = db.session.get_one(Visitor, pathway.visitor_id)
        token = token_of(visitor)
        visitor.secret_digest = digest_token(token)
        return pathway.id, token


def test_a_request_is_kept_and_leads_to_the_receipt(app: Flask, citizen: Browser, alba: Standing) -> None:
    answer = citizen.submit(PAGE, _typed(citizen.get(PAGE)))
    assert (answer.status_code, answer.location) == (303, "/sportello/ricevuta")
    assert _asked(app, alba) == [("requested", "online", "evening", "Non dormo.")]


def test_the_receipt_shows_the_code(citizen: Browser) -> None:
    citizen.submit(PAGE, _typed(citizen.get(PAGE)))
    page = citizen.get("/sportello/ricevuta")
    assert (page.status_code, bool(re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", page.text))) == (200, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nickname", ""),
        ("contact", "non è un recapito"),
        ("consent", ""),
        ("wanted_mode", "carrier_pigeon"),
        ("wanted_mode", "phone"),
        ("free_part", "night"),
        ("under_18", ""),
        ("second_name", "Robot"),
        ("reason", "a" * 1001),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    app: Flask, citizen: Browser, alba: Standing, field: str, value: str
) -> None:
    answer = citizen.submit(PAGE, _typed(citizen.get(PAGE), **{field: value}))
    assert (answer.status_code, _asked(app, alba)) == (422, [])


def test_a_form_sent_twice_is_one_request(app: Flask, citizen: Browser, alba: Standing) -> None:
    typed = _typed(citizen.get(PAGE))
    answers = [citizen.submit(PAGE, typed).status_code for _time in range(2)]
    assert (answers, len(_asked(app, alba))) == ([303, 303], 1)


def test_a_fourth_request_of_one_contact_is_refused_beside_it(app: Flask, citizen: Browser, alba: Standing) -> None:
    answers = [citizen.submit(PAGE, _typed(citizen.get(PAGE))) for _time in range(4)]
    assert ([one.status_code for one in answers], len(_asked(app, alba))) == ([303, 303, 303, 422], 3)
    assert "Con questo recapito adesso non si può chiedere dal sito." in answers[3].text
    assert ("Non dormo." in answers[3].text, 'id="contact-error"' in answers[3].text) == (True, True)


def test_without_the_token_of_the_form_nothing_is_kept(app: Flask, citizen: Browser, alba: Standing) -> None:
    answer = citizen.post(PAGE, data=_typed(citizen.get(PAGE)))
    assert (answer.status_code, _asked(app, alba)) == (400, [])


def test_pages_are_kept_to_oneself(citizen: Browser) -> None:
    headers = citizen.get(PAGE).headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex, nofollow, noarchive")


def test_the_page_says_what_this_is_not_and_lets_one_leave(citizen: Browser) -> None:
    page = citizen.get(PAGE).text
    assert [words in page for words in ("Non è un pronto soccorso e non fa diagnosi", "tel:112", "Esci subito")] == [
        True
    ] * 3


def test_the_title_names_nothing(citizen: Browser) -> None:
    found = re.search(r"<title>(.*?)</title>", citizen.get(PAGE).text, re.DOTALL)
    assert found
    assert "Percorso di prova" not in found[1]


@pytest.mark.parametrize("values", [{"is_open": False}, {"kind": "meeting"}])
def test_only_an_open_pathway_is_asked_for(app: Flask, citizen: Browser, alba: Standing, values: Any) -> None:
    with desk(app, alba):
        facts = {"kind": "pathway", **values}
        make_service(slug="altro", name="Altro", **facts)
    assert citizen.get("/sportello/percorsi/altro").status_code == 404


def test_the_other_association_has_no_such_page(
    citizen: Browser, client: Callable[[str], Browser], brig: Standing
) -> None:
    assert client(brig.host).get(PAGE).status_code == 404


def test_a_service_that_asks_no_reason_and_has_one_mode_asks_less(app: Flask, citizen: Browser, alba: Standing) -> None:
    with desk(app, alba):
        pathway_service(slug="breve", name="Breve", asks_reason=False, online=False)
    page = citizen.get("/sportello/percorsi/breve")
    assert (page.status_code, 'name="reason"' in page.text, 'name="wanted_mode"' in page.text) == (200, False, False)


def test_what_a_service_does_not_ask_is_not_needed(app: Flask, citizen: Browser, alba: Standing) -> None:
    with desk(app, alba):
        pathway_service(slug="breve", name="Breve", asks_reason=False, online=False)
    path = "/sportello/percorsi/breve"
    assert citizen.submit(path, _typed(citizen.get(path))).status_code == 303
    assert _asked(app, alba) == [("requested", "", "evening", None)]


def test_who_is_not_taken_up_reads_that_there_is_help(app: Flask, citizen: Browser, alba: Standing) -> None:
    def make() -> Pathway:
        service = pathway_service(slug="altro", name="Altro")
        return make_pathway(service, state="closed", outcome="not_eligible", closed_at=now(), visitor=make_visitor())

    page = unescape(citizen.get(f"/sportello/mio/{_own_page(app, alba, make)[1]}").text)
    words = ("Adesso non possiamo offrirti questo percorso", "Non vuol dire che non c'è un aiuto: chiamaci")
    assert [one in page for one in words] == [True, True]


def test_who_waits_reads_how_many_are_before(app: Flask, citizen: Browser, alba: Standing) -> None:
    def make() -> Pathway:
        service = pathway_service(slug="fila", name="Fila")
        waiting(service)
        return waiting(service, created_at=now())

    _id, token = _own_page(app, alba, make)
    page = citizen.get(f"/sportello/mio/{token}").text
    assert ("lista d&#39;attesa" in page, "Prima di te aspetta 1 persona." in page) == (True, True)


def test_who_is_followed_reads_by_whom(app: Flask, citizen: Browser, alba: Standing) -> None:
    def make() -> Pathway:
        service = pathway_service(slug="seguito", name="Seguito")
        return followed(service, listener(service, make_person(given_name="Ada", family_name="Prova")))

    _id, token = _own_page(app, alba, make)
    page = citizen.get(f"/sportello/mio/{token}").text
    assert ("Ti segue Ada." in page, "Prova" in page.split("Ti segue")[1][:30]) == (True, False)


def test_handed_over_one_reads_who_follows_and_who_did(app: Flask, citizen: Browser, alba: Standing) -> None:
    def make() -> Pathway:
        service = pathway_service(slug="passato", name="Passato")
        ada, bice = (listener(service, make_person(given_name=name)) for name in ("Ada", "Bice"))
        pathway = followed(service, ada)
        make_appointment(service, ada, at(-5), pathway.visitor, pathway_id=pathway.id, result="met", result_at=now())
        hand_over(pathway, bice, by=secretary(alba))
        return pathway

    page = citizen.get(f"/sportello/mio/{_own_page(app, alba, make)[1]}").text
    said = ("Adesso ti segue Bice, al posto di Ada.", "Incontri fatti: 1.", "Ti segue")
    assert [words in page for words in said] == [True, True, False]


def test_taken_back_it_is_closed_with_its_meetings(app: Flask, citizen: Browser, alba: Standing) -> None:
    def make() -> Pathway:
        service = pathway_service(slug="seguito", name="Seguito")
        person = listener(service)
        pathway = followed(service, person)
        make_appointment(service, person, at(5), pathway.visitor, pathway_id=pathway.id)
        return pathway

    pathway_id, token = _own_page(app, alba, make)
    answer = citizen.submit(f"/sportello/mio/{token}/percorsi/{pathway_id}/ritiro")
    with desk(app, alba):
        pathway = db.session.get_one(Pathway, pathway_id)
        states = [state for _person, state, _who in meeting_states(pathway)]
        assert (answer.status_code, pathway.outcome, states) == (303, "withdrawn", ["cancelled"])


def test_nobody_takes_back_what_is_of_another(app: Flask, citizen: Browser, alba: Standing) -> None:
    _id, token = _own_page(app, alba, lambda: make_pathway(pathway_service(slug="uno", name="Uno")))
    with desk(app, alba):
        other = make_pathway(pathway_service(slug="due", name="Due"), visitor=make_visitor("Luna")).id
    assert citizen.submit(f"/sportello/mio/{token}/percorsi/{other}/ritiro").status_code == 404
    assert citizen.submit(f"/sportello/mio/inventato/percorsi/{other}/ritiro").status_code == 404


def test_reading_the_page_takes_nothing_back(app: Flask, citizen: Browser, alba: Standing) -> None:
    pathway_id, token = _own_page(app, alba, lambda: make_pathway(pathway_service(slug="uno", name="Uno")))
    citizen.get(f"/sportello/mio/{token}")
    assert citizen.get(f"/sportello/mio/{token}/percorsi/{pathway_id}/ritiro").status_code == 405


@pytest.mark.parametrize("values", [{"phone": True}, {"in_person": False, "online": False, "phone": True}])
def test_to_be_called_takes_a_number(app: Flask, citizen: Browser, alba: Standing, values: dict[str, bool]) -> None:
    with desk(app, alba):
        pathway_service(slug="voce", name="A voce", **values)
    path = "/sportello/percorsi/voce"
    by_mail = citizen.submit(path, _typed(citizen.get(path), wanted_mode="phone"))
    by_phone = citizen.submit(path, _typed(citizen.get(path), wanted_mode="phone", contact="051 555 0101"))
    assert (by_mail.status_code, by_phone.status_code, len(_asked(app, alba))) == (422, 303, 1)
