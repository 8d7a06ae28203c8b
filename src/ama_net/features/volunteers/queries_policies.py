"""Reading policies: those in force, whom each insures, what its insurer knows, the days nobody is covered."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.insured import Gap, Stretch, Telling, Term, gaps_between, joined, to_tell, told_after
from ama_net.features.volunteers.models import (
    Change,
    CommunicationKind,
    InsuranceCommunication,
    InsuranceCommunicationLine,
    InsuranceCover,
    InsuranceDay,
    InsurancePolicy,
    PolicyKind,
    Section,
    Volunteer,
)
from ama_net.features.volunteers.queries import serving_on
from ama_net.foundation.database import db
from ama_net.kernel.people import Person

DAY = timedelta(days=1)
GAPS_FROM, GAPS_TO = timedelta(days=365), timedelta(days=365)
"""Gaps are looked for in the year before and the year after today."""


def policies() -> list[InsurancePolicy]:
    """Every policy, the one that ends last first."""
    found = select(InsurancePolicy).options(joinedload(InsurancePolicy.insurer))
    return list(db.session.scalars(found.order_by(InsurancePolicy.last_on.desc(), InsurancePolicy.id.desc())))


def sections_of(policy: InsurancePolicy) -> frozenset[Section]:
    """Whom of the register it is for."""
    return frozenset({Section(policy.section)}) if policy.section else frozenset(Section)


def covers_of(policy: InsurancePolicy) -> Select[InsuranceCover]:
    """The days a named policy covers people, with their names."""
    return (
        select(InsuranceCover)
        .join(Person, Person.id == InsuranceCover.person_id)
        .where(InsuranceCover.policy_id == policy.id)
        .options(joinedload(InsuranceCover.person))
        .order_by(Person.sort_name, InsuranceCover.first_on, InsuranceCover.id)
    )


def of_section(policy: InsurancePolicy) -> ColumnElement[bool]:
    """The condition that a volunteer is of a section the policy is for."""
    return Volunteer.section == policy.section if policy.section else Volunteer.id.is_not(None)


def insured_stretches(policy: InsurancePolicy) -> list[Stretch]:
    """Whose days a policy covers: those written for a named one, those of the register for a collective one."""
    if policy.kind == PolicyKind.NUMERIC:
        return []
    if policy.kind == PolicyKind.NAMED:
        columns = (InsuranceCover.person_id, InsuranceCover.first_on, InsuranceCover.last_on)
        found = select(*columns).where(InsuranceCover.policy_id == policy.id)
        return [Stretch(*row) for row in db.session.execute(found.order_by(*columns))]
    return joined(_of_register(policy))


def _of_register(policy: InsurancePolicy) -> Iterable[Stretch]:
    columns = (Volunteer.person_id, Volunteer.started_on, Volunteer.ended_on)
    serving = select(*columns).where(
        Volunteer.started_on <= policy.last_on,
        or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > func.greatest(policy.first_on, Volunteer.started_on)),
        of_section(policy),
    )
    for person_id, started_on, ended_on in db.session.execute(serving.order_by(*columns)):
        stops = ended_on - DAY if ended_on is not None and ended_on <= policy.last_on else None
        yield Stretch(person_id, max(started_on, policy.first_on), stops)


def untold(policy: InsurancePolicy) -> list[Telling]:
    """What the insurer does not know yet of who is covered, in the order of days."""
    lines = to_tell(insured_stretches(policy), told_after(_told(policy)))
    return sorted(lines, key=lambda line: (line.first_on, line.change, line.person_id))


def _told(policy: InsurancePolicy) -> list[tuple[bool, list[Telling]]]:
    of_policy = InsuranceCommunication.policy_id == policy.id
    kinds = db.session.execute(
        select(InsuranceCommunication.id, InsuranceCommunication.kind)
        .where(of_policy, InsuranceCommunication.kind != CommunicationKind.DAYS)
        .order_by(InsuranceCommunication.year, InsuranceCommunication.number)
    ).all()
    line = InsuranceCommunicationLine
    rows = db.session.execute(
        select(line.communication_id, line.change, line.person_id, line.first_on, line.last_on)
        .join(InsuranceCommunication, InsuranceCommunication.id == line.communication_id)
        .where(of_policy)
        .order_by(line.communication_id, line.id)
    )
    said = {
        key: [Telling(Change(row[1]), *row[2:]) for row in group]
        for key, group in groupby(rows, key=lambda row: row[0])
    }
    return [(kind == CommunicationKind.LIST, said.get(key, [])) for key, kind in kinds]


def untold_days(policy: InsurancePolicy) -> list[InsuranceDay]:
    """The days of a numeric policy the insurer was not told of."""
    waiting = select(InsuranceDay).where(InsuranceDay.policy_id == policy.id, InsuranceDay.communication_id.is_(None))
    return list(db.session.scalars(waiting.order_by(InsuranceDay.on_day, InsuranceDay.id)))


def days_of(policy: InsurancePolicy) -> list[InsuranceDay]:
    """Every day of a numeric policy, the newest first."""
    found = select(InsuranceDay).where(InsuranceDay.policy_id == policy.id)
    return list(db.session.scalars(found.order_by(InsuranceDay.on_day.desc(), InsuranceDay.id.desc())))


def communications_of(policy: InsurancePolicy) -> list[InsuranceCommunication]:
    """What the insurer was told of a policy, the newest first."""
    found = select(InsuranceCommunication).where(InsuranceCommunication.policy_id == policy.id)
    newest = found.order_by(InsuranceCommunication.year.desc(), InsuranceCommunication.number.desc())
    return list(db.session.scalars(newest))


def lines_of(communication: InsuranceCommunication) -> list[tuple[InsuranceCommunicationLine, Person]]:
    """The lines of a communication, with whom each is about, as a list of names is read."""
    line = InsuranceCommunicationLine
    found = select(line, Person).join(Person, Person.id == line.person_id)
    rows = db.session.execute(
        found.where(line.communication_id == communication.id).order_by(Person.sort_name, line.first_on, line.id)
    )
    return [(row[0], row[1]) for row in rows]


def gaps(found: Sequence[InsurancePolicy], day: date) -> list[Gap]:
    """The days between the first policy and the end of the last that some risk was or will not be covered.

    Only sections that have volunteers on the day, and only the year before and the year after it.
    """
    if not found:
        return []
    first = max(min(one.first_on for one in found), day - GAPS_FROM)
    last = min(max(one.last_on for one in found), day + GAPS_TO)
    served = set(db.session.scalars(select(Volunteer.section).where(serving_on(day)).distinct()))
    terms = [Term(one.first_on, one.last_on, sections_of(one), one.risks) for one in found]
    return [gap for gap in gaps_between(terms, first, last) if gap.section in served]


def follows(policy: InsurancePolicy, found: Sequence[InsurancePolicy]) -> bool:
    """Whether other policies go on where it ends, for the same sections and risks."""
    after = policy.last_on + DAY
    next_ones = [one for one in found if one.id != policy.id and one.is_in_force_on(after)]
    risks = {(section, risk) for one in next_ones for section in sections_of(one) for risk in one.risks}
    return all((section, risk) in risks for section in sections_of(policy) for risk in policy.risks)


def decide_by(policy: InsurancePolicy) -> date:
    """The day by which one has to decide: the last for giving notice when it goes on by itself, else its own last."""
    return policy.last_on - timedelta(days=policy.notice_days or 0) if policy.renews else policy.last_on


def covers_of_person(person_id: UUID) -> list[InsuranceCover]:
    """The days of named policies written for a person, the newest first."""
    found = select(InsuranceCover).where(InsuranceCover.person_id == person_id)
    return list(
        db.session.scalars(found.options(joinedload(InsuranceCover.policy)).order_by(InsuranceCover.first_on.desc()))
    )


def told_of_person(person_id: UUID) -> list[tuple[InsuranceCommunication, InsuranceCommunicationLine]]:
    """What insurers were told of a person, the newest first."""
    line = InsuranceCommunicationLine
    found = (
        select(InsuranceCommunication, line)
        .join(InsuranceCommunication, InsuranceCommunication.id == line.communication_id)
        .where(line.person_id == person_id)
        .options(joinedload(InsuranceCommunication.policy).joinedload(InsurancePolicy.insurer))
        .order_by(InsuranceCommunication.year.desc(), InsuranceCommunication.number.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(found)]
