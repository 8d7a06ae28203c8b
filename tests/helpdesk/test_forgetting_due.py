"""When forgetting is due: counted from the last thing that happened; who waits, is followed or is expected is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ama_net.features.helpdesk.models import CancelledBy, Pathway, PathwayAssignment, Visitor, WaitingEntry
from ama_net.features.helpdesk.operations.forgetting import Forgetting, forget
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_appointment, make_pathway, make_service, make_visitor
from tests.factories.people import make_person

pytestmark = pytest.mark.usefixtures("in_alba")


def _known(visitor: Visitor) -> bool:
    db.session.refresh(visitor)
    return visitor.nickname is not None


# --- when it is due --------------------------------------------------------------------------------------------------

Arrange = Callable[[Any, Person, Visitor, datetime], None]


def _met(service: Any, person: Person, visitor: Visitor, when: datetime) -> None:
    make_appointment(service, person, when - timedelta(minutes=service.minutes), visitor)


def _cancelled(service: Any, person: Person, visitor: Visitor, when: datetime) -> None:
    facts = {"state": "cancelled", "cancelled_at": when, "cancelled_by": CancelledBy.VISITOR}
    make_appointment(service, person, when - timedelta(days=20), visitor, **facts)


def _pathway_closed(service: Any, person: Person, visitor: Visitor, when: datetime) -> None:
    make_pathway(service, person, visitor, state="closed", closed_at=when, state_at=when, outcome="completed")


def _left_the_list(service: Any, _person: Person, visitor: Visitor, when: datetime) -> None:
    facts = {"state": "left", "left_because": "visitor", "state_at": when}
    db.session.add(WaitingEntry(service_id=service.id, visitor_id=visitor.id, **facts))


def _only_asked(_service: Any, _person: Person, visitor: Visitor, when: datetime) -> None:
    visitor.created_at = when


@pytest.mark.parametrize("arrange", [_met, _cancelled, _pathway_closed, _left_the_list, _only_asked])
@pytest.mark.parametrize(("days", "known"), [(89, True), (91, False)])
def test_time_is_counted_from_the_last_thing_that_happened(arrange: Arrange, days: int, *, known: bool) -> None:
    visitor = make_visitor(created_at=now() - timedelta(days=300))
    arrange(make_service(), make_person(), visitor, now() - timedelta(days=days))
    db.session.flush()
    forget()
    assert _known(visitor) is known


@pytest.mark.parametrize("days", [31, 364])
def test_association_chooses_the_days(days: int) -> None:
    save_settings(HelpdeskSettings(keep_days=days - 1), by=None)
    due, not_due = make_visitor(), make_visitor()
    due.created_at, not_due.created_at = now() - timedelta(days=days), now() - timedelta(days=days - 2)
    forget()
    assert (_known(due), _known(not_due)) == (False, True)


def _old() -> Visitor:
    return make_visitor(created_at=now() - timedelta(days=800))


@pytest.mark.parametrize("state", ["requested", "waiting", "active", "suspended"])
def test_who_is_on_a_pathway_is_kept(state: str) -> None:
    visitor, person = _old(), make_person()
    make_pathway(make_service(), person, visitor, state=state, state_at=now() - timedelta(days=364))
    forget()
    assert _known(visitor)


@pytest.mark.parametrize("state", ["waiting", "offered"])
def test_who_waits_is_kept(state: str) -> None:
    visitor, service = _old(), make_service()
    since = now() - timedelta(days=364)
    db.session.add(WaitingEntry(service_id=service.id, visitor_id=visitor.id, state=state, state_at=since))
    db.session.flush()
    forget()
    assert _known(visitor)


def test_who_has_a_meeting_to_come_is_kept() -> None:
    visitor, service, person = _old(), make_service(), make_person()
    make_appointment(service, person, now() - timedelta(days=200), visitor)
    make_appointment(service, person, now() + timedelta(days=1), visitor)
    forget()
    assert _known(visitor)


def test_who_is_held_a_time_is_kept() -> None:
    visitor, service, person = _old(), make_service(), make_person()
    held = {"state": "held", "held_until": now() + timedelta(hours=3), "confirmed_at": None}
    make_appointment(service, person, now() + timedelta(days=2), visitor, **held)
    forget()
    assert _known(visitor)


# --- pathways that fell silent ---------------------------------------------------------------------------------------


def _silent_pathway(**values: Any) -> Pathway:
    return make_pathway(make_service(), make_person(), _old(), state_at=now() - timedelta(days=366), **values)


def test_pathway_in_which_nothing_happened_for_a_year_is_over() -> None:
    pathway = _silent_pathway()
    assert forget() == Forgetting(visitors=1, appointments=0, notes=0, pathways=1)
    db.session.refresh(pathway)
    assert (pathway.state, pathway.outcome, _known(pathway.visitor)) == ("closed", "no_longer_coming", False)
    still = select(func.count()).select_from(PathwayAssignment).where(PathwayAssignment.ended_at.is_(None))
    assert db.session.scalar(still) == 0


def test_request_that_nobody_took_up_for_a_year_is_withdrawn() -> None:
    pathway = make_pathway(make_service(), None, _old(), state_at=now() - timedelta(days=366))
    forget()
    db.session.refresh(pathway)
    assert (pathway.state, pathway.outcome) == ("closed", "withdrawn")


def test_meeting_keeps_a_pathway_going() -> None:
    pathway = _silent_pathway()
    person = db.session.get_one(Person, pathway.person_id)
    when = now() - timedelta(days=300)
    make_appointment(pathway.service, person, when, pathway.visitor, pathway_id=pathway.id)
    forget()
    assert _known(pathway.visitor)


def test_pause_until_a_day_to_come_keeps_a_pathway() -> None:
    pathway = _silent_pathway(state="suspended", suspended_until=today() + timedelta(days=1))
    forget()
    assert _known(pathway.visitor)
