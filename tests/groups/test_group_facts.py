"""What the office says more of a group: languages, size, dates, the room online, the contact with its consent."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ama_net.features.groups.models import Entry, Group, GroupRevision, Kind, Mode, Status
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from tests.factories.groups import make_group
from tests.groups.my_steps import seen
from tests.support.clients import Browser

CONTACT = {"contact_name": "Rita", "contact_phone": "0516584267", "contact_email": "Rita@Gruppo.example"}


def _typed(**values: Any) -> dict[str, Any]:
    plain = {"name": "Alfa", "kind": Kind.GROUP, "status": Status.ACTIVE, "mode": Mode.IN_PERSON, "entry": Entry.OPEN}
    return {**plain, "theme_id": "", "venue_id": "", "municipality": "Bologna", "published": "y", **values}


def _save(fill: Any, secretary: Browser, **values: Any) -> int:
    group_id = fill(lambda: db.session.scalars(select(Group.id)).one_or_none() or make_group("Alfa").id)
    typed = _typed(seen=seen(secretary, group_id), **values)
    return secretary.submit(f"/manage/gruppi/{group_id}", typed).status_code


def _read(fill: Any, *names: str) -> tuple[Any, ...]:
    return fill(  # type: ignore[no-any-return]
        lambda: tuple(getattr(db.session.scalars(select(Group)).one(), name) for name in names)
    )


def test_languages_size_and_dates_are_kept(fill: Any, secretary: Browser) -> None:
    said = {"languages": ["it", "ar"], "newcomers": "no", "size_min": "4", "size_max": "12", "started_on": "2019-03-01"}
    assert _save(fill, secretary, **said) == 302
    names = ("languages", "newcomers", "size_min", "size_max", "started_on", "in_portal")
    assert _read(fill, *names) == (["it", "ar"], False, 4, 12, date(2019, 3, 1), False)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"size_min": "12", "size_max": "4"}, "È meno del minimo"),
        ({"size_min": "0"}, "Serve un numero fra 1 e 60."),
        ({"size_min": "tanti"}, "Scrivi un numero intero."),
        ({"started_on": "2999-01-01"}, "vale solo per un gruppo in avvio"),
        ({"ended_on": "2020-01-01"}, "Vale solo per un gruppo chiuso"),
        ({"status": "closed", "started_on": "2020-02-01", "ended_on": "2020-01-01"}, "Finisce prima di cominciare"),
        ({"online_url": "http://stanza.example/a"}, "Scrivi l'indirizzo intero, come https://esempio.it/stanza."),
        ({"online_url": "javascript:alert(1)"}, "Scrivi l'indirizzo intero"),
        ({"online_url": 'https://stanza.example/"><b>'}, "Scrivi l'indirizzo intero"),
        ({"online_url": "https://[rotto"}, "Scrivi l'indirizzo intero"),
        ({"contact_phone": "12", "contact_consent": "y"}, "Questo non è un numero di telefono"),
        ({"contact_email": "senza", "contact_consent": "y"}, "manca la chiocciola"),
        ({"contact_name": "Rita"}, "Senza il suo consenso"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    fill: Any, secretary: Browser, values: dict[str, Any], said: str
) -> None:
    group_id = fill(lambda: make_group("Alfa").id)
    answer = secretary.submit(f"/manage/gruppi/{group_id}", _typed(**values))
    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "'")


def test_contact_is_kept_as_people_write_it_with_the_day_of_the_consent(fill: Any, secretary: Browser) -> None:
    assert _save(fill, secretary, **CONTACT, contact_consent="y") == 302
    names = ("contact_name", "contact_phone", "contact_email", "contact_consent_on")
    assert _read(fill, *names) == ("Rita", "051 658 4267", "rita@gruppo.example", today())


def test_consent_taken_back_empties_the_contact_everywhere_at_once(
    fill: Any, secretary: Browser, citizen: Browser
) -> None:
    _save(fill, secretary, **CONTACT, contact_consent="y")
    assert "051 658 4267" in citizen.get("/gruppi/alfa").text
    assert _save(fill, secretary, **CONTACT) == 302
    assert _read(fill, "contact_name", "contact_phone", "contact_email", "contact_consent_on") == ("", "", "", None)
    assert "051 658 4267" not in citizen.get("/gruppi/alfa").text


def test_closing_writes_the_day_and_opening_again_takes_it_away(fill: Any, secretary: Browser) -> None:
    _save(fill, secretary, status="closed")
    assert _read(fill, "ended_on") == (today(),)
    _save(fill, secretary, status="closed", ended_on=(today() - timedelta(days=9)).isoformat())
    assert _read(fill, "ended_on") == (today() - timedelta(days=9),)
    _save(fill, secretary, status="active")
    assert _read(fill, "ended_on") == (None,)


def test_calendars_hear_of_what_concerns_them_only(fill: Any, secretary: Browser) -> None:
    _save(fill, secretary)
    before = _read(fill, "sequence")[0]
    _save(fill, secretary, description="Parole nuove")
    assert _read(fill, "sequence") == (before,)
    _save(fill, secretary, mode="online", description="Parole nuove")
    assert _read(fill, "sequence") == (before + 1,)


def test_form_shows_what_is_known_and_folds_the_rest(fill: Any, secretary: Browser) -> None:
    group_id = fill(lambda: make_group("Alfa", size_max=9, languages=["it"]).id)
    page = secretary.get(f"/manage/gruppi/{group_id}").text
    assert 'name="size_max" type="number" value="9"' in page
    assert page.count('<details class="disclosure" open>') == 1


def test_what_the_office_changes_is_in_the_history_but_never_the_contact(fill: Any, secretary: Browser) -> None:
    _save(fill, secretary)
    _save(fill, secretary, size_max="9", **CONTACT, contact_consent="y")
    kept = fill(
        lambda: [row.changes for row in db.session.scalars(select(GroupRevision).order_by(GroupRevision.made_at))]
    )
    assert kept[-1]["size"] == ["", "9"]
    assert "Rita" not in str(kept)
