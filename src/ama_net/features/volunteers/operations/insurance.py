"""Writing down policies, and the days of a numeric one. Who may: the office with VOLUNTEERS_EDIT.

Whatever changes who a policy covers takes the policy's row first, so that two people at work never write somebody twice.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, or_, select

from ama_net.features.volunteers.models import (
    InsuranceCommunication,
    InsuranceCover,
    InsuranceDay,
    InsurancePolicy,
    PolicyKind,
)
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact


@dataclass(frozen=True)
class PolicyFacts:
    """What is written of a policy; ``first_on`` and ``last_on`` are both days of cover, ``premium_cents`` in cents."""

    number: str
    kind: PolicyKind
    first_on: date
    last_on: date
    insurer_id: UUID | None = None
    insurer_name: str = ""
    section: str | None = None
    covers_accident: bool = True
    covers_illness: bool = True
    covers_liability: bool = True
    most_insured: int | None = None
    premium_cents: int | None = None
    broker: str = ""
    renews: bool = False
    notice_days: int | None = None


def write_policy(facts: PolicyFacts, *, by: Actor) -> InsurancePolicy:
    """Write down a policy. Flushed.

    Raises:
        WrongFact: it names no insurer, ends before it begins, covers nothing, or a numeric one says no number.
    """
    _check(facts)
    policy = InsurancePolicy(**asdict(facts), created_by=by.account_id)
    db.session.add(policy)
    db.session.flush()
    record(by=by, verb="insurance.written", subject=policy)
    return policy


def change_policy(policy: InsurancePolicy, facts: PolicyFacts, *, by: Actor) -> list[str]:
    """Correct a policy; the names of what changed are returned and recorded. What was told to the insurer stays as it was.

    Raises:
        WrongFact: as ``write_policy``; or it is no named policy any more and names people.
    """
    _check(facts)
    hold_policy(policy)
    _check_kind(policy, facts.kind)
    changed = [name for name, value in asdict(facts).items() if getattr(policy, name) != value]
    for name in changed:
        setattr(policy, name, getattr(facts, name))
    if {"last_on", "renews", "notice_days"} & set(changed):
        policy.warned_days = None  # another day to be warned of
    db.session.flush()
    if changed:
        record(by=by, verb="insurance.changed", subject=policy, changes={"fields": changed})
    return changed


def renew_policy(policy: InsurancePolicy, facts: PolicyFacts, *, by: Actor) -> InsurancePolicy:
    """Write the policy that comes after another; a named one takes along who is covered on the other's last day. Flushed.

    Raises:
        WrongFact: as ``write_policy``, or it begins before the other ends.
    """
    if facts.first_on <= policy.last_on:
        raise WrongFact("first_on", _l("La nuova polizza comincia dopo la fine dell'altra."))
    after = write_policy(facts, by=by)
    if policy.kind == facts.kind == PolicyKind.NAMED:
        still = (
            select(InsuranceCover.person_id)
            .distinct()
            .where(
                InsuranceCover.policy_id == policy.id,
                or_(InsuranceCover.last_on.is_(None), InsuranceCover.last_on >= policy.last_on),
            )
        )
        for person_id in db.session.scalars(still):
            db.session.add(InsuranceCover(policy_id=after.id, person_id=person_id, first_on=after.first_on))
        db.session.flush()
    return after


def remove_policy(policy: InsurancePolicy, *, by: Actor) -> None:
    """Take away a policy that was written by mistake, with the names and the days written in it.

    Raises:
        WrongFact: its insurer was told something: then it stays.
    """
    hold_policy(policy)
    if _any(InsuranceCommunication, policy):
        raise WrongFact("number", _l("All'assicuratore è già stato comunicato qualcosa: la polizza resta."))
    for table in (InsuranceCover, InsuranceDay):
        db.session.execute(delete(table).where(table.policy_id == policy.id))
    record(by=by, verb="insurance.removed", subject=policy)
    db.session.delete(policy)
    db.session.flush()


def note_day(policy: InsurancePolicy, on_day: date, people: int, what: str, *, by: Actor) -> InsuranceDay:
    """Write for how many people, and for what, a numeric policy is used on a day. Flushed.

    Raises:
        WrongFact: the policy is not numeric, or the day is not one of its days.
    """
    hold_policy(policy)
    if policy.kind != PolicyKind.NUMERIC:
        raise WrongFact("on_day", _l("Le giornate si scrivono per una polizza numerica."))
    if not policy.is_in_force_on(on_day):
        raise WrongFact("on_day", _l("È un giorno fuori dalla polizza."))
    day = InsuranceDay(policy_id=policy.id, on_day=on_day, people=people, what=what, created_by=by.account_id)
    db.session.add(day)
    db.session.flush()
    record(by=by, verb="insurance.day_noted", subject=policy, changes={"people": people})
    return day


def remove_day(day: InsuranceDay, *, by: Actor) -> None:
    """Take away a day the insurer was not told of. Taken away already, nothing happens.

    Raises:
        WrongFact: it was told.
    """
    hold_policy(db.session.get_one(InsurancePolicy, day.policy_id))
    held = db.session.get(
        InsuranceDay, day.id, populate_existing=True
    )  # told, perhaps, while the policy was waited for
    if held is None:
        return
    if held.communication_id is not None:
        raise WrongFact("on_day", _l("L'assicuratore lo sa già: la giornata resta."))
    record(by=by, verb="insurance.day_removed", subject=("insurance_policies", str(day.policy_id)))
    db.session.delete(day)
    db.session.flush()


def hold_policy(policy: InsurancePolicy) -> None:
    """Take a policy's row until the commit, and read it again."""
    db.session.flush()
    db.session.refresh(policy, with_for_update={"of": InsurancePolicy})


def _check(facts: PolicyFacts) -> None:
    if facts.insurer_id is None and not facts.insurer_name:
        raise WrongFact("insurer_name", _l("Scrivi chi assicura, o sceglilo dall'elenco."))
    if not facts.number:
        raise WrongFact("number", _l("Scrivi il numero della polizza."))
    if facts.last_on < facts.first_on:
        raise WrongFact("last_on", _l("L'ultimo giorno viene prima del primo."))
    if not (facts.covers_accident or facts.covers_illness or facts.covers_liability):
        raise WrongFact("risks", _l("Scegli almeno un rischio coperto."))
    if facts.kind == PolicyKind.NUMERIC and facts.most_insured is None:
        raise WrongFact("most_insured", _l("Una polizza numerica dice quante persone copre."))
    if facts.notice_days is not None and facts.notice_days > (facts.last_on - facts.first_on).days:
        raise WrongFact("notice_days", _l("Sono più giorni di quelli della polizza."))


def _check_kind(policy: InsurancePolicy, kind: PolicyKind) -> None:
    if kind != PolicyKind.NAMED and _any(InsuranceCover, policy):
        raise WrongFact("kind", _l("Questa polizza ha già un elenco di nomi: resta nominativa."))
    if kind != PolicyKind.NUMERIC and _any(InsuranceDay, policy):
        raise WrongFact("kind", _l("Questa polizza ha già delle giornate: resta numerica."))


def _any(table: Any, policy: InsurancePolicy) -> bool:
    return db.session.scalar(select(table.id).where(table.policy_id == policy.id).limit(1)) is not None
