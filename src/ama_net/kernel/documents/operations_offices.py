"""Who is elected or appointed to an office, until when, and the permissions that go with it (D.Lgs. 117/2017 art. 25-31).

An office past its expiry goes on until somebody takes over (prorogatio): nothing ends by itself. The office is a fact that an
organ decided, so it is always written down; the role of the account follows it as far as the rules of accounts allow.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts import rules
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations.office import LastInCharge, change_roles
from ama_net.kernel.audit import record
from ama_net.kernel.documents.models import OfficeKind, OfficeTerm, Organ, Resolution
from ama_net.kernel.documents.models_offices import OfficeMark, OfficeStep
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy import current_tenant_id

ORGAN_OF: dict[OfficeKind, Organ] = {
    OfficeKind.PRESIDENT: Organ.BOARD,
    OfficeKind.VICE_PRESIDENT: Organ.BOARD,
    OfficeKind.SECRETARY: Organ.BOARD,
    OfficeKind.TREASURER: Organ.BOARD,
    OfficeKind.DIRECTOR: Organ.BOARD,
    OfficeKind.CONTROLLER: Organ.CONTROL_BODY,
    OfficeKind.AUDITOR: Organ.CONTROL_BODY,
    OfficeKind.ARBITER: Organ.OTHER,
}
"""Where each office sits."""

ROLE_OF: dict[OfficeKind, Role] = {
    OfficeKind.PRESIDENT: Role.PRESIDENT,
    OfficeKind.VICE_PRESIDENT: Role.BOARD,
    OfficeKind.SECRETARY: Role.SECRETARY,
    OfficeKind.TREASURER: Role.TREASURER,
    OfficeKind.DIRECTOR: Role.BOARD,
    OfficeKind.CONTROLLER: Role.CONTROL_BODY,
    OfficeKind.AUDITOR: Role.CONTROL_BODY,
}
"""The permissions that go with an office; an arbiter reads nothing of the office."""

ONE_AT_A_TIME = frozenset({OfficeKind.PRESIDENT, OfficeKind.SECRETARY, OfficeKind.TREASURER})


class Follow(StrEnum):
    """What became of the account's role when an office began or ended."""

    GIVEN = "given"
    TAKEN = "taken"
    SAME = "same"
    NO_ACCOUNT = "no_account"
    NOT_YOURS = "not_yours"
    LAST = "last"


@dataclass(frozen=True)
class Term:
    """An office to give: which, from when, until when it lasts, and the resolution that decided it."""

    kind: OfficeKind
    started_on: date
    expires_on: date | None = None
    resolution: Resolution | None = None


def elect(person: Person, given: Term, *, by: Actor) -> tuple[OfficeTerm, Follow]:
    """Write down that somebody was elected or appointed, and let their role follow. Who may: OFFICES_EDIT.

    Raises:
        WrongFact: a day cannot be, they have the office already, or another has one that only one may have.
    """
    _hold()
    _check_days(given)
    _check_free(person, given.kind)
    term = OfficeTerm(person_id=person.id, organ=ORGAN_OF[given.kind], kind=given.kind)
    term.started_on, term.expires_on = given.started_on, given.expires_on
    term.resolution_id = given.resolution.id if given.resolution else None
    term.created_by = by.account_id
    db.session.add(term)
    db.session.flush()
    record(by=by, verb="office.given", subject=term, changes={"kind": given.kind.value})
    return term, give_role(term, by=by)


def end_office(term: OfficeTerm, *, on: date, reason: str, by: Actor) -> Follow:
    """Write down that an office is over; its role goes unless another office gives it. Who may: OFFICES_EDIT.

    Raises:
        WrongFact: it is over already, or the day cannot be.
    """
    _hold()
    db.session.refresh(term, with_for_update={"of": OfficeTerm})
    if term.ended_on is not None:
        raise WrongFact("on", _l("Questa carica è già finita."))
    if not term.started_on <= on <= today():
        raise WrongFact("on", _l("Scegliere un giorno tra l'inizio della carica e oggi."))
    term.ended_on, term.end_reason = on, reason.strip()
    db.session.flush()
    record(by=by, verb="office.ended", subject=term, changes={"kind": term.kind})
    return _take_role(term, by=by)


def renew_office(term: OfficeTerm, given: Term, *, by: Actor) -> OfficeTerm:
    """The same person in the same office again: the old term ends where the new one begins, the role stays.

    Raises:
        WrongFact: it is over already, or a day cannot be.
    """
    _hold()
    db.session.refresh(term, with_for_update={"of": OfficeTerm})
    if term.ended_on is not None:
        raise WrongFact("started_on", _l("Questa carica è già finita."))
    _check_days(given)
    if given.started_on <= term.started_on:
        raise WrongFact("started_on", _l("Il rinnovo viene dopo l'inizio della carica."))
    term.ended_on, term.end_reason = given.started_on, "renewed"
    db.session.flush()
    record(by=by, verb="office.ended", subject=term, changes={"kind": term.kind})
    new, _ = elect(term.person, given, by=by)
    return new


def mark(terms: list[tuple[UUID, OfficeStep]], *, on: date, by: Actor) -> None:
    """Note that a step was done about some offices; once each, harmless to repeat."""
    for term_id, step in terms:
        row = insert(OfficeMark).values(id=uuid7(), term_id=term_id, step=step, on_day=on)
        row = row.values(created_at=now(), created_by=by.account_id)
        db.session.execute(row.on_conflict_do_nothing())
        if step in (OfficeStep.START_TOLD, OfficeStep.END_TOLD):
            record(by=by, verb="office.told", subject=(OfficeTerm.__tablename__, term_id))


def give_role(term: OfficeTerm, *, by: Actor) -> Follow:
    """Give the account of who has an office its role, if there is an account and the actor may (rules of accounts)."""
    role, account = ROLE_OF.get(OfficeKind(term.kind)), account_of(term.person_id)
    if role is None:
        return Follow.SAME
    if account is None:
        return Follow.NO_ACCOUNT
    if role in account.role_set:
        return Follow.SAME
    if not rules.may_give_role(by, role):
        return Follow.NOT_YOURS
    change_roles(account=account, roles=account.role_set | {role}, by=by)
    return Follow.GIVEN


def account_of(person_id: UUID) -> Account | None:
    """The account a person signs in with: the oldest, when there are several."""
    mine = select(Account).where(Account.person_id == person_id).order_by(Account.created_at).limit(1)
    return db.session.scalar(mine)


def _take_role(term: OfficeTerm, *, by: Actor) -> Follow:
    role, account = ROLE_OF.get(OfficeKind(term.kind)), account_of(term.person_id)
    if role is None or account is None or role not in account.role_set or role in _roles_still(term.person_id):
        return Follow.SAME
    if not rules.may_give_role(by, role):
        return Follow.NOT_YOURS
    try:
        change_roles(account=account, roles=account.role_set - {role}, by=by)
    except LastInCharge:
        return Follow.LAST
    return Follow.TAKEN


def _roles_still(person_id: UUID) -> set[Role]:
    holding = select(OfficeTerm.kind).where(OfficeTerm.person_id == person_id, OfficeTerm.ended_on.is_(None))
    kinds = [OfficeKind(kind) for kind in db.session.scalars(holding)]
    return {ROLE_OF[kind] for kind in kinds if kind in ROLE_OF}


def _check_days(given: Term) -> None:
    if given.started_on > today():
        raise WrongFact("started_on", _l("Questa data è nel futuro."))
    if given.started_on.year < 1900:
        raise WrongFact("started_on", _l("Questa data è troppo lontana: ricontrolla l'anno."))
    if given.expires_on is not None and given.expires_on <= given.started_on:
        raise WrongFact("expires_on", _l("La scadenza viene dopo l'inizio."))


def _check_free(person: Person, kind: OfficeKind) -> None:
    holding = select(OfficeTerm).where(OfficeTerm.kind == kind, OfficeTerm.ended_on.is_(None))
    holders = list(db.session.scalars(holding))
    if any(term.person_id == person.id for term in holders):
        raise WrongFact("kind", _l("Questa persona ha già questa carica: la si può rinnovare."))
    if holders and kind in ONE_AT_A_TIME:
        raise WrongFact("kind", _l("Un'altra persona ha questa carica: prima segnare che è finita."))


def _hold() -> None:
    """One hand changes offices at a time."""
    hold(f"offices:{current_tenant_id()}")
