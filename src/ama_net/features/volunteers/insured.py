"""Who is insured and what the insurer knows of it, as arithmetic on days; nothing here reads a table.

A person's days are told by their first day: that is how a line of one communication answers to one of another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from ama_net.features.volunteers.models import Change, Risk, Section

Told = dict[tuple[UUID, date], date | None]
"""What the insurer knows: whose days, from which, and until which (None: as long as the policy)."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days of cover of one person, both included; ``last_on`` None: as long as the policy."""

    person_id: UUID
    first_on: date
    last_on: date | None = None


@dataclass(frozen=True)
class Telling:
    """A line of a communication."""

    change: Change
    person_id: UUID
    first_on: date
    last_on: date | None = None


def told_after(communications: Iterable[tuple[bool, Iterable[Telling]]]) -> Told:
    """What the insurer knows after all of them, the oldest first; ``True`` is a whole list, in place of all before."""
    told: Told = {}
    for is_whole, lines in communications:
        if is_whole:
            told.clear()
        for line in lines:
            if line.change == Change.VOID:
                told.pop((line.person_id, line.first_on), None)
            else:
                told[line.person_id, line.first_on] = line.last_on
    return told


def to_tell(present: Iterable[Stretch], told: Mapping[tuple[UUID, date], date | None]) -> list[Telling]:
    """What the insurer does not know yet: who came in, who goes out, and what was told and is not so."""
    lines, found = [], set()
    for one in present:
        key = (one.person_id, one.first_on)
        found.add(key)
        if key not in told or told[key] != one.last_on:
            change = _change(one, told[key]) if key in told else Change.IN
            lines.append(Telling(change, one.person_id, one.first_on, one.last_on))
    taken_back = (key for key in told if key not in found)
    return lines + [Telling(Change.VOID, *key, last_on=told[key]) for key in taken_back]


def _change(one: Stretch, told_until: date | None) -> Change:
    shorter = one.last_on is not None and (told_until is None or one.last_on < told_until)
    return Change.OUT if shorter else Change.IN


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Days of the same person that follow one another without a gap, as one stretch. In order of person and day."""
    found: list[Stretch] = []
    for one in stretches:
        last = found[-1] if found else None
        if last and last.person_id == one.person_id and last.last_on and one.first_on <= last.last_on + DAY:
            found[-1] = Stretch(one.person_id, last.first_on, _later(last.last_on, one.last_on))
        else:
            found.append(one)
    return found


def _later(one: date, other: date | None) -> date | None:
    return None if other is None else max(one, other)


@dataclass(frozen=True)
class Term:
    """The days of a policy, for which sections and risks."""

    first_on: date
    last_on: date
    sections: frozenset[Section]
    risks: frozenset[Risk]


@dataclass(frozen=True, order=True)
class Gap:
    """Days in which no policy covers a risk of a section, both included."""

    first_on: date
    last_on: date
    section: Section
    risks: tuple[Risk, ...]


def gaps_between(terms: Iterable[Term], first: date, last: date) -> list[Gap]:
    """The days from ``first`` to ``last`` that some risk of some section is not covered, the earliest first."""
    known = list(terms)
    found: dict[tuple[date, date, Section], list[Risk]] = {}
    for section in Section:
        for risk in Risk:
            covering = [one for one in known if section in one.sections and risk in one.risks]
            for begins, ends in _uncovered(covering, first, last):
                found.setdefault((begins, ends, section), []).append(risk)
    return sorted(Gap(*key, tuple(risks)) for key, risks in found.items())


def _uncovered(covering: list[Term], first: date, last: date) -> list[tuple[date, date]]:
    holes, day = [], first
    for one in sorted(covering, key=lambda term: term.first_on):
        if one.first_on > last:
            break
        if one.first_on > day:
            holes.append((day, one.first_on - DAY))
        day = max(day, one.last_on + DAY)
    if day <= last:
        holes.append((day, last))
    return holes
