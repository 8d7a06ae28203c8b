"""Who a row may be: looked for among the people, the members and the rows before it, some hundreds at a time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.members.importing.drafts import MemberDraft
from ama_net.features.members.models import Decision, MemberImportRow, Membership, RowOutcome
from ama_net.foundation.crypto import derive_key, mac
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.people import Contact, Person
from ama_net.kernel.tenancy.keys import data_key

ALIKE = 0.8
"""From this likeness on two names sharing a telephone or an address may be one person; a mother and her son are not."""

DECISIONS: dict[str, Decision | None] = {
    RowOutcome.NEW: Decision.IMPORT,
    RowOutcome.KNOWN: Decision.MERGE,
    RowOutcome.MEMBER: Decision.SKIP,
    RowOutcome.DUPLICATE: None,
    RowOutcome.ERROR: None,
}
"""What is done with a row unless somebody says otherwise; a possible duplicate waits for somebody."""


@dataclass(frozen=True)
class Match:
    """What a row is, why, and who or which earlier row it may be."""

    outcome: RowOutcome
    reasons: list[str] = field(default_factory=list)
    person_id: UUID | None = None
    matched_row: int | None = None


@dataclass(frozen=True)
class Someone:
    """A person already here, as far as telling them apart takes."""

    id: UUID
    sort_name: str
    tax_code: str | None
    birth_date: date | None


def sort_name(draft: MemberDraft) -> str:
    """The name as the table of people sorts it."""
    return fold(f"{draft.family_name} {draft.given_name}").strip()


class Keys:
    """Digests by which the same tax code, or the same name, is found again in a file, without writing them."""

    def __init__(self) -> None:
        self._key = derive_key(data_key(), "members.import")

    def of(self, value: str | None) -> bytes | None:
        """The digest of a value; nothing of nothing."""
        return mac(self._key, value.encode()) if value else None


class Matcher:
    """Looks up a batch of drafts at once: six queries whatever its size."""

    def __init__(self, import_id: UUID, drafts: Sequence[MemberDraft], keys: Keys) -> None:
        self._keys = keys
        self._by_tax, self._by_name, self._by_contact = _people(drafts)
        found = {one.id for group in self._groups() for one in group}
        self._memberships = _memberships(found)
        self._numbers = _numbers(drafts)
        self._tax_rows, self._name_rows = _earlier(import_id, drafts, keys)

    def match(self, draft: MemberDraft) -> Match:
        """What a draft is; the next drafts of the batch know of it."""
        said = self._judge(draft)
        if draft.number in self._numbers and said.outcome is not RowOutcome.MEMBER:
            draft.remark("Numero di socio", str(draft.number), "è già di un altro socio: riceve il primo libero")
            draft.number = None
        if said.outcome is not RowOutcome.ERROR:
            if draft.tax_code:
                self._tax_rows.setdefault(draft.tax_code, draft.number_of_row)
            self._name_rows.setdefault(sort_name(draft), []).append((draft.number_of_row, draft.birth_date))
        return said

    def _judge(self, draft: MemberDraft) -> Match:
        if draft.faults:
            return Match(RowOutcome.ERROR)
        if draft.tax_code and (same := self._by_tax.get(draft.tax_code)):
            if likeness(same.sort_name, sort_name(draft)) < ALIKE / 2:
                return Match(RowOutcome.DUPLICATE, ["other_name"], same.id)
            return self._known(draft, same, "tax_code")
        if draft.tax_code and (row := self._tax_rows.get(draft.tax_code)):
            return Match(RowOutcome.DUPLICATE, ["tax_code_in_file"], matched_row=row)
        return self._by_looks(draft) or self._in_file(draft) or Match(RowOutcome.NEW)

    def _known(self, draft: MemberDraft, one: Someone, reason: str) -> Match:
        for admitted, ended, number in self._memberships.get(one.id, []):
            before = draft.ended_on is not None and draft.ended_on <= admitted
            after = ended is not None and draft.admitted_on is not None and draft.admitted_on >= ended
            if number == draft.number or not (before or after):
                return Match(RowOutcome.MEMBER, [reason], one.id)
        return Match(RowOutcome.KNOWN, [reason], one.id)

    def _by_looks(self, draft: MemberDraft) -> Match | None:
        name = sort_name(draft)
        for one in self._by_name.get(name, []):
            if _other(draft, one):
                continue
            numbers = {number for _admitted, _ended, number in self._memberships.get(one.id, [])}
            if draft.number in numbers:
                return Match(RowOutcome.MEMBER, ["name", "number"], one.id)
            same_day = one.birth_date is not None and one.birth_date == draft.birth_date
            return Match(RowOutcome.DUPLICATE, ["name", *(["birth_date"] if same_day else [])], one.id)
        for value in [*draft.emails, *draft.phones, *draft.pecs]:
            for one in self._by_contact.get(value, []):
                if not _other(draft, one) and likeness(one.sort_name, name) >= ALIKE:
                    return Match(RowOutcome.DUPLICATE, ["contact"], one.id)
        return None

    def _in_file(self, draft: MemberDraft) -> Match | None:
        for row, born in self._name_rows.get(sort_name(draft), []):
            if born is None or draft.birth_date is None or born == draft.birth_date:
                return Match(RowOutcome.DUPLICATE, ["name_in_file"], matched_row=row)
        return None

    def _groups(self) -> Iterable[Iterable[Someone]]:
        yield self._by_tax.values()
        yield from self._by_name.values()
        yield from self._by_contact.values()


def likeness(one: str, other: str) -> float:
    """How alike two names are, whatever the order of their words."""
    ordered = (" ".join(sorted(one.split())), " ".join(sorted(other.split())))
    return SequenceMatcher(None, *ordered).ratio()


def _other(draft: MemberDraft, one: Someone) -> bool:
    """Whether what both say cannot be of one person."""
    if draft.tax_code and one.tax_code and draft.tax_code != one.tax_code:
        return True
    return bool(draft.birth_date and one.birth_date and draft.birth_date != one.birth_date)


def _people(
    drafts: Sequence[MemberDraft],
) -> tuple[dict[str, Someone], dict[str, list[Someone]], dict[str, list[Someone]]]:
    columns = (Person.id, Person.sort_name, Person.tax_code, Person.birth_date)
    codes = {draft.tax_code for draft in drafts if draft.tax_code}
    names = {sort_name(draft) for draft in drafts}
    values = {value for draft in drafts for value in (*draft.emails, *draft.phones, *draft.pecs)}
    by_tax = {
        row.tax_code: Someone(*row) for row in db.session.execute(select(*columns).where(Person.tax_code.in_(codes)))
    }
    by_name: dict[str, list[Someone]] = {}
    for row in db.session.execute(select(*columns).where(Person.sort_name.in_(names)).order_by(Person.id)):
        by_name.setdefault(row.sort_name, []).append(Someone(*row))
    by_contact: dict[str, list[Someone]] = {}
    reached = select(Contact.value, *columns).join(Person, Person.id == Contact.person_id)
    for found in db.session.execute(reached.where(Contact.value.in_(values)).order_by(Person.id)):
        by_contact.setdefault(found.value, []).append(
            Someone(found.id, found.sort_name, found.tax_code, found.birth_date)
        )
    return {code: one for code, one in by_tax.items() if code}, by_name, by_contact


def _memberships(people: set[UUID]) -> dict[UUID, list[tuple[date, date | None, int]]]:
    found: dict[UUID, list[tuple[date, date | None, int]]] = {}
    columns = (Membership.person_id, Membership.admitted_on, Membership.ended_on, Membership.number)
    for owner, *life in db.session.execute(select(*columns).where(Membership.person_id.in_(people))):
        found.setdefault(owner, []).append((life[0], life[1], life[2]))  # type: ignore[arg-type]  # asked by it
    return found


def _numbers(drafts: Sequence[MemberDraft]) -> set[int | None]:
    wanted = {draft.number for draft in drafts if draft.number}
    return set(db.session.scalars(select(Membership.number).where(Membership.number.in_(wanted))))


def _earlier(
    import_id: UUID, drafts: Sequence[MemberDraft], keys: Keys
) -> tuple[dict[str, int], dict[str, list[tuple[int, date | None]]]]:
    """The rows already kept that have a tax code or a name of the batch; only these are unsealed."""
    codes = {keys.of(draft.tax_code): draft.tax_code for draft in drafts if draft.tax_code}
    names = {keys.of(sort_name(draft)) for draft in drafts}
    mine = select(MemberImportRow).where(
        MemberImportRow.import_id == import_id, MemberImportRow.outcome != RowOutcome.ERROR
    )
    tax_rows: dict[str, int] = {}
    rows = mine.with_only_columns(MemberImportRow.tax_key, MemberImportRow.row_number)
    for key, number in db.session.execute(
        rows.where(MemberImportRow.tax_key.in_(codes)).order_by(MemberImportRow.row_number)
    ):
        tax_rows.setdefault(str(codes[key]), number)
    name_rows: dict[str, list[tuple[int, date | None]]] = {}
    for row in db.session.scalars(mine.where(MemberImportRow.name_key.in_(names)).order_by(MemberImportRow.row_number)):
        said: Any = MemberDraft.from_json(row.draft or "{}")
        name_rows.setdefault(sort_name(said), []).append((row.row_number, said.birth_date))
    return tax_rows, name_rows
