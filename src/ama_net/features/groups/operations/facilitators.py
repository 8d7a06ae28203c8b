"""Who keeps a group going: taking it on, ending, handing over.

The office with FACILITATORS_EDIT may do all of it; what facilitators do by themselves is in ``handovers``.
The audit says which term and which group, never who: names are in the register of people.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from ama_net.features.groups.models import (
    Facilitator,
    FacilitatorHandover,
    FacilitatorRole,
    Group,
    HandoverAnswer,
)
from ama_net.features.groups.queries_facilitators import accounts_of, current
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor, Permission, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations.office import invite
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.people import Person

UNDO_ENDING = "groups.facilitator_ended"
LONGEST_PUBLIC_NAME = 60


class WrongTerm(ValueError):
    """What was said of a term cannot be. ``field`` names which fact; the text is for the person who wrote it."""

    def __init__(self, field: str, message: LazyString | str) -> None:
        super().__init__(message)
        self.field, self.message = field, message

    def __str__(self) -> str:
        return str(self.message)


class Overtaken(Exception):
    """Somebody else has answered, ended or withdrawn it in the meantime."""


@dataclass(frozen=True)
class TermFacts:
    """What is kept of a term; ``public_name`` is shown only with ``public_consent_on``, the day the person agreed."""

    started_on: date
    role: str = FacilitatorRole.FACILITATOR
    public_name: str = ""
    public_consent_on: date | None = None
    position: int = 0


def add_facilitator(group: Group, person: Person, facts: TermFacts, *, by: Actor) -> Facilitator:
    """Let a person keep the group from a day on. Who may: the office.

    Raises:
        WrongTerm: they already do, or a fact cannot be.
    """
    lock_group(group.id)
    _check(facts, person)
    refuse_twice(group.id, person.id, facts.started_on)
    term = Facilitator(group_id=group.id, person_id=person.id, **vars(facts))
    db.session.add(term)
    db.session.flush()
    record_term(term, "facilitator.added", {"role": facts.role, **_days(term)}, by)
    _give_role(person, by)
    return term


def change_term(term: Facilitator, facts: TermFacts, *, by: Actor) -> list[str]:
    """Correct a term; the names of what changed are recorded. Who may: the office.

    Raises:
        WrongTerm: a fact cannot be, or they keep the group in those days already.
    """
    lock_group(term.group_id)
    db.session.refresh(term)
    _check(facts, term.person)
    if term.ended_on is not None and facts.started_on > term.ended_on:
        raise WrongTerm("started_on", _l("Comincia dopo la fine: ricontrollare i giorni."))
    if facts.started_on < term.started_on and term.person_id is not None:
        refuse_twice(term.group_id, term.person_id, facts.started_on, except_id=term.id, until=term.ended_on)
    changed = [name for name, value in vars(facts).items() if getattr(term, name) != value]
    for name in changed:
        setattr(term, name, getattr(facts, name))
    if changed:
        record_term(term, "facilitator.changed", {"fields": changed}, by)
    return changed


def end_term(term: Facilitator, *, by: Actor) -> dict[str, Any]:
    """End a term now: what the person could see and do as facilitator of the group is over at once. The way back is kept.

    Raises:
        Overtaken: it is over already.
    """
    lock_group(term.group_id)
    db.session.refresh(term)
    if term.ended_on is not None and term.ended_on <= today():
        raise Overtaken
    before = term.ended_on
    term.ended_on = max(today(), term.started_on)
    open_ones = (FacilitatorHandover.facilitator_id == term.id) & FacilitatorHandover.answered_at.is_(None)
    withdrawn = {"answer": HandoverAnswer.WITHDRAWN, "answered_at": now()}
    db.session.execute(update(FacilitatorHandover).where(open_ones).values(withdrawn))
    if term.person_id is not None:
        _withdraw_offers_to(term.person_id)
    record_term(term, "facilitator.ended", _days(term), by)
    return {"term": str(term.id), "before": before.isoformat() if before else None, "ended": term.ended_on.isoformat()}


def _withdraw_offers_to(person_id: UUID) -> None:
    """Who keeps no group any more is offered none."""
    db.session.flush()
    theirs = select(Facilitator.id).where(Facilitator.person_id == person_id, current())
    if db.session.scalars(theirs.limit(1)).first() is None:
        offers = (FacilitatorHandover.person_id == person_id) & FacilitatorHandover.answered_at.is_(None)
        withdrawn = {"answer": HandoverAnswer.WITHDRAWN, "answered_at": now()}
        db.session.execute(update(FacilitatorHandover).where(offers).values(withdrawn))


@undoable(UNDO_ENDING, Permission.FACILITATORS_EDIT)
def take_back_ending(payload: dict[str, Any], *, by: Actor) -> None:
    """Let the term go on as before.

    Raises:
        CannotUndo: it has changed since, or the person has taken the group on anew.
    """
    term = db.session.get(Facilitator, UUID(payload["term"]))
    if term is None or term.person_id is None:
        raise CannotUndo
    lock_group(term.group_id)
    db.session.refresh(term)
    if term.ended_on is None or term.ended_on.isoformat() != payload["ended"]:
        raise CannotUndo
    try:
        refuse_twice(term.group_id, term.person_id, term.started_on, except_id=term.id)
    except WrongTerm:
        raise CannotUndo(_("Intanto la persona segue di nuovo il gruppo.")) from None
    term.ended_on = date.fromisoformat(payload["before"]) if payload["before"] else None
    record_term(term, "facilitator.restored", {}, by)


def hand_over(term: Facilitator, person: Person, *, by: Actor) -> Facilitator:
    """Pass a term to another person at once, in the same role; a new public name needs a new consent. Who may: the office.

    Raises:
        WrongTerm: the other keeps the group already.
        Overtaken: the term is over.
    """
    lock_group(term.group_id)
    refuse_twice(term.group_id, person.id, today())
    end_term(term, by=by)
    return add_facilitator(_group(term), person, TermFacts(today(), role=term.role, position=term.position), by=by)


def invite_facilitator(person: Person, email: str, *, by: Actor) -> Account:
    """Invite a person to sign in, with the role of facilitator and nothing else.

    Raises:
        NotYours: the actor may not invite.
        EmailTaken: the address has an account.
    """
    account, _token = invite(person=person, email=email, roles={Role.FACILITATOR}, by=by)
    return account


def lock_group(group_id: UUID) -> None:
    """Whoever changes the people of one group waits here for the other."""
    db.session.execute(select(Group.id).where(Group.id == group_id).with_for_update(key_share=True))


def _group(term: Facilitator) -> Group:
    return db.session.get_one(Group, term.group_id)


def refuse_twice(
    group_id: UUID, person_id: UUID, first: date, *, except_id: UUID | None = None, until: date | None = None
) -> None:
    """Nobody keeps a group twice in the same days.

    Raises:
        WrongTerm: they do already.
    """
    others = select(Facilitator).where(Facilitator.group_id == group_id, Facilitator.person_id == person_id)
    for other in db.session.scalars(others.execution_options(populate_existing=True)):
        if (
            other.id != except_id
            and (other.ended_on is None or other.ended_on > first)
            and (until is None or other.started_on < until)
        ):
            raise WrongTerm("started_on", _l("Questa persona segue già il gruppo in quei giorni."))


def _check(facts: TermFacts, person: Person | None) -> None:
    if not 1970 <= facts.started_on.year <= today().year + 2:
        raise WrongTerm("started_on", _l("L'anno della data non è giusto: ricontrollare."))
    if facts.public_consent_on is not None and facts.public_consent_on > today():
        raise WrongTerm("public_consent_on", _l("È un giorno che deve ancora venire."))
    if facts.public_consent_on is not None and not facts.public_name:
        raise WrongTerm("public_name", _l("Scrivere il nome che la persona ha acconsentito a mostrare."))
    surname = set(fold(person.family_name).split()) if person else set()
    if surname & set(fold(facts.public_name).split()):
        raise WrongTerm("public_name", _l("Solo il nome o il ruolo: il cognome non si mostra."))


def _days(term: Facilitator) -> dict[str, Any]:
    days = {"started_on": term.started_on, "ended_on": term.ended_on}
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def _give_role(person: Person, by: Actor) -> None:
    """Who is given a group is a facilitator where they sign in: the role opens nothing but their own groups' pages."""
    account = accounts_of([person.id]).get(person.id)
    if account is not None and Role.FACILITATOR not in account.role_set:
        before = sorted(account.roles)
        account.roles = sorted([*before, Role.FACILITATOR.value])
        record(by=by, verb="account.roles_changed", subject=account, changes={"roles": [before, account.roles]})


def record_term(term: Facilitator, verb: str, changes: dict[str, Any], by: Actor) -> None:
    """Say in the audit what was done to a term: under its group, without who."""
    record(by=by, verb=verb, subject=(Group.__tablename__, term.group_id), changes={"term": str(term.id), **changes})
