"""The municipalities: how they are loaded, and how they are found as people write them."""

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import ProgrammingError

from ama_net.foundation.config import ConfigurationError
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.places import (
    Municipality,
    Venue,
    find_municipality,
    matching_municipalities,
    municipality,
    nearest,
    suggest,
)
from ama_net.kernel.places.commands import gazetteer as gazetteer_commands
from ama_net.kernel.places.gazetteer import Loaded, load_gazetteer
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.places import make_venue
from tests.support.standing import Standing


@pytest.fixture
def gazetteer(app: Flask):
    with app.app_context():
        yield


def test_gazetteer_has_every_municipality(gazetteer: None) -> None:
    active = db.session.scalars(select(Municipality.istat_code).where(Municipality.active)).all()
    assert len(active) == 7894


def test_loading_again_changes_nothing(app: Flask) -> None:
    engine = create_engine(app.extensions["settings"].database_owner_url)
    with engine.begin() as connection:
        assert load_gazetteer(connection) == Loaded(changed=0, retired=0)
    engine.dispose()


def test_loading_mends_what_differs_from_the_file(app: Flask) -> None:
    engine = create_engine(app.extensions["settings"].database_owner_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE municipalities SET name = 'Bononia' WHERE istat_code = '037006'"))
        connection.execute(
            text(
                "INSERT INTO municipalities VALUES ('000001', 'Z000', 'Borgo Soppresso', '', DEFAULT, DEFAULT, "
                "'BO', 'Bologna', 'Emilia-Romagna', '', 44.5, 11.3, true)"
            )
        )
        assert load_gazetteer(connection) == Loaded(changed=1, retired=1)
    engine.dispose()
    with app.app_context():
        assert db.session.get_one(Municipality, "037006").name == "Bologna"
        assert db.session.get_one(Municipality, "000001").active is False


def test_a_municipality_that_gets_its_code_keeps_its_venues(app: Flask, alba: Standing) -> None:
    engine = create_engine(app.extensions["settings"].database_owner_url)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        venue_id = make_venue(municipality_code="M439").id
    with engine.begin() as connection:
        connection.execute(text("UPDATE municipalities SET istat_code = '024999' WHERE cadastral_code = 'M439'"))
    engine.dispose()
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.get_one(Venue, venue_id).municipality_code == "024999"


def test_the_running_system_cannot_change_the_gazetteer(gazetteer: None) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text("UPDATE municipalities SET name = 'Altrove'"))


def test_naples_keeps_its_province(gazetteer: None) -> None:
    found = municipality("063049")
    assert found is not None
    assert (found.name, found.province, found.label) == ("Napoli", "NA", "Napoli (NA)")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Bologna", "037006"),
        ("  BOLOGNA ", "037006"),
        ("Bologna (BO)", "037006"),
        ("bologna, (bo)", "037006"),
        ("Forli'", "040012"),
        ("FORLÌ", "040012"),
        ("Reggio nell’Emilia", "035033"),
        ("reggio emilia", "035033"),
        ("Reggio Calabria", "080063"),
        ("L Aquila", "066049"),
        ("S. Lazzaro di Savena", "037054"),
        ("Casalecchio", "037011"),
        ("Bozen", "021008"),
    ],
)
def test_municipality_is_found_as_people_write_it(gazetteer: None, written: str, code: str) -> None:
    found = find_municipality(written)
    assert found is not None
    assert found.istat_code == code


@pytest.mark.parametrize(
    "written", ["", "  ", "''", "Atlantide", "Bo", "San", "%", "_", "Castro", "x" * 5000, "Bologna (FE)"]
)
def test_no_municipality_is_guessed(gazetteer: None, written: str) -> None:
    assert find_municipality(written) is None


def test_province_tells_two_municipalities_of_one_name_apart(gazetteer: None) -> None:
    found = find_municipality("Castro", "BG")
    assert found is not None
    assert found.label == "Castro (BG)"
    assert [town.label for town in matching_municipalities("Castro")] == ["Castro (BG)", "Castro (LE)"]


def test_merged_municipality_is_known_by_code_but_not_proposed(gazetteer: None) -> None:
    merged = db.session.scalars(select(Municipality).where(~Municipality.active).limit(1)).one()
    assert municipality(merged.istat_code) is merged
    assert find_municipality(merged.name) is None


def test_nearest_are_in_order_of_distance(gazetteer: None) -> None:
    near = nearest(44.4944, 11.3417, 8)
    assert near[0].municipality.name == "Bologna"
    assert [one.km for one in near] == sorted(one.km for one in near)
    assert all(one.km <= 8 for one in near)
    assert "Casalecchio di Reno" in [one.municipality.name for one in near]


def test_nothing_is_near_the_middle_of_the_sea(gazetteer: None) -> None:
    assert nearest(39.5, 12.0, 20) == []


def test_suggestions_begin_with_the_letters_then_hold_them(gazetteer: None) -> None:
    assert [town.label for town in suggest("bologn", limit=5)] == [
        "Bologna (BO)",
        "Bolognano (PE)",
        "Bolognetta (PA)",
        "Bolognola (MC)",
        "Castel Bolognese (RA)",
    ]
    assert suggest("lazzaro di")[0].label == "San Lazzaro di Savena (BO)"


@pytest.mark.parametrize("typed", ["", "%", "'; drop", "\x00"])
def test_suggestions_ignore_rubbish(gazetteer: None, typed: str) -> None:
    assert suggest(typed) == []


def test_refresh_command_says_what_changed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.extensions["settings"]
    monkeypatch.setattr("ama_net.kernel.places.commands.load_settings", lambda: settings)
    answer = CliRunner().invoke(gazetteer_commands, ["refresh"])
    assert (answer.exit_code, answer.output) == (0, "Comuni aggiunti o cambiati: 0; non più nell'elenco: 0.\n")


def test_refresh_command_needs_the_owner(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.extensions["settings"].model_copy(update={"database_owner_url": ""})
    monkeypatch.setattr("ama_net.kernel.places.commands.load_settings", lambda: settings)
    answer = CliRunner().invoke(gazetteer_commands, ["refresh"])
    assert isinstance(answer.exception, ConfigurationError)
