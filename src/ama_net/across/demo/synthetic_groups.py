"""Groups that do not exist, in real municipalities: as varied as a real directory, every one marked as an example."""

import random
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from uuid_utils.compat import uuid7

from ama_net.across.demo.words import words_of
from ama_net.features.groups.models import Audience, Entry, Frequency, Group, Kind, Meeting, Mode, Status, Theme
from ama_net.features.groups.models.directory import group_audiences
from ama_net.foundation.database import db
from ama_net.foundation.text import slugify
from ama_net.kernel.places import Municipality, Venue

BATCH = 500
SOURCE = "Esempio inventato"


@dataclass
class _Words:
    """What the association already has, and the venues made here."""

    themes: list[UUID]
    audiences: list[UUID]
    municipalities: list[str]
    venues: list[tuple[UUID, str]]


def add_groups(count: int, province: str, chance: random.Random) -> int:
    """Add groups to the association in scope; they are published at the end, each once, so that triggers run once."""
    if not count:
        return 0
    words = _words(count, province, chance)
    for start in range(0, count, BATCH):
        numbers = range(start, min(count, start + BATCH))
        groups = [_group(number, words, chance) for number in numbers]
        db.session.execute(insert(Group), groups)
        db.session.execute(insert(Meeting), [m for group in groups for m in _meetings(group["id"], chance)])
        db.session.execute(
            insert(group_audiences), [a for group in groups for a in _audiences(group["id"], words, chance)]
        )
    db.session.execute(update(Group).where(Group.source == SOURCE).values(published=True))
    return count


def _words(count: int, province: str, chance: random.Random) -> _Words:
    towns = select(Municipality.istat_code).where(Municipality.province == province, Municipality.active)
    municipalities = sorted(db.session.execute(towns).scalars())
    chance.shuffle(municipalities)
    words = _Words(
        themes=list(db.session.execute(select(Theme.id).order_by(Theme.position)).scalars()),
        audiences=list(db.session.execute(select(Audience.id).order_by(Audience.position)).scalars()),
        municipalities=municipalities,
        venues=[],
    )
    venues = [_venue(number, words, chance) for number in range(count // 3 + 1)]
    db.session.execute(insert(Venue), venues)
    words.venues = [(venue["id"], venue["municipality_code"]) for venue in venues]
    return words


def _town(words: _Words, chance: random.Random) -> str:
    """A few towns hold most of the groups."""
    return words.municipalities[int(len(words.municipalities) * chance.random() ** 3)]


def _venue(number: int, words: _Words, chance: random.Random) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "name": f"{chance.choice(words_of('places'))} {chance.choice(words_of('groups'))} (esempio)",
        "address": f"{chance.choice(words_of('streets'))} {number % 190 + 1}",
        "municipality_code": _town(words, chance),
    }


def _group(number: int, words: _Words, chance: random.Random) -> dict[str, Any]:
    venue, town = chance.choice(words.venues)
    name = f"{chance.choice(words_of('groups'))} {number + 1}"
    mode = chance.choices(list(Mode), weights=(75, 12, 8, 5))[0]
    at_venue = mode in {Mode.IN_PERSON, Mode.HYBRID}
    return {
        "id": uuid7(),
        "slug": slugify(name),
        "name": name,
        "kind": chance.choices(list(Kind), weights=(93, 5, 2))[0],
        "theme_id": chance.choice(words.themes) if words.themes and chance.random() < 0.95 else None,
        "theme_words": chance.choice(words_of("subjects")),
        "status": chance.choices(list(Status)[:4], weights=(25, 60, 8, 7))[0],
        "is_example": True,
        "published": False,
        "mode": mode,
        "venue_id": venue if at_venue else None,
        "municipality_code": town if at_venue else _town(words, chance),
        "organisation": f"{chance.choice(words_of('groups'))} (associazione di esempio)"
        if chance.random() < 0.3
        else "",
        "description": _description(chance),
        "entry": chance.choice(list(Entry)),
        "hides_place": chance.random() < 0.05,
        "source": SOURCE,
        "confirmed_on": date(2026, 10, 1) if chance.random() < 0.6 else None,
    }


def _description(chance: random.Random) -> str:
    first, second, third = chance.sample(words_of("subjects"), 3)
    return f"{chance.choice(words_of('openings'))}: {first}, {second}, {third}. Gruppo inventato, serve solo a provare il sistema."


def _meetings(group_id: UUID, chance: random.Random) -> list[dict[str, Any]]:
    lines = chance.choices((0, 1, 2), weights=(12, 70, 18))[0]
    return [_meeting(group_id, position, chance) for position in range(lines)]


def _meeting(group_id: UUID, position: int, chance: random.Random) -> dict[str, Any]:
    frequency = chance.choices(list(Frequency)[:3], weights=(55, 30, 15))[0]
    hour = chance.choice((10, 15, 17, 18, 20))
    return {
        "group_id": group_id,
        "weekday": chance.randint(1, 7),
        "starts": time(hour, chance.choice((0, 30))),
        "ends": time(hour + 2),
        "frequency": frequency,
        "month_week": chance.randint(1, 5) if frequency == Frequency.MONTHLY else None,
        "position": position,
    }


def _audiences(group_id: UUID, words: _Words, chance: random.Random) -> list[dict[str, UUID]]:
    chosen = chance.sample(words.audiences, min(len(words.audiences), chance.choice((1, 1, 2))))
    return [{"group_id": group_id, "audience_id": audience} for audience in chosen]
