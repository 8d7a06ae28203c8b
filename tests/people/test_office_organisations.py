"""The office's pages on organisations."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.people import Organisation
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_organisation
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

BODY = "97950860151"
TYPED = {"name": "Coop Prova", "kind": "cooperative"}


def _kept(standing: Standing, app: Flask, name: str = "Ente Inventato", **values: str) -> UUID:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return make_organisation(name, **values).id


def _names(standing: Standing, app: Flask) -> list[str]:
    with app.app_context(), tenant_scope(standing.id):
        return list(db.session.scalars(select(Organisation.name).order_by(Organisation.sort_name)))


def test_secretary_adds_an_organisation_with_its_pec(
    app: Flask, alba: Standing, brig: Standing, secretary: Browser
) -> None:
    answer = secretary.submit(
        "/manage/organizzazioni/nuova", {**TYPED, "pec": "coop@pec.example", "vat_code": "00743110157"}
    )
    assert answer.status_code == 302
    page = secretary.get(answer.location).get_data(as_text=True)
    assert "coop@pec.example" in page
    assert "00743110157" in page
    assert (_names(alba, app), _names(brig, app)) == (["Coop Prova"], [])


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Scrivi come si chiama"),
        ({"name": "x" * 300}, "Al massimo 200 lettere."),
        ({"kind": "setta"}, "Tipo"),
        ({"tax_code": "123"}, "Questo codice fiscale non è giusto"),
        ({"vat_code": "00743110158"}, "Questa partita IVA non è giusta"),
        ({"email": "x@"}, "indirizzo e-mail"),
    ],
)
def test_form_says_how_to_mend_what_was_typed(
    app: Flask, alba: Standing, secretary: Browser, typed: dict[str, str], said: str
) -> None:
    answer = secretary.submit("/manage/organizzazioni/nuova", {**TYPED, **typed})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert _names(alba, app) == []


def test_second_owner_of_a_tax_code_is_told_so(app: Flask, alba: Standing, secretary: Browser) -> None:
    _kept(alba, app, tax_code=BODY)
    answer = secretary.submit("/manage/organizzazioni/nuova", {**TYPED, "tax_code": BODY})
    assert answer.status_code == 422
    assert _names(alba, app) == ["Ente Inventato"]


def test_secretary_corrects_an_organisation(app: Flask, alba: Standing, secretary: Browser) -> None:
    known = _kept(alba, app)
    assert "Ente Inventato" in secretary.get(f"/manage/organizzazioni/{known}/dati").get_data(as_text=True)
    assert secretary.submit(f"/manage/organizzazioni/{known}/dati", TYPED).status_code == 302
    assert _names(alba, app) == ["Coop Prova"]


def test_contact_and_address_are_added(app: Flask, alba: Standing, secretary: Browser) -> None:
    known = _kept(alba, app)
    path = f"/manage/organizzazioni/{known}"
    contact = {"contact-kind": "phone", "contact-value": "051 658 4267", "contact-preferred": "y"}
    assert secretary.submit(f"{path}/recapiti", contact).location == path
    address = {"address-kind": "seat", "address-street": "via Uno 1"}
    assert secretary.submit(f"{path}/indirizzi", address).location == path
    assert secretary.submit(f"{path}/indirizzi", {"address-kind": "seat"}).status_code == 422
    page = secretary.get(path).get_data(as_text=True)
    assert ("051 658 4267" in page, "via Uno 1" in page) == (True, True)


def test_other_associations_organisation_is_not_there(
    app: Flask, alba: Standing, brig: Standing, secretary: Browser
) -> None:
    theirs = _kept(brig, app)
    assert secretary.get(f"/manage/organizzazioni/{theirs}").status_code == 404
    assert secretary.submit(f"/manage/organizzazioni/{theirs}/dati", TYPED).status_code == 404
    assert secretary.submit(f"/manage/organizzazioni/{theirs}/recapiti", {}).status_code == 404


def test_list_takes_as_many_queries_for_three_as_for_one(app: Flask, alba: Standing, secretary: Browser) -> None:
    _kept(alba, app)
    secretary.get("/manage/organizzazioni")
    with count_queries() as one:
        secretary.get("/manage/organizzazioni")
    _kept(alba, app, "Due", kind="school")
    _kept(alba, app, "Tre", kind="company")
    with count_queries() as three:
        page = secretary.get("/manage/organizzazioni?q=due").get_data(as_text=True)
    assert len(one) == len(three)
    assert ("Due" in page, ">Tre<" in page) == (True, False)


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 404), (Role.TREASURER, 200)])
def test_list_is_for_who_may(client: Callable[[str], Browser], alba: Standing, role: Role, status: int) -> None:
    assert sign_in(client(alba.host), alba, role).get("/manage/organizzazioni").status_code == status
