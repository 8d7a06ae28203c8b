"""The invented life of the helpdesk: every page has something to show, plainly invented, made once."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.helpdesk.demo_helpdesk import seed_demo_helpdesk
from ama_net.features.helpdesk.demo_services import seed_demo_services
from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CallToMake,
    ForgettingRun,
    MeetingNote,
    Pathway,
    PathwayOutcome,
    PathwayState,
    Result,
    Visitor,
    WaitingEntry,
)
from ama_net.features.helpdesk.operations.forgetting import forgetting_plan
from ama_net.features.helpdesk.queries_availability import appointments_outside, rules_of
from ama_net.features.helpdesk.queries_pathways import progress_of
from ama_net.features.helpdesk.seeds_services import seed
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db
from ama_net.kernel.accounts.seeds import seed_demo_accounts
from ama_net.kernel.people.seeds import seed_demo_people
from ama_net.kernel.tenancy.tenant_file import load_tenant_file
from tests.support.hands import desk
from tests.support.standing import Standing

TENANTS = Path(__file__).resolve().parents[2] / "tenants"


@pytest.fixture(params=["riconoscere", "bologna"])
def seeded(request: pytest.FixtureRequest, app: Flask, alba: Standing) -> Standing:
    """Alba with the cast and the services of a real folder, and their invented life."""
    folder = TENANTS / request.param
    with desk(app, alba):
        seed(load_tenant_file(folder), folder)
        for one in (seed_demo_people, seed_demo_accounts, seed_demo_services):
            one(folder)
    with desk(app, alba):
        seed_demo_helpdesk(folder)
    return alba


def _count(model: type, *which: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0  # type: ignore[arg-type]


def _is_there(meeting: Appointment) -> bool:
    """Whether a meeting is in the hours of who listens, whatever their service."""
    begin, end = meeting.starts_at.astimezone(ROME), meeting.ends_at.astimezone(ROME)
    return any(
        (rule.weekday, rule.starts <= begin.time(), end.time() <= rule.ends) == (begin.weekday(), True, True)
        for rule in rules_of([meeting.person_id])
    )


def test_there_is_something_of_everything(app: Flask, seeded: Standing) -> None:
    with desk(app, seeded):
        results = set(db.session.scalars(select(Appointment.result).distinct()))
        assert results == {None, Result.MET, Result.VISITOR_ABSENT}
        assert set(db.session.scalars(select(Pathway.state).distinct())) == set(PathwayState)
        coming = Appointment.state == AppointmentState.CONFIRMED, Appointment.starts_at > now()
        assert _count(Appointment, *coming) >= 6
        assert _count(Appointment, Appointment.sequence > 0) >= 2
        assert _count(CallToMake, CallToMake.done_at.is_(None)) >= 2
        assert (_count(WaitingEntry), _count(ForgettingRun)) == (3, 30)
        assert _count(MeetingNote) >= 3


def test_pathways_meet_when_who_follows_them_is_there(app: Flask, seeded: Standing) -> None:
    with desk(app, seeded):
        meetings = db.session.scalars(select(Appointment).where(Appointment.pathway_id.is_not(None))).all()
        assert [one for one in meetings if not _is_there(one)] == []
        assert [one.starts_at for one in appointments_outside() if one.pathway_id] == []


def test_what_ended_as_planned_had_its_meetings(app: Flask, seeded: Standing) -> None:
    with desk(app, seeded):
        ended = db.session.scalars(select(Pathway).where(Pathway.outcome == PathwayOutcome.COMPLETED)).all()
        met = progress_of(ended)
        days = [(now() - one.closed_at).days for one in ended if one.closed_at]
        assert [met[one.id].met for one in ended] == [one.planned_meetings for one in ended]
        assert (len(days), min(days) > 7) == (len(ended), True)


def test_everybody_is_plainly_invented(app: Flask, seeded: Standing) -> None:
    with desk(app, seeded):
        known = db.session.scalars(select(Visitor).where(Visitor.emptied_at.is_(None))).all()
        contacts = [one.contact or "" for one in known]
        assert len(known) >= 20
        assert [one for one in contacts if not one.endswith(".example") and not one.startswith("+390600000")] == []
        assert {one.reason for one in known if one.reason and "esempio" not in one.reason} == set()


def test_what_is_past_its_time_is_forgotten_already(app: Flask, seeded: Standing) -> None:
    with desk(app, seeded):
        assert _count(Visitor, Visitor.emptied_at.is_not(None)) >= 40
        plan = forgetting_plan()
        assert (0 < plan.visitors < 3, plan.visitors) == (True, plan.notes)


def test_seeding_twice_is_harmless(app: Flask, seeded: Standing) -> None:
    with desk(app, seeded):
        before = _count(Appointment)
        seed_demo_helpdesk(TENANTS / "riconoscere")
        assert _count(Appointment) == before
