"""Who follows whom: who has a meeting with somebody, or the pathway of theirs, now."""

from datetime import date, timedelta

from sqlalchemy import update

from ama_net.features.helpdesk.models import Pathway, PathwayAssignment, ServiceOperator, Visitor
from ama_net.features.helpdesk.rules import follows, may_read
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.people import Person
from tests.factories.helpdesk import make_appointment, make_pathway, make_service, make_service_of, make_visitor
from tests.factories.people import make_person
from tests.support.cast import actor
from tests.support.standing import Standing


def _meets(person: Person, visitor: Visitor, days_ago: int = -1, **values: object) -> None:
    make_appointment(make_service_of(person), person, now() - timedelta(days=days_ago), visitor, **values)


def _serves_no_more(person: Person, last_day: date) -> None:
    theirs = update(ServiceOperator).where(ServiceOperator.person_id == person.id)
    db.session.execute(theirs.values(last_day=last_day))


def _hand_over(pathway: Pathway, person: Person) -> None:
    db.session.execute(update(PathwayAssignment).values(ended_at=now()))
    db.session.add(PathwayAssignment(pathway_id=pathway.id, person_id=person.id))
    pathway.person_id = person.id
    db.session.flush()


def _close(pathway: Pathway) -> None:
    pathway.state, pathway.outcome, pathway.closed_at = "closed", "completed", now()
    db.session.execute(update(PathwayAssignment).values(ended_at=now()))
    db.session.flush()


def test_who_has_a_meeting_to_come_follows(in_alba: Standing) -> None:
    person, visitor = make_person(), make_visitor()
    _meets(person, visitor)
    assert follows(person.id, visitor) is True


def test_nobody_else_follows(in_alba: Standing) -> None:
    visitor = make_visitor()
    _meets(make_person(), visitor)
    assert follows(make_person().id, visitor) is False


def test_a_meeting_with_one_visitor_says_nothing_of_another(in_alba: Standing) -> None:
    person = make_person()
    _meets(person, make_visitor())
    assert follows(person.id, make_visitor()) is False


def test_who_met_somebody_follows_for_as_long_as_what_they_confide_is_kept(in_alba: Standing) -> None:
    person, recent, old = make_person(), make_visitor(), make_visitor()
    _meets(person, recent, 89)
    _meets(person, old, 91)
    assert [follows(person.id, one) for one in (recent, old)] == [True, False]


def test_who_serves_the_service_no_more_follows_whom_they_met_no_more(in_alba: Standing) -> None:
    person, visitor = make_person(), make_visitor()
    _meets(person, visitor, 1)
    _serves_no_more(person, today())
    on_the_last_day = follows(person.id, visitor)
    _serves_no_more(person, today() - timedelta(days=1))
    make_service_of(person)  # they go on listening elsewhere
    assert (on_the_last_day, follows(person.id, visitor)) == (True, False)


def test_who_serves_the_service_no_more_follows_whom_they_are_still_to_meet(in_alba: Standing) -> None:
    person, visitor = make_person(), make_visitor()
    _meets(person, visitor)
    _serves_no_more(person, today() - timedelta(days=1))
    assert follows(person.id, visitor) is True


def test_a_cancelled_meeting_makes_nobody_follow(in_alba: Standing) -> None:
    person, visitor = make_person(), make_visitor()
    _meets(person, visitor, state="cancelled", cancelled_at=now(), cancelled_by="visitor")
    assert follows(person.id, visitor) is False


def test_a_time_that_is_only_held_makes_nobody_follow(in_alba: Standing) -> None:
    person, visitor = make_person(), make_visitor()
    _meets(person, visitor, state="held", held_until=now() + timedelta(hours=1))
    assert follows(person.id, visitor) is False


def test_who_has_a_pathway_follows_without_any_meeting(in_alba: Standing) -> None:
    person, visitor = make_person(), make_visitor()
    make_pathway(make_service(kind="pathway"), person, visitor)
    assert follows(person.id, visitor) is True


def test_after_a_hand_over_the_one_before_follows_no_longer(in_alba: Standing) -> None:
    before, after, visitor = make_person(), make_person(), make_visitor()
    pathway = make_pathway(make_service(kind="pathway"), before, visitor)
    _meets(before, visitor, 3, pathway_id=pathway.id)
    _hand_over(pathway, after)
    assert [follows(one.id, visitor) for one in (before, after)] == [False, True]


def test_after_a_hand_over_not_even_a_first_meeting_of_before_makes_one_follow(in_alba: Standing) -> None:
    before, visitor = make_person(), make_visitor()
    _meets(before, visitor, 30)
    _hand_over(make_pathway(make_service(kind="pathway"), before, visitor), make_person())
    assert follows(before.id, visitor) is False


def test_who_takes_a_meeting_of_the_pathway_of_another_follows(in_alba: Standing) -> None:
    visitor, stand_in = make_visitor(), make_person()
    pathway = make_pathway(make_service(kind="pathway"), make_person(), visitor)
    _meets(stand_in, visitor, 1, pathway_id=pathway.id)
    assert follows(stand_in.id, visitor) is True


def test_who_closed_a_pathway_follows_on_after_its_last_meeting(in_alba: Standing) -> None:
    person, visitor = make_person(), make_visitor()
    pathway = make_pathway(make_service(kind="pathway"), person, visitor)
    _meets(person, visitor, 2, pathway_id=pathway.id)
    _close(pathway)
    assert follows(person.id, visitor) is True


def test_a_closed_pathway_without_recent_meetings_is_not_followed(in_alba: Standing) -> None:
    person, visitor = make_person(), make_visitor()
    pathway = make_pathway(make_service(kind="pathway"), person, visitor)
    _meets(person, visitor, 91, pathway_id=pathway.id)
    _close(pathway)
    assert follows(person.id, visitor) is False


def test_a_pathway_put_back_in_the_queue_is_followed_by_nobody(in_alba: Standing) -> None:
    person, visitor = make_person(), make_visitor()
    pathway = make_pathway(make_service(kind="pathway"), person, visitor)
    _meets(person, visitor, 2, pathway_id=pathway.id)
    db.session.execute(update(PathwayAssignment).values(ended_at=now()))
    pathway.state, pathway.person_id = "waiting", None
    db.session.flush()
    assert follows(person.id, visitor) is False


def test_who_follows_but_listens_no_more_reads_nothing(in_alba: Standing) -> None:
    lina, visitor = actor(in_alba, Role.LISTENER), make_visitor()
    person = db.session.get_one(Person, lina.person_id)
    _meets(person, visitor)
    without = Actor(account_id=lina.account_id, person_id=lina.person_id, roles=frozenset({Role.VOLUNTEER}))
    assert [may_read(visitor, who) for who in (lina, without)] == [True, False]
