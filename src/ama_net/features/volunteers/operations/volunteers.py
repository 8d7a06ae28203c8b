"""Starts, ends, moves between sections, corrections: each writes the table of volunteers and the register together.

Each holds the register first (``hold_register``), before any row, number or letter: call these before ``send_letter``,
``next_number`` and the like. Who may is the business of the page that calls.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from uuid_utils.compat import uuid7

from ama_net.features.volunteers.models import Section, ServiceEnd, Volunteer
from ama_net.features.volunteers.operations.deaths import death_of, say_death
from ama_net.features.volunteers.operations.shifts_leaving import free_lost_places, hold_coming_places
from ama_net.features.volunteers.operations.volunteer_accounts import give_volunteers_area, suit_volunteers_area
from ama_net.features.volunteers.register import REGISTER, EntryKind, hold_register
from ama_net.features.volunteers.section_moves import moves_of
from ama_net.features.volunteers.service_rules import (
    CORRECTABLE,
    check_end,
    check_service,
    check_start,
    earlier_numbers,
    refuse_doubles,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts.operations.roles import hold_accounts
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.registers import NewEntry, NumberGiven


@dataclass(frozen=True)
class NewVolunteer:
    """A volunteer to enter in bulk, by the person's id. ``number`` is theirs in the old register, if any."""

    person_id: UUID
    started_on: date
    section: Section = Section.REGULAR
    number: int | None = None
    ended_on: date | None = None
    end_reason: ServiceEnd | None = None


def start_service(person: Person, *, section: Section, on: date, by: Actor, number: int | None = None) -> Volunteer:
    """Enter a person in a section of the register with the next number, from the day they begin. Flushed.

    Who comes back gets a new line and a new number; the entry quotes the earlier one. Who has an account gets the
    volunteers' part of the personal area. A volunteer need not be a member (D.Lgs. 117/2017 art. 17 c. 2).

    Raises:
        WrongFact: they are a volunteer already, the number was given, the day cannot be, the person has died.
    """
    hold_register()
    if person.deceased_on is not None:
        raise WrongFact("person", _l("Risulta che questa persona è morta."))
    volunteer = Volunteer(person_id=person.id, section=Section(section), started_on=on)
    check_start(volunteer)
    refuse_doubles([volunteer], field="person")
    earlier = earlier_numbers(person.id)
    hold_accounts([person.id])
    volunteer.number = _numbers([number], field="number")[0]
    db.session.add(volunteer)
    REGISTER.write([NewEntry(volunteer, EntryKind.START, on, earlier=earlier[0] if earlier else None)])
    give_volunteers_area([volunteer], by=by)
    said = {"number": volunteer.number, "section": volunteer.section}
    record(by=by, verb="volunteer.started", subject=volunteer, changes=said)
    return volunteer


def end_service(volunteer: Volunteer, *, on: date, reason: ServiceEnd, by: Actor) -> None:
    """Write down that the service is over, and why: ``on`` is the first day they are no longer a volunteer.

    A day to come is possible. A death is written in the person's row too, unless it is there. Their places in shifts from
    that day on are free.

    Raises:
        WrongFact: it ended already, or the day cannot be. ``ServiceEnd.MOVED`` is ``move_section``'s alone.
    """
    hold_register()
    places = hold_coming_places(volunteer.person_id)
    _read_again(volunteer)
    reason = ServiceEnd(reason)
    if reason is ServiceEnd.MOVED:
        raise WrongFact("reason", _l("Per passare all'altra sezione c'è la sua pagina."))
    check_end(volunteer, on=on, reason=reason)
    hold_accounts([volunteer.person_id])
    volunteer.ended_on, volunteer.end_reason = on, reason
    say_death(volunteer)
    free_lost_places(places, by=by)
    REGISTER.write([NewEntry(volunteer, EntryKind.END, on)])
    suit_volunteers_area([volunteer], by=by)
    said = {"reason": reason.value, "on": on.isoformat()}
    record(by=by, verb="volunteer.ended", subject=volunteer, changes=said)


def move_section(volunteer: Volunteer, section: Section, *, on: date, by: Actor) -> Volunteer:
    """Move a volunteer to the other section from a day: their line ends, another begins with a new number. Gives that one.

    Raises:
        WrongFact: the service ended, it is in that section already, or the day is not between its start and today.
    """
    hold_register()
    _read_again(volunteer)
    if volunteer.section == section:
        raise WrongFact("section", _l("È già in questa sezione."))
    if on < volunteer.started_on or on > today():
        raise WrongFact("on", _l("Scegli un giorno tra l'inizio del servizio e oggi."))
    volunteer.ended_on, volunteer.end_reason = on, ServiceEnd.MOVED
    db.session.flush()
    moved = Volunteer(person_id=volunteer.person_id, section=Section(section), started_on=on)
    moved.number = _numbers([None])[0]
    db.session.add(moved)
    ends, begins = (NewEntry(one, EntryKind.SECTION, on) for one in (volunteer, moved))
    REGISTER.write([ends, NewEntry(moved, begins.kind, on, earlier=volunteer.number)])
    said = {"section": [volunteer.section, moved.section], "number": [volunteer.number, moved.number]}
    record(by=by, verb="volunteer.section_changed", subject=moved, changes=said)
    return moved


def correct_entry(volunteer: Volunteer, *, why: str, by: Actor, **facts: Any) -> None:
    """Correct what the register says of a line: one more entry with its reason, nothing is written over.

    ``facts`` are ``started_on``, ``ended_on`` and ``end_reason``; the last two None together take an end back, and a death
    that this line wrote with it. What is wrong about the person is mended in their row first, then corrected here without facts. The day of a
    move to the other section is corrected in both lines: an entry for each.

    Raises:
        WrongFact: no reason, nothing to correct, the days cannot be together, or they are in the register twice then.
    """
    hold_register()
    places = hold_coming_places(volunteer.person_id)
    db.session.refresh(volunteer, with_for_update={"of": Volunteer})
    if not why.strip():
        raise WrongFact("why", _l("Scrivi il motivo della correzione: resta nel registro."))
    if unknown := set(facts) - CORRECTABLE:
        raise TypeError(f"not facts of the register: {sorted(unknown)}")
    changed = sorted(name for name, value in facts.items() if getattr(volunteer, name) != value)
    hold_accounts([volunteer.person_id])
    lines = _correct(volunteer, {name: facts[name] for name in changed})
    free_lost_places(places, by=by)
    if not REGISTER.write([NewEntry(one, EntryKind.CORRECTION, one.started_on, why=why.strip()) for one in lines]):
        raise WrongFact("why", _l("Non c'è niente di diverso da quello che il registro dice già."))
    suit_volunteers_area([volunteer], by=by)
    record(by=by, verb="volunteer.corrected", subject=volunteer, changes={"fields": changed})


def enter_volunteers(rows: list[NewVolunteer], *, by: Actor) -> list[Volunteer]:
    """Enter many volunteers from an old register, keeping their numbers and days: one append for each call. Flushed.

    Who has no number gets the next ones, after the highest. Call it with some hundreds of rows at a time.

    Raises:
        WrongFact: a row cannot be (its ``field`` is ``rows[i].…``); nothing of the call is kept then.
    """
    hold_register()
    volunteers = [_from_old_register(row, place) for place, row in enumerate(rows)]
    refuse_doubles(volunteers)
    hold_accounts(one.person_id for one in volunteers)
    for volunteer, number in zip(volunteers, _numbers([row.number for row in rows]), strict=True):
        volunteer.number = number
    db.session.add_all(volunteers)
    REGISTER.write([NewEntry(one, EntryKind.IMPORT, one.started_on) for one in volunteers])
    give_volunteers_area([one for one in volunteers if one.is_active], by=by)
    record(by=by, verb="volunteers.entered", changes={"count": len(rows)})
    return volunteers


def note_facts_changed(volunteer: Volunteer, *, by: Actor, made_one: frozenset[UUID] = frozenset()) -> bool:
    """Write in the register that name, tax code, birth or residence changed; False when the line says so already.

    ``made_one``: the people just made one or parted, whose lines may pass from one to the other. Nothing else moves a line.
    """
    hold_register()
    written = REGISTER.write([NewEntry(volunteer, EntryKind.VARIATION, today(), made_one=made_one)])
    if written:
        record(by=by, verb="volunteer.varied", subject=volunteer)
    return bool(written)


def _read_again(volunteer: Volunteer) -> None:
    """Wait for who is changing the row, and refuse one whose service is over."""
    db.session.refresh(volunteer, with_for_update={"of": Volunteer})
    if volunteer.ended_on is not None:
        raise WrongFact("on", _l("Il servizio è già finito: la data si cambia con una correzione del registro."))


def _numbers(wanted: Sequence[int | None], *, field: str = "rows[{place}].number") -> list[int]:
    try:
        return REGISTER.take_numbers(wanted)
    except NumberGiven as error:
        words = _l("Questo numero è già di un'altra riga, o non può essere.")
        raise WrongFact(field.format(place=error.place), words) from None


def _from_old_register(row: NewVolunteer, place: int) -> Volunteer:
    volunteer = Volunteer(
        id=uuid7(),
        person_id=row.person_id,
        section=Section(row.section),
        started_on=row.started_on,
        ended_on=row.ended_on,
        end_reason=row.end_reason,
    )
    try:
        check_service(volunteer)
    except WrongFact as error:
        raise WrongFact(f"rows[{place}].{error.field}", error.message) from None
    return volunteer


def _correct(volunteer: Volunteer, facts: dict[str, Any]) -> list[Volunteer]:
    """Change the row, and those that a move joins with it; gives all that changed."""
    moves = moves_of(volunteer)
    died_on = death_of(volunteer)
    for name, value in facts.items():
        setattr(volunteer, name, value)
    lines = [volunteer, *moves.follow(volunteer)]
    for one in lines:
        check_service(one)
    refuse_doubles(lines, field="started_on")
    say_death(volunteer, before=died_on)
    return lines
