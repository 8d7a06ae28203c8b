"""Venues: what may be said of one, who may, and the office's pages."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.places import Venue, VenueFacts, WrongVenue, add_venue, change_venue
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.places import make_venue
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

TYPED = {
    "name": "Casa delle Prove",
    "address": "via Uno 1",
    "municipality": "san lazzaro di savena",
    "step_free": "yes",
}


def _venues(standing: Standing, app: Flask) -> list[Venue]:
    with app.app_context(), tenant_scope(standing.id):
        found = list(db.session.scalars(select(Venue).order_by(Venue.sort_name)))
        db.session.expunge_all()
        return found


def _kept(standing: Standing, app: Flask, **values: Any) -> Any:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        return make_venue(**values).id


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "Sala", "postcode": "4012"}, "postcode"),
        ({"name": "Sala", "lat": 44.5}, "lat"),
        ({"name": "Sala", "lat": 11.34, "lon": 44.49, "position_source": "a mano"}, "lat"),
        ({"name": "Sala", "lat": 44.49, "lon": 11.34}, "position_source"),
    ],
)
def test_venue_with_a_wrong_fact_is_refused(in_alba: Standing, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongVenue) as refused:
        add_venue(VenueFacts(**facts), by=SYSTEM)
    assert refused.value.field == field


def test_database_itself_refuses_a_point_without_its_source(in_alba: Standing) -> None:
    db.session.add(Venue(name="Sala", lat=44.49, lon=11.34))
    with pytest.raises(IntegrityError, match="position"):
        db.session.flush()
    db.session.rollback()


def test_change_records_the_names_of_what_changed_only(in_alba: Standing) -> None:
    venue = add_venue(VenueFacts("Sala", address="via Uno 1"), by=SYSTEM)
    db.session.commit()
    assert change_venue(venue, VenueFacts("Sala", address="via Due 2", step_free=True), by=SYSTEM) == [
        "address",
        "step_free",
    ]
    db.session.commit()
    facts = db.session.scalars(select(LedgerEntry.facts).order_by(LedgerEntry.number.desc()).limit(1)).one()
    assert (facts["verb"], facts["changes"]) == ("venue.changed", {"fields": ["address", "step_free"]})


def test_change_of_nothing_is_not_recorded(in_alba: Standing) -> None:
    venue = make_venue("Sala")
    facts = VenueFacts("Sala", address=venue.address, municipality_code=venue.municipality_code)
    assert change_venue(venue, facts, by=SYSTEM) == []


def test_secretary_adds_a_venue(app: Flask, alba: Standing, brig: Standing, secretary: Browser) -> None:
    answer = secretary.submit("/manage/luoghi/nuovo", TYPED)
    assert (answer.status_code, answer.location) == (302, "/manage/luoghi")
    venue = _venues(alba, app)[0]
    assert (venue.name, venue.municipality_code, venue.step_free, venue.lat) == (
        "Casa delle Prove",
        "037054",
        True,
        None,
    )
    assert _venues(brig, app) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Scrivi come si chiama il luogo."),
        ({"name": "x" * 300}, "200"),
        ({"municipality": "Atlantide"}, "Questo comune non c"),
        ({"municipality": "Castro"}, "Castro (BG), Castro (LE)"),
        ({"postcode": "abcde"}, "Il CAP ha cinque cifre."),
        ({"lat": "nord"}, "Scrivi i gradi con la virgola"),
        ({"lat": "44,49"}, "Latitudine e longitudine vanno scritte tutte e due"),
        ({"lat": "nan", "lon": "nan", "position_source": "x"}, "non è in Italia"),
        ({"step_free": "forse"}, "Si entra senza gradini?"),
    ],
)
def test_form_says_how_to_mend_what_was_typed(
    app: Flask, alba: Standing, secretary: Browser, typed: dict[str, str], said: str
) -> None:
    answer = secretary.submit("/manage/luoghi/nuovo", {**TYPED, **typed})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True).replace("&#39;", "'")
    assert _venues(alba, app) == []


def test_secretary_corrects_a_venue(app: Flask, alba: Standing, secretary: Browser) -> None:
    venue_id = _kept(alba, app)
    assert "Bologna (BO)" in secretary.get(f"/manage/luoghi/{venue_id}").get_data(as_text=True)
    position = {"lat": "44,4949", "lon": "11.3426", "position_source": "misurato sul posto"}
    answer = secretary.submit(f"/manage/luoghi/{venue_id}", {**TYPED, **position})
    assert answer.status_code == 302
    venue = _venues(alba, app)[0]
    assert (venue.lat, venue.lon, venue.municipality_code) == (44.4949, 11.3426, "037054")


def test_other_associations_venue_is_not_there(app: Flask, alba: Standing, brig: Standing, secretary: Browser) -> None:
    venue_id = _kept(brig, app)
    assert secretary.get(f"/manage/luoghi/{venue_id}").status_code == 404
    assert secretary.submit(f"/manage/luoghi/{venue_id}", TYPED).status_code == 404
    assert _venues(brig, app)[0].name == "Casa delle Prove"


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, 404), (Role.BOARD, 200), (Role.HELPDESK_OPERATOR, 200)])
def test_list_is_for_who_may_read_places(
    client: Callable[[str], Browser], alba: Standing, role: Role, status: int
) -> None:
    assert sign_in(client(alba.host), alba, role).get("/manage/luoghi").status_code == status


def test_who_only_reads_may_not_add(client: Callable[[str], Browser], alba: Standing) -> None:
    board = sign_in(client(alba.host), alba, Role.BOARD)
    assert board.submit("/manage/luoghi/nuovo", TYPED).status_code == 404
    assert "Aggiungi un luogo" not in board.get("/manage/luoghi").get_data(as_text=True)


def test_list_is_searched_without_accents_and_by_town(app: Flask, alba: Standing, secretary: Browser) -> None:
    _kept(alba, app, name="Casa della Carità")
    _kept(alba, app, name="Centro Lame", municipality_code="037054")
    by_name = secretary.get("/manage/luoghi?q=carita").get_data(as_text=True)
    assert ("Casa della Carità" in by_name, "Centro Lame" in by_name) == (True, False)
    by_town = secretary.get("/manage/luoghi?q=lazzaro").get_data(as_text=True)
    assert ("Casa della Carità" in by_town, "Centro Lame" in by_town) == (False, True)


def test_list_takes_as_many_queries_for_three_as_for_one(app: Flask, alba: Standing, secretary: Browser) -> None:
    _kept(alba, app)
    secretary.get("/manage/luoghi")
    with count_queries() as one:
        secretary.get("/manage/luoghi")
    _kept(alba, app, name="Due", municipality_code="037054")
    _kept(alba, app, name="Tre", municipality_code="038008")
    with count_queries() as three:
        secretary.get("/manage/luoghi")
    assert len(one) == len(three)


def test_export_cannot_run_in_a_spreadsheet(app: Flask, alba: Standing, secretary: Browser) -> None:
    _kept(alba, app, name='=HYPERLINK("http://x")')
    answer = secretary.get("/manage/luoghi/elenco.csv")
    assert answer.mimetype == "text/csv"
    assert "'=HYPERLINK" in answer.get_data(as_text=True)


def test_suggestions_for_scripts_and_for_the_form(secretary: Browser) -> None:
    found = secretary.get("/manage/luoghi/comuni.json?q=casalecchio").get_json()
    assert found == {
        "municipalities": [
            {"code": "037011", "name": "Casalecchio di Reno", "province": "BO", "label": "Casalecchio di Reno (BO)"}
        ]
    }
    options = secretary.get("/manage/luoghi/comuni?municipality=casalecchio").get_data(as_text=True)
    assert options.strip() == '<option value="Casalecchio di Reno (BO)"></option>'


def test_new_venue_page_works_without_script(secretary: Browser) -> None:
    page = secretary.get("/manage/luoghi/nuovo").get_data(as_text=True)
    assert '<form method="post"' in page
    assert 'list="municipalities"' in page
