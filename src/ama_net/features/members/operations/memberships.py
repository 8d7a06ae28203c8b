"""Admissions, exits, changes of category, corrections: each writes the table of memberships and the register together.

Each holds the register first (``hold_register``), before any row, number or letter: call these before ``send_letter``,
``next_number`` and the like. Who may is the business of the page that calls.
"""

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.members.importing.many import insert_many
from ama_net.features.members.membership_rules import (
    CORRECTABLE,
    DECIDED,
    check_admission,
    check_decision,
    check_exit,
    check_life_of_membership,
)
from ama_net.features.members.models import EndReason, MemberCategory, Membership
from ama_net.features.members.operations.member_accounts import give_members_area, take_members_area
from ama_net.features.members.operations.membership_numbers import (
    number_before,
    refuse_doubles,
    refuse_second,
    take_numbers,
)
from ama_net.features.members.register import EntryKind, NewEntry, hold_register, write
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people import Organisation, Person, WrongFact
from ama_net.kernel.registers import among


@dataclass(frozen=True)
class NewMember:
    """A member to enter in bulk: of a person or of a body, by their ids. ``number`` is theirs in the old book, if any."""

    category_id: UUID
    admitted_on: date
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    applied_on: date | None = None
    resolution_ref: str = ""
    number: int | None = None
    ended_on: date | None = None
    end_reason: EndReason | None = None
    custom: dict[str, Any] = field(default_factory=dict)


def admit_member(  # noqa: PLR0913  # what the book says of an admission, each by its name
    *,
    person: Person | None = None,
    organisation: Organisation | None = None,
    category: MemberCategory,
    admitted_on: date,
    by: Actor,
    applied_on: date | None = None,
    resolution: Resolution | None = None,
    resolution_ref: str = "",
    number: int | None = None,
) -> Membership:
    """Enter a person (or a body) in the register with the next number, from the day of admission. Flushed.

    Who comes back gets a new membership and a new number; the entry quotes the earlier one. Who has an account gets the
    members' part of the personal area.

    Raises:
        WrongFact: they are a member already, the number was given, a date cannot be.
    """
    hold_register()
    membership = Membership(
        person_id=person.id if person else None,
        organisation_id=organisation.id if organisation else None,
        category_id=category.id,
        applied_on=applied_on,
        admitted_on=admitted_on,
        resolution_id=resolution.id if resolution else None,
        resolution_ref=resolution_ref,
    )
    check_admission(membership)
    earlier = number_before(membership)
    membership.number = take_numbers([number])[0]
    db.session.add(membership)
    kind = EntryKind.ADMISSION if earlier is None else EntryKind.READMISSION
    write([NewEntry(membership, kind, admitted_on, earlier=earlier)])
    give_members_area([membership], by=by)
    record(by=by, verb="member.admitted", subject=membership, changes={"number": membership.number})
    return membership


def end_membership(
    membership: Membership, *, on: date, reason: EndReason, by: Actor, resolution: Resolution | None = None
) -> None:
    """Write down that a membership ends, and why; a day to come is possible (a withdrawal at the end of the year).

    Exclusion and lapse need the resolution that decided them: no fee left unpaid ends anything by itself. A death is
    written in the person's row too.

    Raises:
        WrongFact: it ended already, the reason needs a resolution, the day cannot be.
    """
    hold_register()
    db.session.refresh(membership, with_for_update={"of": Membership})
    if membership.ended_on is not None:
        raise WrongFact("on", _l("Questo socio è già uscito: la data si cambia con una correzione del libro."))
    check_exit(membership, on=on, reason=reason, decided_on=resolution.adopted_on if resolution else None)
    membership.ended_on, membership.end_reason = on, reason
    membership.end_resolution_id = resolution.id if resolution else None
    if reason is EndReason.DEATH and membership.person is not None:
        membership.person.deceased_on = on
    write([NewEntry(membership, EntryKind.EXIT, on)])
    if on <= today():
        take_members_area([membership], by=by)
    record(by=by, verb="member.ended", subject=membership, changes={"reason": reason.value, "on": on.isoformat()})


def change_category(
    membership: Membership, category: MemberCategory, *, on: date, by: Actor, resolution: Resolution | None = None
) -> None:
    """Move a member to another category from a day; the register quotes the resolution when there is one.

    Raises:
        WrongFact: they are no longer a member, have it already, or the day cannot be.
    """
    hold_register()
    db.session.refresh(membership, with_for_update={"of": Membership})
    if membership.ended_on is not None:
        raise WrongFact("category", _l("Questo socio è uscito: la sua categoria non cambia più."))
    if membership.category_id == category.id:
        raise WrongFact("category", _l("È già in questa categoria."))
    if on < membership.admitted_on or on > today():
        raise WrongFact("on", _l("Scegli un giorno tra l'ammissione e oggi."))
    before = db.session.get_one(MemberCategory, membership.category_id).key
    membership.category_id = category.id
    why = f"delibera n. {resolution.number_words} del {resolution.adopted_on:%d/%m/%Y}" if resolution else ""
    write([NewEntry(membership, EntryKind.CATEGORY, on, why=why)])
    record(by=by, verb="member.category_changed", subject=membership, changes={"category": [before, category.key]})


def correct_entry(membership: Membership, *, why: str, by: Actor, **facts: Any) -> None:
    """Correct what the register says of a membership: one more entry with its reason, nothing is written over.

    ``facts`` are columns of the membership (``applied_on``, ``admitted_on``, ``resolution_id``, ``resolution_ref``,
    ``category_id``, ``ended_on``, ``end_reason``, ``end_resolution_id``); the number is never among them. ``ended_on`` and
    ``end_reason`` None together take an exit back, and a death with it. What is wrong about the person is mended in their
    row first, then corrected here without facts.

    Raises:
        WrongFact: no reason, nothing to correct, the facts cannot be together, or an exclusion or a lapse without its
            resolution.
    """
    hold_register()
    db.session.refresh(membership, with_for_update={"of": Membership})
    if not why.strip():
        raise WrongFact("why", _l("Scrivi il motivo della correzione: resta nel libro."))
    if unknown := set(facts) - CORRECTABLE:
        raise TypeError(f"not facts of the register: {sorted(unknown)}")
    changed = sorted(name for name, value in facts.items() if getattr(membership, name) != value)
    _correct(membership, {name: facts[name] for name in changed})
    if not write([NewEntry(membership, EntryKind.CORRECTION, membership.admitted_on, why=why.strip())]):
        raise WrongFact("why", _l("Non c'è niente di diverso da quello che il libro dice già."))
    _suit_account(membership, by=by)
    record(by=by, verb="member.corrected", subject=membership, changes={"fields": changed})


def note_facts_changed(membership: Membership, *, by: Actor, made_one: frozenset[UUID] = frozenset()) -> bool:
    """Write in the register that name, tax code, birth, residence or guardians changed; False when the line says so already.

    ``made_one``: the people just made one or parted, whose lines may pass from one to the other. Nothing else moves a line.
    """
    hold_register()
    written = write([NewEntry(membership, EntryKind.VARIATION, today(), made_one=made_one)])
    if written:
        record(by=by, verb="member.varied", subject=membership)
    return bool(written)


def enter_members(rows: list[NewMember], *, by: Actor) -> list[Membership]:
    """Enter many members from an old book, keeping their numbers and dates: one append of the register for each call. Flushed.

    Who has no number gets the next ones, after the highest. Call it with some hundreds of rows at a time.

    Raises:
        WrongFact: a row cannot be (its ``field`` is ``rows[i].…``); nothing of the call is kept then.
    """
    hold_register()
    memberships = [_from_old_book(row, place) for place, row in enumerate(rows)]
    refuse_doubles(memberships)
    numbers = take_numbers([row.number for row in rows])
    for membership, number in zip(memberships, numbers, strict=True):
        membership.number = number
    memberships = _insert(memberships)
    write([NewEntry(one, EntryKind.IMPORT, one.admitted_on) for one in memberships])
    give_members_area([one for one in memberships if one.is_active], by=by)
    record(by=by, verb="members.entered", changes={"count": len(rows)})
    return memberships


def _insert(memberships: list[Membership]) -> list[Membership]:
    """Add them with one statement and give the rows as they are kept: one by one takes five times as long."""
    names = ("id", *(one.name for one in fields(NewMember)))
    ids = [one.id for one in memberships]
    if not ids:
        return []
    values = [{name: getattr(one, name) for name in names} for one in memberships]
    moment = now()
    insert_many(Membership, values, created_at=moment, updated_at=moment)
    kept = {one.id: one for one in db.session.scalars(select(Membership).where(among(Membership.id, ids)))}
    return [kept[one] for one in ids]


def _from_old_book(row: NewMember, place: int) -> Membership:
    membership = Membership(
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        category_id=row.category_id,
        applied_on=row.applied_on,
        admitted_on=row.admitted_on,
        resolution_ref=row.resolution_ref,
        ended_on=row.ended_on,
        end_reason=row.end_reason,
        custom=row.custom,
    )
    try:
        check_life_of_membership(membership)
    except WrongFact as error:
        raise WrongFact(f"rows[{place}].{error.field}", error.message) from None
    return membership


def _correct(membership: Membership, facts: dict[str, Any]) -> None:
    died_on = membership.ended_on if membership.end_reason == EndReason.DEATH else None
    for name, value in facts.items():
        setattr(membership, name, value)
    if membership.ended_on is None:
        membership.end_resolution_id = None
    if "end_reason" in facts and membership.end_reason in DECIDED and membership.end_resolution_id is None:
        raise WrongFact("end_reason", _l("Serve la delibera che l'ha deciso: si scrive dalla pagina dell'uscita."))
    if membership.ended_on is not None and membership.end_reason and membership.end_resolution_id is not None:
        decided_on = db.session.get_one(Resolution, membership.end_resolution_id).adopted_on
        check_decision(EndReason(membership.end_reason), membership.ended_on, decided_on)
    check_life_of_membership(membership)
    refuse_second(membership)
    now_died_on = membership.ended_on if membership.end_reason == EndReason.DEATH else None
    if membership.person is not None and died_on != now_died_on:
        membership.person.deceased_on = now_died_on


def _suit_account(membership: Membership, *, by: Actor) -> None:
    db.session.flush()
    if membership.is_active:
        give_members_area([membership], by=by)
    else:
        take_members_area([membership], by=by)
