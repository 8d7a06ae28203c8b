"""Writing decided rows: people with how to reach them, memberships through the register, notes; some hundreds at a time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from ama_net.features.members.importing.drafts import MemberDraft
from ama_net.features.members.importing.many import insert_many
from ama_net.features.members.models import (
    Decision,
    EndReason,
    MemberImportRow,
    MemberNote,
    Membership,
    RowResult,
)
from ama_net.features.members.operations.memberships import NewMember, enter_members
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.people import AddressKind, Contact, ContactKind, Person, PostalAddress, WrongFact

REFUSALS = {
    "person": "overlaps",
    "number": "number",
}
"""What a refusal of the register is called in the reasons of a row; any other is ``refused``."""


PERSON = ("given_name", "family_name", "tax_code", "birth_date", "birth_place", "birth_cadastral_code")
ADDRESS = ("street", "postcode", "municipality", "municipality_code", "province")


@dataclass
class _Entry:
    """A row to write, and whose it is going to be."""

    row: MemberImportRow
    draft: MemberDraft
    person_id: UUID
    is_new: bool
    member: NewMember = field(init=False)

    def __post_init__(self) -> None:
        draft = self.draft
        assert draft.admitted_on is not None  # a row without it is at fault
        self.member = NewMember(
            category_id=UUID(draft.category_id),
            admitted_on=draft.admitted_on,
            person_id=self.person_id,
            applied_on=draft.applied_on,
            resolution_ref=draft.resolution,
            number=draft.number,
            ended_on=draft.ended_on,
            end_reason=EndReason(draft.end_reason) if draft.end_reason else None,
        )


def enter_rows(rows: Sequence[MemberImportRow], *, by: Actor) -> None:
    """Write the rows and say on each how it ended. The register must be held; a row that cannot be changes nothing."""
    drafts = {row.id: MemberDraft.from_json(row.draft or "{}") for row in rows}
    taken = _taken_codes(drafts.values())
    free = _free_numbers(drafts.values())
    earlier = _earlier_people(rows)
    entries: list[_Entry] = []
    for row in rows:
        draft = drafts[row.id]
        _settle_number(draft, free)
        whose = row.person_id or earlier.get(row.matched_row or 0)
        if row.decision == Decision.IMPORT and draft.tax_code in taken:
            _refuse(row, "tax_code_taken")
        elif row.decision == Decision.IMPORT:
            entries.append(_Entry(row, draft, uuid7(), is_new=True))
            taken.add(draft.tax_code or "")
        elif whose is None:
            _refuse(row, "nobody_to_merge")
        else:
            entries.append(_Entry(row, draft, whose, is_new=False))
    _join_or_merge(entries)
    _write([entry for entry in entries if entry.row.result is None], by=by)


def _join_or_merge(entries: Sequence[_Entry]) -> None:
    """Complete people who are here already; a row of somebody who is a member in that time gives nothing else."""
    joined = [entry for entry in entries if not entry.is_new]
    ids = {entry.person_id for entry in joined}
    if not ids:
        return
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(ids)))}
    lives: dict[Any, list[tuple[Any, Any]]] = {}
    columns = (Membership.person_id, Membership.admitted_on, Membership.ended_on)
    for owner, admitted, ended in db.session.execute(select(*columns).where(Membership.person_id.in_(ids))):
        lives.setdefault(owner, []).append((admitted, ended))
    for entry in joined:
        _complete(people[entry.person_id], entry.draft)
        mine, member = lives.setdefault(entry.person_id, []), entry.member
        if any(_overlap(admitted, ended, member) for admitted, ended in mine):
            entry.row.result, entry.row.person_id = RowResult.MERGED, entry.person_id
        else:
            mine.append((member.admitted_on, member.ended_on))
    _add_details(joined)


def _overlap(admitted: Any, ended: Any, member: NewMember) -> bool:
    before_end = ended is None or member.admitted_on < ended
    return before_end and (member.ended_on is None or admitted < member.ended_on)


def _complete(person: Person, draft: MemberDraft) -> None:
    """What the row knows and the person's row does not; what is there stays."""
    if person.tax_code is None and draft.tax_code and draft.tax_code not in _taken_codes([draft]):
        person.tax_code = draft.tax_code
    person.birth_date = person.birth_date or draft.birth_date
    if not person.birth_place:
        person.birth_place, person.birth_cadastral_code = draft.birth_place, draft.birth_cadastral_code


def _write(entries: list[_Entry], *, by: Actor) -> None:
    """People first, then the register; whoever the register refuses is left out, with everything of theirs."""
    left = entries
    while left:
        try:
            with db.session.begin_nested():
                _add_people([entry for entry in left if entry.is_new])
                memberships = enter_members([entry.member for entry in left], by=by)
        except WrongFact as error:
            match = re.match(r"rows\[(\d+)\]\.(\w+)", error.field)
            refused = left[int(match[1])] if match else left[0]
            _refuse(refused.row, REFUSALS.get(match[2] if match else "", "refused"))
            left = [entry for entry in left if entry is not refused]
            continue
        for entry, membership in zip(left, memberships, strict=True):
            entry.row.result = RowResult.ENTERED if entry.is_new else RowResult.JOINED
            entry.row.person_id, entry.row.membership_id = entry.person_id, membership.id
            _note(entry, membership, by=by)
        return


def _add_people(entries: Sequence[_Entry]) -> None:
    people = []
    for entry in entries:
        draft = entry.draft
        died = draft.ended_on if draft.end_reason == EndReason.DEATH else None
        people.append({name: getattr(draft, name) for name in PERSON} | {"id": entry.person_id, "deceased_on": died})
    moment = now()
    insert_many(Person, people, preferred_language="it", created_at=moment, updated_at=moment)
    _add_details(entries)


def _add_details(entries: Sequence[_Entry]) -> None:
    """Contacts and addresses that are not there yet; the first of a kind is the preferred one."""
    ids = [entry.person_id for entry in entries if not entry.is_new]
    known, housed = _known_contacts(ids), _housed(ids)
    contacts, addresses = [], []
    for entry in entries:
        contacts += _new_contacts(entry, known.setdefault(entry.person_id, {}))
        if entry.person_id not in housed and (entry.draft.street or entry.draft.municipality):
            values = {name: getattr(entry.draft, name) for name in ADDRESS}
            addresses.append({**values, "id": uuid7(), "person_id": entry.person_id})
            housed.add(entry.person_id)
    insert_many(Contact, contacts, label="", created_at=now())
    insert_many(PostalAddress, addresses, kind=AddressKind.RESIDENCE, country="IT", created_at=now())


def _new_contacts(entry: _Entry, mine: dict[str, set[str]]) -> list[dict[str, Any]]:
    draft, found = entry.draft, []
    kinds = ((ContactKind.PHONE, draft.phones), (ContactKind.EMAIL, draft.emails), (ContactKind.PEC, draft.pecs))
    for kind, values in kinds:
        there = mine.setdefault(kind, set())
        for value in values:
            if value not in there:
                facts = {"kind": kind, "value": value, "preferred": not there}
                found.append({"id": uuid7(), "person_id": entry.person_id, **facts})
                there.add(value)
    return found


def _known_contacts(ids: list[UUID]) -> dict[Any, dict[str, set[str]]]:
    known: dict[Any, dict[str, set[str]]] = {}
    columns = (Contact.person_id, Contact.kind, Contact.value)
    for owner, kind, value in db.session.execute(select(*columns).where(Contact.person_id.in_(ids))) if ids else ():
        known.setdefault(owner, {}).setdefault(kind, set()).add(value)
    return known


def _housed(ids: list[UUID]) -> set[UUID | None]:
    addresses = select(PostalAddress.person_id).where(PostalAddress.person_id.in_(ids))
    return set(db.session.scalars(addresses)) if ids else set()


def _note(entry: _Entry, membership: Membership, *, by: Actor) -> None:
    """What the register noted, sealed; the fees of past years are told there: money that nobody moved is not a payment."""
    fees = "; ".join(f"{year}: {said}" for year, said in sorted(entry.draft.fees.items()))
    said = (
        entry.draft.note,
        f"Codice fiscale nel registro importato, da ricontrollare: {entry.draft.odd_tax_code}"
        if entry.draft.odd_tax_code
        else "",
        f"Quote nel registro importato: {fees}." if fees else "",
    )
    body = "\n".join(filter(None, said))
    if body:
        note = MemberNote(membership_id=membership.id, written_by=by.account_id)
        note.body = body
        db.session.add(note)


def _taken_codes(drafts: Any) -> set[str]:
    codes = {draft.tax_code for draft in drafts if draft.tax_code}
    found = db.session.scalars(select(Person.tax_code).where(Person.tax_code.in_(codes))) if codes else ()
    return {code for code in found if code}


def _free_numbers(drafts: Any) -> set[int]:
    wanted = {draft.number for draft in drafts if draft.number}
    taken = set(db.session.scalars(select(Membership.number).where(Membership.number.in_(wanted)))) if wanted else set()
    return wanted - taken


def _settle_number(draft: MemberDraft, free: set[int]) -> None:
    """The number of the file where it is free, once; otherwise the register gives the next."""
    if draft.number in free:
        free.discard(draft.number)
    else:
        draft.number = None


def _earlier_people(rows: Sequence[MemberImportRow]) -> dict[int, UUID]:
    """Who the earlier rows, that these say to be merged with, have become."""
    numbers = {row.matched_row for row in rows if row.matched_row and row.person_id is None}
    if not numbers:
        return {}
    columns = (MemberImportRow.row_number, MemberImportRow.person_id)
    mine = select(*columns).where(
        MemberImportRow.import_id == rows[0].import_id, MemberImportRow.row_number.in_(numbers)
    )
    return {number: person for number, person in db.session.execute(mine) if person}


def _refuse(row: MemberImportRow, reason: str) -> None:
    row.result, row.reasons = RowResult.REFUSED, [*row.reasons, reason]
