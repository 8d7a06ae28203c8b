"""Who a named policy covers, and how it follows the register. Who may: the office with VOLUNTEERS_EDIT.

Each operation takes the policy's row first, so that two people at work never write somebody twice.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from ama_net.features.volunteers.models import (
    InsuranceCommunication,
    InsuranceCommunicationLine,
    InsuranceCover,
    InsurancePolicy,
    PolicyKind,
    Volunteer,
)
from ama_net.features.volunteers.operations.insurance import hold_policy
from ama_net.features.volunteers.queries_policies import of_section
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, WrongFact

DAY = timedelta(days=1)


def cover_person(policy: InsurancePolicy, person: Person, *, from_on: date, by: Actor) -> InsuranceCover:
    """Put somebody in a named policy from a day on. Flushed.

    Raises:
        WrongFact: the policy names nobody, the day is not one of its days, it is for a section they are not in from then
            on, or they are covered already.
    """
    hold_policy(policy)
    _check_names(policy, from_on)
    _check_section(policy, person, from_on)
    covered = select(_covered(policy, InsuranceCover.person_id == person.id, from_on))
    if db.session.scalar(covered):
        raise WrongFact("from_on", _l("In questi giorni è già nella polizza."))
    return _put_in(policy, [(person.id, from_on)], by)[0]


def cover_everybody(policy: InsurancePolicy, *, from_on: date, by: Actor) -> int:
    """Let a named policy follow the register: in, from a day on, whoever serves and is not in it; out who stopped.

    Returns how many came in or went out. Who begins later comes in on their own first day.

    Raises:
        WrongFact: the policy names nobody, or the day is not one of its days.
    """
    hold_policy(policy)
    _check_names(policy, from_on)
    out = stop_who_left(policy, by=by)
    entering = db.session.execute(not_in(policy, from_on)).all()
    return out + len(_put_in(policy, [(row[0], max(row[1], from_on)) for row in entering], by))


def stop_who_left(policy: InsurancePolicy, *, by: Actor) -> int:
    """End, with their last day in the policy's section, the cover of who serves there no more; returns of how many."""
    stopped = 0
    for cover, last_day in db.session.execute(who_left(policy)).all():
        cover.last_on = max(cover.first_on, (last_day or today()) - DAY)
        stopped += 1
    if stopped:
        db.session.flush()
        record(by=by, verb="insurance.stopped", subject=policy, changes={"people": stopped})
    return stopped


def stop_cover(cover: InsuranceCover, *, last_on: date, by: Actor) -> None:
    """Say the last day a named policy covers somebody.

    Raises:
        WrongFact: the day is before the first, or after the policy.
    """
    hold_policy(cover.policy)
    if not cover.first_on <= last_on <= cover.policy.last_on:
        raise WrongFact("last_on", _l("È un giorno fuori da quelli coperti."))
    cover.last_on = last_on
    db.session.flush()
    record(by=by, verb="insurance.stopped", subject=cover.policy, changes={"people": 1})


def remove_cover(cover: InsuranceCover, *, by: Actor) -> None:
    """Take somebody out of a named policy as if they never were in it.

    Raises:
        WrongFact: the insurer was told of them: then one says the last day.
    """
    hold_policy(cover.policy)
    told = select(InsuranceCommunicationLine.id).join(
        InsuranceCommunication, InsuranceCommunication.id == InsuranceCommunicationLine.communication_id
    )
    told = told.where(InsuranceCommunication.policy_id == cover.policy_id)
    if db.session.scalar(told.where(InsuranceCommunicationLine.person_id == cover.person_id).limit(1)) is not None:
        raise WrongFact("last_on", _l("L'assicuratore lo sa già: si scrive l'ultimo giorno coperto."))
    record(by=by, verb="insurance.cover_removed", subject=cover.policy)
    db.session.delete(cover)
    db.session.flush()


def who_left(policy: InsurancePolicy) -> Select[InsuranceCover, date | None]:
    """The open covers of who was a volunteer for the policy and is not any more, each with the first day they were not.

    Who moves to a section the policy is not for leaves it too.
    """
    theirs = (Volunteer.person_id == InsuranceCover.person_id, of_section(policy))
    stretch = select(Volunteer.id).where(*theirs)
    serves = stretch.where(or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > today()))
    ended = select(func.max(Volunteer.ended_on)).where(*theirs)
    return select(InsuranceCover, ended.scalar_subquery()).where(
        InsuranceCover.policy_id == policy.id, InsuranceCover.last_on.is_(None), ~serves.exists(), stretch.exists()
    )


def not_in(policy: InsurancePolicy, from_on: date) -> Select[UUID, date]:
    """Who serves on a day, or will begin while the policy lasts, and is not in it; each with the first day of service."""
    return (
        select(Volunteer.person_id, func.min(Volunteer.started_on))
        .where(or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > from_on), Volunteer.started_on <= policy.last_on)
        .where(of_section(policy), ~_covered(policy, InsuranceCover.person_id == Volunteer.person_id, from_on))
        .group_by(Volunteer.person_id)
    )


def _covered(policy: InsurancePolicy, who: ColumnElement[bool], from_on: date) -> ColumnElement[bool]:
    still = or_(InsuranceCover.last_on.is_(None), InsuranceCover.last_on >= from_on)
    return exists().where(InsuranceCover.policy_id == policy.id, who, still)


def _put_in(policy: InsurancePolicy, entering: Iterable[tuple[UUID, date]], by: Actor) -> list[InsuranceCover]:
    covers = [
        InsuranceCover(policy_id=policy.id, person_id=person_id, first_on=first_on, created_by=by.account_id)
        for person_id, first_on in entering
    ]
    if covers:
        db.session.add_all(covers)
        db.session.flush()
        record(by=by, verb="insurance.covered", subject=policy, changes={"people": len(covers)})
    return covers


def _check_section(policy: InsurancePolicy, person: Person, from_on: date) -> None:
    serves = exists().where(
        Volunteer.person_id == person.id,
        Volunteer.section == policy.section,
        or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > from_on),
    )
    if policy.section and not db.session.scalar(select(serves)):
        raise WrongFact("from_on", _l("Questa polizza è per l'altra sezione del registro."))


def _check_names(policy: InsurancePolicy, from_on: date) -> None:
    if policy.kind != PolicyKind.NAMED:
        raise WrongFact("from_on", _l("Solo una polizza nominativa ha un elenco di nomi."))
    if not policy.is_in_force_on(from_on):
        raise WrongFact("from_on", _l("È un giorno fuori dalla polizza."))
