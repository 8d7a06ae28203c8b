"""Hours beside the rest: the demonstration, merging people, the mails' samples, the office's first page."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.volunteers.demo_hours import seed_demo_hours
from ama_net.features.volunteers.models import HourEntry
from ama_net.features.volunteers.office_hours import figures_of_hours
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people.operations.merging import CannotMerge, merge_people
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.cast import sign_in
from tests.support.days import last_year
from tests.support.standing import Standing
from tests.volunteers.hours_desk import inside, make_hours, make_vito, past_shift


def _counted() -> dict[str, int]:
    rows = db.session.execute(select(HourEntry.state, func.count()).group_by(HourEntry.state))
    return {str(state): int(count) for state, count in rows}


@pytest.mark.usefixtures("in_alba")
def test_the_demonstration_has_hours_in_every_state_once() -> None:
    for number in range(6):
        make_volunteer(make_person(f"Persona {number}"))
    seed_demo_hours(Path())
    found = _counted()
    assert (found["logged"], found["refused"]) == (5, 1)
    assert found["approved"] > 20
    seed_demo_hours(Path())
    assert _counted() == found


@pytest.mark.usefixtures("in_alba")
def test_hours_follow_who_is_made_one_with_another() -> None:
    kept, lost = make_person("Ada"), make_person("Adina")
    make_volunteer(lost)
    entry_id = make_hours(lost).id
    merge_people(kept.id, lost.id, from_lost=set(), by=SYSTEM)
    assert db.session.get_one(HourEntry, entry_id).person_id == kept.id


@pytest.mark.usefixtures("in_alba")
def test_two_with_hours_of_one_shift_are_not_made_one() -> None:
    shift, people = past_shift(), [make_person("Ada"), make_person("Adina")]
    stretches = [make_volunteer(person) for person in people]
    for person in people:
        make_hours(person, shift=shift, activity=shift.activity)
    stretches[0].ended_on, stretches[0].end_reason = stretches[0].started_on, "mistake"
    db.session.flush()
    with pytest.raises(CannotMerge, match="stesso turno"):
        merge_people(people[1].id, people[0].id, from_lost=set(), by=SYSTEM)


def test_the_first_page_says_what_waits_and_what_was_given(app: Flask, in_alba: Standing) -> None:
    entry = make_hours(on=today())
    make_hours(entry.person, on=today(), minutes=90, approved=True)
    with app.test_request_context(base_url=f"https://{in_alba.host}/"):
        assert [str(figure.value) for figure in figures_of_hours()] == ["1", "1 h"]


def test_hours_sent_back_are_among_the_next_things(app: Flask, client: Any, alba: Standing) -> None:
    from ama_net.features.volunteers.operations.hours import refuse_hours

    def sent_back() -> None:
        refuse_hours(make_hours(make_vito(alba), on=date(last_year(), 12, 31)), why="Era chiuso", by=SYSTEM)

    inside(app, alba, sent_back)
    vito = sign_in(client(alba.host), alba, Role.VOLUNTEER)
    leads = re.search(r'href="([^"]+)"[^>]*>\s*Delle ore sono da correggere', vito.get("/my").text)
    assert leads
    assert "Era chiuso" in vito.get(leads[1]).text
