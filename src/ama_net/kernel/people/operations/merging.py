"""Making one row of two that are one human, field by field, and parting them again within the hour.

Locks: merges of the association one at a time, then what receivers of ``people_merging`` hold, then the two rows by key.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, text

from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.people.merging_rows import (
    PEOPLE,
    Kept,
    RowsInTheWay,
    carry,
    carry_back,
    links_to_people,
    put_back,
    remove,
    row_of,
    set_back,
)
from ama_net.kernel.people.models import Person
from ama_net.kernel.people.models_merging import MergedPerson
from ama_net.kernel.people.signals import people_merged, people_merging, people_parted
from ama_net.kernel.tenancy import current_tenant_id

UNDO_KIND = "people.merged"

FACTS = ("given_name", "family_name", "tax_code", "birth_date", "birth_place", "deceased_on", "preferred_language")
"""What is chosen when the two say different things; the code of the birthplace goes with its name."""

IN_THE_WAY: dict[str, LazyString] = {}
"""What is said when a table does not let both rows be of one person; rooms add their tables (``say_in_the_way``)."""

Making = Callable[[UUID, UUID], dict[str, list[Kept]]]

_MAKING_ROOM: list[Making] = []

_OTHERWISE = _l(
    "Tutte e due hanno qualcosa che una persona può avere una volta sola: prima si toglie da una delle due."
)


class CannotMerge(Exception):
    """Two rows that cannot be made one, with the reason for the page."""

    def __init__(self, message: LazyString | str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def say_in_the_way(table: str, words: LazyString) -> None:
    """Name what stands in the way when two rows of a table cannot be of one person."""
    IN_THE_WAY[table] = words


def make_room(rule: Making) -> Making:
    """A room says what it takes away before rows are carried, because one person has it once: what both have is not lost.

    The rule is given the ids of the kept and of the lost person, and gives the rows it took away (``remove``) by table; an
    undo puts them back. A decorator.
    """
    _MAKING_ROOM.append(rule)
    return rule


def merge_people(kept_id: UUID, lost_id: UUID, *, from_lost: set[str], by: Actor) -> dict[str, Any]:
    """Make the lost row one with the kept one; gives what an undo needs (personal: to be kept sealed).

    ``from_lost`` names the facts to take from the lost row. Contacts and addresses are united, everything that points at
    the lost row is carried, consents with their proof (GDPR art. 7.1). Who may: the office with PEOPLE_EDIT.

    Raises:
        CannotMerge: one is not there any more, or something can be of one of them only.
    """
    if kept_id == lost_id:
        raise CannotMerge(_l("È la stessa scheda."))
    _begin(kept_id, lost_id, parting=False)
    before, gone = row_of(PEOPLE, kept_id), row_of(PEOPLE, lost_id)
    removed = {"contacts": _same_contacts(kept_id, lost_id), "postal_addresses": _same_addresses(kept_id, lost_id)}
    removed["person_pairs"] = remove("person_pairs", ":lost IN (first_id, second_id)", lost=lost_id)
    for rule in _MAKING_ROOM:
        removed |= rule(kept_id, lost_id)
    stepped_back = _step_back(kept_id, lost_id)
    try:
        moved = carry(links_to_people(), lost_id, kept_id)
    except RowsInTheWay as error:
        raise CannotMerge(IN_THE_WAY.get(error.table, _OTHERWISE)) from error
    remove(PEOPLE, "t.id = :lost", lost=lost_id)
    changed = _take_facts(kept_id, gone, from_lost)
    db.session.add(MergedPerson(lost_id=lost_id, kept_id=kept_id, merged_by=by.account_id))
    db.session.flush()
    record(by=by, verb="person.merged", subject=(PEOPLE, kept_id), changes={"lost": str(lost_id), "fields": changed})
    people_merged.send(None, kept_id=kept_id, lost_id=lost_id, by=by)
    db.session.flush()
    db.session.expire_all()
    after = row_of(PEOPLE, kept_id)
    return {
        "kept_id": str(kept_id),
        "lost_id": str(lost_id),
        "before": before,
        "after": after,
        "lost": gone,
        "moved": moved,
        "removed": removed,
        "stepped_back": stepped_back,
    }


@undoable(UNDO_KIND, Permission.PEOPLE_EDIT)
def part_people(payload: dict[str, Any], *, by: Actor) -> None:
    """Take a merge back: both rows, and everything that was of each, as they were.

    Raises:
        CannotUndo: the person, or something that was carried, has changed in the meantime.
    """
    kept_id, lost_id = UUID(payload["kept_id"]), UUID(payload["lost_id"])
    try:
        _begin(kept_id, lost_id, parting=True)
    except CannotMerge:
        raise CannotUndo from None
    if row_of(PEOPLE, kept_id) != payload["after"]:
        raise CannotUndo(str(_l("Intanto i dati della persona sono cambiati: l'unione non si annulla più.")))
    set_back(PEOPLE, payload["before"])
    put_back(PEOPLE, payload["lost"])
    if not carry_back(payload["moved"], kept_id, lost_id):
        raise CannotUndo(str(_l("Intanto è cambiato qualcosa della persona: l'unione non si annulla più.")))
    _step_forward(payload["stepped_back"])
    for table, rows in payload["removed"].items():
        for row in rows:
            put_back(table, row)
    db.session.execute(delete(MergedPerson).where(MergedPerson.lost_id == lost_id))
    record(by=by, verb="person.parted", subject=(PEOPLE, kept_id), changes={"lost": str(lost_id)})
    db.session.expire_all()
    people_parted.send(None, kept_id=kept_id, lost_id=lost_id, by=by)


def _begin(kept_id: UUID, lost_id: UUID, *, parting: bool) -> None:
    hold(f"people:merging:{current_tenant_id()}")
    people_merging.send(None, kept_id=kept_id, lost_id=lost_id, parting=parting)
    wanted = [kept_id] if parting else [kept_id, lost_id]
    held = db.session.scalars(select(Person.id).where(Person.id.in_(wanted)).order_by(Person.id).with_for_update())
    if len(held.all()) != len(wanted):
        raise CannotMerge(_l("Una delle due schede non c'è più: forse sono già state unite."))
    db.session.execute(text("SELECT set_config('app.merging_people', 'yes', true)"))


def _take_facts(kept_id: UUID, gone: Kept, from_lost: set[str]) -> list[str]:
    taken = [name for name in FACTS if name in from_lost]
    if not taken:
        return []
    now_says = {**row_of(PEOPLE, kept_id), **{name: gone[name] for name in taken}}
    if "birth_place" in taken:
        now_says["birth_cadastral_code"] = gone["birth_cadastral_code"]
    set_back(PEOPLE, now_says)
    return taken


def _same_contacts(kept_id: UUID, lost_id: UUID) -> list[Kept]:
    same = "EXISTS (SELECT FROM contacts k WHERE k.person_id = :kept AND k.kind = t.kind AND k.value = t.value)"
    return remove("contacts", f"t.person_id = :lost AND {same}", kept=kept_id, lost=lost_id)


def _same_addresses(kept_id: UUID, lost_id: UUID) -> list[Kept]:
    parts = "street", "postcode", "municipality", "province", "country", "kind"
    alike = " AND ".join(f"lower(k.{part}) = lower(t.{part})" for part in parts)
    same = f"EXISTS (SELECT FROM postal_addresses k WHERE k.person_id = :kept AND {alike})"  # ours
    return remove("postal_addresses", f"t.person_id = :lost AND {same}", kept=kept_id, lost=lost_id)


def _step_back(kept_id: UUID, lost_id: UUID) -> list[str]:
    """Of two preferred contacts of a kind, the kept person's stays preferred."""
    both = text(
        "UPDATE contacts t SET preferred = false WHERE person_id = :lost AND preferred AND EXISTS "
        "(SELECT FROM contacts k WHERE k.person_id = :kept AND k.kind = t.kind AND k.preferred) RETURNING id"
    )
    return [str(row) for row in db.session.execute(both, {"kept": kept_id, "lost": lost_id}).scalars()]


def _step_forward(ids: list[str]) -> None:
    forward = text("UPDATE contacts SET preferred = true WHERE id = ANY (CAST(:ids AS uuid[]))")
    db.session.execute(forward, {"ids": ids})
