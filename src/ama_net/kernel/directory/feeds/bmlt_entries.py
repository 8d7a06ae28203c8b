"""The directory as BMLT's semantic interface tells it: a meeting for each weekday and hour, formats, service bodies.

Numbers are made from what never changes (a row's uuid, a code's letters), so they stay. They have 52 bits and not 63: the
readers are mostly JavaScript, whose numbers are exact up to 2**53.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any
from unicodedata import normalize

from ama_net.kernel.directory.feeds.answers import dumped
from ama_net.kernel.directory.feeds.codes import codes_of, language_code, theme_code
from ama_net.kernel.directory.feeds.kept import Feed, Part
from ama_net.kernel.directory.feeds.meeting_guide import is_told_where
from ama_net.kernel.directory.feeds.rows import Published
from ama_net.kernel.directory.feeds.slots import Slot, slots_of
from ama_net.kernel.directory.feeds.whose import Whose
from ama_net.kernel.directory.feeds.wording import holds_until, notes_of, plain

IN_PERSON, ONLINE, HYBRID = 1, 2, 3
VENUE_TYPES = {"online": ONLINE, "hybrid": HYBRID}

KNOWN = {
    "O": ("Ingresso libero", "Si può andare direttamente", "O", "OPEN"),
    "C": ("Contatto prima", "Prima di andare si telefona o si fa un colloquio", "O", "CLOSED"),
    "TC": ("Chiuso per ora", "In questi giorni non ci si incontra", "FC2", "TC"),
    "X": ("Senza gradini", "Si entra anche in carrozzina", "FC2", "WCHR"),
    "VM": ("Online", "Ci si incontra online", "FC2", "VM"),
    "HY": ("In presenza e online", "Ci si incontra di persona e online", "FC2", "HYBR"),
    "AMA-BIW": ("Ogni due settimane", "Le date sono sulla pagina del gruppo", "FC1", ""),
    "AMA-MON": ("Una volta al mese", "Le date sono sulla pagina del gruppo", "FC1", ""),
    "AMA-ALT": ("Cadenza particolare", "Le date sono sulla pagina del gruppo", "FC1", ""),
}
"""Codes with their name, what it means, BMLT's kind of format and its code of the world."""


@dataclass(frozen=True)
class Format:
    """What a code means."""

    key: str
    name: str
    description: str
    kind: str
    world: str

    @property
    def number(self) -> int:
        """Stable."""
        return number_of("format", self.key)


@dataclass(frozen=True)
class Body:
    """An association, as a service body."""

    number: int
    name: str
    url: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting: what can be asked of it, and itself as JSON. ``weekday`` is 1 for Sunday; times are in minutes."""

    number: int
    weekday: int
    venue_type: int
    starts: int
    length: int
    formats: frozenset[int]
    body: int
    lat: float | None
    lon: float | None
    words: str
    town: str
    name: str
    text: bytes


@dataclass(frozen=True)
class Portion:
    """What one association publishes."""

    entries: tuple[Entry, ...]
    formats: Mapping[str, Format]
    bodies: tuple[Body, ...]


_ACCENTS = re.compile("[\u0300-\u036f]+")


def searchable(text: str) -> str:
    """Small letters without accents: as ``foundation.text.fold``, but ten times as quick on thousands of long texts."""
    return _ACCENTS.sub("", normalize("NFKD", text.lower()))


@lru_cache(maxsize=4096)
def number_of(*what: Any) -> int:
    """A number of 52 bits, the same for the same things, never 0."""
    digest = sha256("|".join(map(str, what)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 12 or 1


def write(rows: Sequence[Published], whose: Whose, day: date) -> Part[Portion]:
    """An association's meetings; groups whose day or hour nobody knows have no place in this format."""
    formats: dict[str, Format] = {}
    entries = [_entry(row, slot, whose, day, formats) for row in rows for slot in slots_of(row, day)]
    body = (_body(rows[0], whose),) if rows else ()
    until = min((holds_until(row, day) for row in rows), default=date.max)
    # A few hundred bytes around each for what is asked of it.
    size = sum(len(entry.text) + len(entry.words) + 500 for entry in entries)
    return Part(Portion(tuple(entries), formats, body), size, until)


def bind(parts: Sequence[Portion], whose: Whose) -> Portion:
    """All of them; where two meetings have come to the same number, one takes the next that is free."""
    entries = distinct(entry for part in parts for entry in part.entries)
    formats = {key: known for part in parts for key, known in part.formats.items()}
    bodies = tuple(body for part in parts for body in part.bodies)
    if whose.tenant_id is not None and not bodies:
        bodies = (Body(number_of(whose.tenant_id), whose.name, whose.base_url, whose.phone),)
    return Portion(entries, dict(sorted(formats.items())), bodies)


FEED: Feed[Portion, Portion] = Feed("bmlt", write, bind)


def distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with a number each."""
    taken: set[int] = set()
    found: list[Entry] = []
    for entry in entries:
        number = entry.number
        while number in taken:
            number += 1
        taken.add(number)
        found.append(entry if number == entry.number else _renumbered(entry, number))
    return tuple(found)


def _renumbered(entry: Entry, number: int) -> Entry:
    return replace(entry, number=number, text=dumped({**json.loads(entry.text), "id_bigint": str(number)}))


def _body(row: Any, whose: Whose) -> Body:
    return Body(number_of(row.tenant_id), row.tenant_name, whose.home_of(row), whose.phone)


def _entry(row: Any, slot: Slot, whose: Whose, day: date, formats: dict[str, Format]) -> Entry:
    told = [_format(code, row) for code in _codes(row, slot, day)]
    formats.update({known.key: known for known in told})
    there, minutes = is_told_where(row), int(slot.length.total_seconds() // 60)
    hour, minute = map(int, slot.starts.split(":"))
    number = number_of("meeting", slot.meeting["id"], slot.weekday)
    comments = notes_of(row, day)
    meeting = _meeting(row, slot, whose, told, comments) | {"id_bigint": str(number)}
    words = (row.name, comments, row.theme_label, row.venue_name, row.address, row.municipality, row.organisation)
    return Entry(
        number=number,
        weekday=slot.from_sunday + 1,
        venue_type=VENUE_TYPES.get(row.mode, IN_PERSON),
        starts=hour * 60 + minute,
        length=minutes,
        formats=frozenset(known.number for known in told),
        body=number_of(row.tenant_id),
        lat=row.lat if there else None,
        lon=row.lon if there else None,
        words=searchable(" ".join(filter(None, words))),
        town=searchable(row.municipality or ""),
        name=searchable(row.name),
        text=dumped(meeting),
    )


def _codes(row: Any, slot: Slot, day: date) -> list[str]:
    how = {"online": ["VM"], "hybrid": ["HY"]}.get(row.mode, [])
    return [*codes_of(row, day, frequency=slot.meeting["frequency"], in_person=row.mode != "online"), *how]


def _format(code: str, row: Any) -> Format:
    if code in KNOWN:
        return Format(code, *KNOWN[code])
    if row.theme_key and code == theme_code(row.theme_key):
        return Format(code, row.theme_label, "", "FC3", "")
    language = next((language for language in row.languages if language_code(language) == code), code)
    return Format(code, f"Lingua: {language}", "", "LANG", "LANG")


def _meeting(row: Any, slot: Slot, whose: Whose, formats: Sequence[Format], comments: str) -> dict[str, str]:
    home = whose.home_of(row)
    minutes = int(slot.length.total_seconds() // 60)
    known = sorted(formats, key=lambda one: one.key)
    return {
        "id_bigint": "",
        "worldid_mixed": "",
        "shared_group_id_bigint": str(number_of("group", row.group_id)),
        "service_body_bigint": str(number_of(row.tenant_id)),
        "service_body_name": row.tenant_name,
        "weekday_tinyint": str(slot.from_sunday + 1),
        "venue_type": str(VENUE_TYPES.get(row.mode, IN_PERSON)),
        "start_time": f"{slot.starts}:00",
        "duration_time": f"{minutes // 60:02}:{minutes % 60:02}:00",
        "time_zone": "Europe/Rome",
        "formats": ",".join(one.key for one in known),
        "format_shared_id_list": ",".join(str(one.number) for one in known),
        "lang_enum": "it",
        "published": "1",
        "root_server_uri": f"{home}",
        "meeting_name": plain(row.name),
        "comments": comments,
        "email_contact": "",
        "virtual_meeting_link": row.online_url,
        "virtual_meeting_additional_info": "",
        "phone_meeting_number": "",
        "group_url": whose.page_of(row),
        **_location(row),
    }


def _location(row: Any) -> dict[str, str]:
    there = is_told_where(row)
    measured = there and row.lat is not None and row.lon is not None
    return {
        "longitude": str(round(row.lon, 5)) if measured else "",
        "latitude": str(round(row.lat, 5)) if measured else "",
        "location_text": plain(row.venue_name or "") if row.mode != "online" else "",
        "location_street": plain(row.address) if there else "",
        "location_municipality": row.municipality or "",
        "location_sub_province": row.district or "",
        "location_province": row.province or "",
        "location_postal_code_1": (row.postcode or "") if there else "",
        "location_nation": "IT",
        "location_neighborhood": "",
        "location_city_subsection": "",
        "location_info": "",
    }
