"""The invented trainings of the demonstration: a base course that is over, one to come, an intervision a month, four paths."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta
from sqlalchemy import select

from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.queries_trainings import has_role
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import Person
from ama_net.kernel.training import Course, CourseAnswer, CourseKind, Enrolment, Training, note_training, trainings_of
from ama_net.kernel.training.operations.courses import CourseFacts, DayFacts, plan_course
from ama_net.kernel.training.operations.enrolments import answer, certify, enrol, mark_there
from ama_net.kernel.training.operations.shadowings import ShadowingFacts, begin_shadowing

EVENING, THREE_HOURS, TWO_HOURS = time(18), 180, 120
MONTHS_BACK, MONTHS_AHEAD = 11, 2


def seed_demo_trainings(_folder: Path) -> None:
    """Write trainings where there are volunteers and no course yet. Harmless to repeat."""
    people = _volunteers()
    if len(people) < 4 or db.session.scalars(select(Course.id).limit(1)).first() is not None:
        return
    guides = _facilitators() or people[:1]
    learners = [one for one in people if one not in guides][:4]
    _base_course(learners)
    for guide in guides:
        if guide.id not in trainings_of([guide.id]) or trainings_of([guide.id])[guide.id].status != Training.QUALIFIED:
            note_training(guide, Training.QUALIFIED, today() - relativedelta(years=2), by=SYSTEM)
    begin_shadowing(
        learners[0],
        ShadowingFacts(guides[0], today() - relativedelta(months=4), meetings=14, note="Gruppo del lunedì sera"),
        by=SYSTEM,
    )
    note_training(learners[1], Training.QUALIFIED, today() - relativedelta(months=18), by=SYSTEM)
    _intervisions([*guides, learners[0], learners[1]], late=learners[1])
    _coming_course([*guides, *learners])


def _volunteers() -> list[Person]:
    """Who is a volunteer today, first who signs in as that and nothing else: their area has something to show."""
    ordered = select(Volunteer.person_id).where(Volunteer.ended_on.is_(None)).order_by(Volunteer.number)
    people = [db.session.get_one(Person, person_id) for person_id in dict.fromkeys(db.session.scalars(ordered))]
    theirs = db.session.scalars(select(Account).where(Account.roles.contains([Role.VOLUNTEER.value])))
    only = {one.person_id for one in theirs if not one.works_in_office and Role.FACILITATOR not in one.role_set}
    return sorted(people, key=lambda one: one.id not in only)


def _facilitators() -> list[Person]:
    found = select(Person).where(has_role(Role.FACILITATOR), Person.deceased_on.is_(None))
    return list(db.session.scalars(found.order_by(Person.sort_name, Person.id)))


def _evening(day: date, minutes: int = TWO_HOURS) -> DayFacts:
    return DayFacts(datetime.combine(day, EVENING, ROME), minutes)


def _base_course(people: Sequence[Person]) -> None:
    """Four evenings in spring; everybody came but for one evening of the last."""
    first = today() - relativedelta(months=7)
    facts = CourseFacts(
        CourseKind.BASE, "Corso di base per chi facilita", "Alcina Inventata, formatrice", None, "Casa delle Prove"
    )
    days = [_evening(first + timedelta(weeks=week), THREE_HOURS) for week in range(4)]
    course = plan_course(facts, days, by=SYSTEM)
    enrol(course, people, by=SYSTEM)
    for number, day in enumerate(course.days):
        for person in people if number < len(days) - 1 else people[:-1]:
            mark_there(day, person, by=SYSTEM)
    certify(course, by=SYSTEM)


def _intervisions(people: Sequence[Person], *, late: Person) -> None:
    """One a month: the past with who came (the late one came twice), the next ones to be answered."""
    facts = CourseFacts(CourseKind.INTERVISION, "Intervisione del mese", "", None, "Casa delle Prove")
    for back in range(MONTHS_BACK, -MONTHS_AHEAD, -1):
        course = plan_course(facts, [_evening(_third_thursday(back))], by=SYSTEM)
        enrol(course, people, by=SYSTEM)
        if course.last_at < now():
            for person in people:
                if person is not late or back > MONTHS_BACK - 2:
                    mark_there(course.days[0], person, by=SYSTEM)


def _third_thursday(months_ago: int) -> date:
    first = (today() - relativedelta(months=months_ago)).replace(day=1)
    return first + timedelta(days=(3 - first.weekday()) % 7 + 14)


def _coming_course(people: Iterable[Person]) -> None:
    facts = CourseFacts(
        CourseKind.CONTINUING,
        "Quando il gruppo tace: ascoltare il silenzio",
        "Alcina Inventata, formatrice",
        None,
        "Casa delle Prove",
        "Una sera di prove pratiche, a coppie. Portare solo sé stessi.",
    )
    course = plan_course(facts, [_evening(today() + timedelta(days=17), THREE_HOURS)], by=SYSTEM)
    enrol(course, people, by=SYSTEM)
    places = db.session.scalars(select(Enrolment).where(Enrolment.course_id == course.id).order_by(Enrolment.id)).all()
    for place, said in zip(places[2:], (CourseAnswer.COMING, CourseAnswer.NOT_COMING), strict=False):
        answer(place, said, by=SYSTEM)
