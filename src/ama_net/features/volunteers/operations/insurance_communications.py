"""Telling an insurer who is covered: numbered, kept as files with their SHA-256, never edited.

Who may: the office with VOLUNTEERS_EDIT. The system sends nothing by itself: one presses a button, or notes how it left.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.insurance_papers import Insured, Lines, files_of
from ama_net.features.volunteers.insured import Telling
from ama_net.features.volunteers.models import (
    Change,
    CommunicationKind,
    InsuranceCommunication,
    InsuranceCommunicationLine,
    InsuranceDay,
    InsurancePolicy,
    PolicyKind,
    Section,
    Volunteer,
)
from ama_net.features.volunteers.operations.insurance import hold_policy
from ama_net.features.volunteers.queries_policies import insured_stretches, untold, untold_days
from ama_net.foundation.clock import day_of, now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import next_number, record
from ama_net.kernel.documents import Visibility, keep_document
from ama_net.kernel.people import Person, WrongFact

SERIES = "insurance"


def communicate(policy: InsurancePolicy, kind: CommunicationKind, *, by: Actor) -> InsuranceCommunication:
    """Make a communication: the whole list, what changed since the last one, or the days not told yet. Flushed.

    Raises:
        WrongFact: there is nothing to tell, or the policy is told another way.
    """
    hold_policy(policy)
    if (kind == CommunicationKind.DAYS) != (policy.kind == PolicyKind.NUMERIC):
        raise WrongFact("kind", _l("Questa polizza si comunica in un altro modo."))
    if kind == CommunicationKind.DAYS:
        return _tell_days(policy, untold_days(policy), by)
    lines = untold(policy) if kind == CommunicationKind.CHANGES else _everybody(policy)
    return _tell_people(policy, kind, lines, by)


def note_sent(communication: InsuranceCommunication, *, on: date, how: str, by: Actor) -> None:
    """Note when and how a communication left, or correct that note: the one thing of it that may change.

    Raises:
        WrongFact: the day is to come, or before it was made.
    """
    if on > today():
        raise WrongFact("sent_on", _l("Questa data è nel futuro."))
    if on < day_of(communication.made_at):
        raise WrongFact("sent_on", _l("È un giorno prima di quello in cui è stata preparata."))
    communication.sent_on, communication.sent_how, communication.sent_by = on, how, by.account_id
    db.session.flush()
    record(by=by, verb="insurance.sent", subject=communication)


def insured_lines(policy: InsurancePolicy, lines: Sequence[Telling]) -> list[Insured]:
    """Lines with the facts of their people, as a list of names is read."""
    ids = {line.person_id for line in lines}
    people = {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    sections = _sections(ids)
    found = [
        Insured(
            people[line.person_id],
            sections.get(line.person_id, Section.REGULAR),
            line.change,
            line.first_on,
            line.last_on or policy.last_on,
        )
        for line in lines
    ]
    return sorted(found, key=lambda line: (line.person.sort_name, line.first_on))


def _sections(person_ids: Iterable[UUID]) -> dict[UUID, Section]:
    """The section each of some people is in, or was last."""
    rows = select(Volunteer.person_id, Volunteer.section).where(Volunteer.person_id.in_(list(person_ids)))
    return {row[0]: Section(row[1]) for row in db.session.execute(rows.order_by(Volunteer.started_on))}


def _everybody(policy: InsurancePolicy) -> list[Telling]:
    return [Telling(Change.IN, one.person_id, one.first_on, one.last_on) for one in insured_stretches(policy)]


def _tell_people(
    policy: InsurancePolicy, kind: CommunicationKind, lines: list[Telling], by: Actor
) -> InsuranceCommunication:
    if not lines:
        raise WrongFact("kind", _l("Non c'è niente da comunicare."))
    first = min(line.first_on for line in lines)
    last = max(line.last_on or policy.last_on for line in lines)
    communication = _begin(policy, kind, first, last, by)
    for line in lines:
        told = InsuranceCommunicationLine(communication_id=communication.id, person_id=line.person_id)
        told.change, told.first_on, told.last_on = line.change, line.first_on, line.last_on
        db.session.add(told)
    return _finish(communication, insured_lines(policy, lines), by)


def _tell_days(policy: InsurancePolicy, days: list[InsuranceDay], by: Actor) -> InsuranceCommunication:
    if not days:
        raise WrongFact("kind", _l("Non c'è niente da comunicare."))
    communication = _begin(policy, CommunicationKind.DAYS, days[0].on_day, days[-1].on_day, by)
    for day in days:
        day.communication_id = communication.id
    return _finish(communication, days, by)


def _begin(
    policy: InsurancePolicy, kind: CommunicationKind, first: date, last: date, by: Actor
) -> InsuranceCommunication:
    year = today().year
    communication = InsuranceCommunication(policy_id=policy.id, kind=kind, year=year, number=next_number(SERIES, year))
    communication.from_on, communication.until_on = first, last
    communication.made_at, communication.made_by = now(), by.account_id
    db.session.add(communication)
    db.session.flush()
    return communication


def _finish(communication: InsuranceCommunication, lines: Lines, by: Actor) -> InsuranceCommunication:
    title = _("Comunicazione all'assicuratore n. %(number)s", number=communication.number_words)
    for file in files_of(communication, lines):
        keep_document(file, title=title, kind="insurance", by=by, visibility=Visibility.OFFICE, about=communication)
    record(by=by, verb="insurance.communicated", subject=communication, changes={"rows": len(lines)})
    return communication
