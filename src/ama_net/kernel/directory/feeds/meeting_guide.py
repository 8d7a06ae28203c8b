"""Meeting Guide JSON (github.com/code4recovery/spec): what TSML UI and the Meeting Guide app read.

One object for each weekday and hour of a group, one without day and hour for a group that has none. What the readers
need to show a group, and not to complain of it, is always there (docs/feeds.md says which field is what).
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import phonenumbers

from ama_net.kernel.directory.feeds.answers import Text, dumped
from ama_net.kernel.directory.feeds.codes import codes_of
from ama_net.kernel.directory.feeds.kept import Feed, Part
from ama_net.kernel.directory.feeds.rows import Published
from ama_net.kernel.directory.feeds.slots import Slot, slots_of
from ama_net.kernel.directory.feeds.whose import Whose
from ama_net.kernel.directory.feeds.wording import holds_until, notes_of, plain

LONGEST_SLUG, LONGEST_NAME = 64, 255
NAMELESS = "Gruppo di auto mutuo aiuto"
LONGEST_MINUTES = 120
"""TSML UI takes a longer meeting for a mistake: then its end is said in the notes only."""

PROVIDERS = (
    "bluejeans.com", "discord.gg", "freeconference.com", "freeconferencecall.com", "goto.com", "gotomeet.me",
    "gotomeeting.com", "meet.google.com", "meet.jit.si", "meetings.dialpad.com", "signal.group", "skype.com",
    "teams.live.com", "teams.microsoft.com", "webex.com", "zoho.com", "zoom.us",
)  # fmt: skip
"""Where people meet online, as TSML UI knows it; another address is told in the notes, where it warns of nothing."""


def write(rows: Sequence[Published], whose: Whose, day: date) -> Part[bytes]:
    """An association's groups, without the brackets around them."""
    taken: set[str] = set()
    text = b",\n".join(dumped(one) for row in rows for one in objects_of(row, whose, day, taken))
    return Part(text, len(text), min((holds_until(row, day) for row in rows), default=date.max))


def bind(parts: Sequence[bytes], whose: Whose) -> Text:
    """The whole array."""
    pieces: list[bytes] = [b"["]
    for part in filter(None, parts):
        pieces += [b",\n", part] if len(pieces) > 1 else [part]
    return Text((*pieces, b"]\n"))


FEED: Feed[bytes, Text] = Feed("meeting-guide", write, bind)


def objects_of(row: Any, whose: Whose, day: date, taken: set[str]) -> Iterator[dict[str, Any]]:
    """What the feed says of a group. ``taken`` are the slugs already given; the new ones are added."""
    whole = {**_always(row, whose), **_place(row), **_online(row), **_contact(row), "notes": _notes(row, day)}
    in_person = whole["approximate"] == "no"
    slots = slots_of(row, day)
    for slot in slots:
        types = codes_of(row, day, frequency=slot.meeting["frequency"], in_person=in_person)
        yield {**whole, "slug": _slug(row, whose, slot, taken), **_when(slot), "types": types}
    if not slots:
        yield {**whole, "slug": _slug(row, whose, None, taken), "types": codes_of(row, day, in_person=in_person)}


def _always(row: Any, whose: Whose) -> dict[str, Any]:
    home, page = whose.home_of(row), whose.page_of(row)
    name = plain(row.name)[:LONGEST_NAME] or NAMELESS
    return {
        "name": name,
        "group": name,
        "timezone": "Europe/Rome",
        "updated": row.updated_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "url": page,
        "feedback_url": f"{page}/segnala",
        "entity": row.tenant_name,
        "entity_url": home,
        "entity_website_url": home,
        **_entity_contacts(whose),
    }


def _entity_contacts(whose: Whose) -> dict[str, str]:
    phone = international(whose.phone)
    known = {"entity_phone": phone, "entity_email": whose.email}
    return {name: said for name, said in known.items() if said}


@lru_cache(maxsize=256)
def international(number: str) -> str:
    """``+39 051 000 0000``; empty when it is no number."""
    try:
        parsed = phonenumbers.parse(number, "IT")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def is_told_where(row: Any) -> bool:
    """Whether people meet at an address that is known; else only the municipality is told."""
    return bool(row.address) and row.mode != "online"


def one_line_address(row: Any) -> str:
    """``Via Nani 10, 40132 Bologna BO, Italia``: as much as is known, and never nothing."""
    street = row.address if is_told_where(row) else ""
    postcode = row.postcode if street else ""
    town = " ".join(part for part in (postcode, row.municipality, row.province if row.municipality else "") if part)
    return ", ".join(plain(part) for part in (street, town, "Italia") if part)


def _place(row: Any) -> dict[str, Any]:
    there = is_told_where(row)
    regions = [region for region in (row.district, row.municipality) if region]
    known = {
        "address": plain(row.address or "") if there else "",
        "city": row.municipality,
        "state": row.province,
        "postal_code": row.postcode if there else "",
        "region": regions[0] if regions else "",
        "sub_region": regions[1] if len(regions) > 1 else "",
        "location": plain(row.venue_name or "") if row.mode != "online" else "",
    }
    found: dict[str, Any] = {name: said for name, said in known.items() if said}
    if there and row.lat is not None and row.lon is not None:
        found.update(latitude=round(row.lat, 5), longitude=round(row.lon, 5))
    address = one_line_address(row)
    return {**found, "country": "IT", "formatted_address": address, "approximate": "no" if there else "yes"}


def _online(row: Any) -> dict[str, str]:
    return {"conference_url": row.online_url} if _is_known_room(row.online_url) else {}


def _is_known_room(url: str) -> bool:
    if not url:
        return False
    try:
        address = urlsplit(url)
    except ValueError:  # people write all sorts of things
        return False
    host = address.hostname or ""
    known = any(host == provider or host.endswith(f".{provider}") for provider in PROVIDERS)
    return known and address.scheme in {"http", "https"}


def _notes(row: Any, day: date) -> str:
    notes = notes_of(row, day)
    if row.online_url and not _is_known_room(row.online_url):
        notes = f"{notes}\n\nOnline: {row.online_url}".strip()
    return notes


def _contact(row: Any) -> dict[str, str]:
    """The group's own, which is published only with a consent, and has no surname."""
    contact = row.contact or {}
    name = plain(contact.get("name") or "") or "Contatto del gruppo"
    known = {"contact_1_phone": contact.get("phone"), "contact_1_email": contact.get("email")}
    found = {field: said for field, said in known.items() if said}
    return {"contact_1_name": name, **found} if found else {}


def _when(slot: Slot) -> dict[str, Any]:
    when: dict[str, Any] = {"day": slot.from_sunday, "time": slot.starts}
    minutes = slot.length.total_seconds() / 60
    if slot.ends > slot.starts and minutes <= LONGEST_MINUTES:
        when["end_time"] = slot.ends
    return when


def _slug(row: Any, whose: Whose, slot: Slot | None, taken: set[str]) -> str:
    """``ginestra-mer``; on the portal ``bologna--ginestra-mer``, since no association's slug has two dashes together."""
    base = f"{row.tenant_slug}--{row.slug}" if whose.is_portal else row.slug
    choices = [base]
    if slot is not None:
        day = f"{base}-{slot.short_day}"
        choices = [day, f"{day}-{slot.starts.replace(':', '')}"]
    fitting = (choice for choice in choices if len(choice) <= LONGEST_SLUG and choice not in taken)
    slug = next(fitting, None) or _marked(base, row, slot)
    taken.add(slug)
    return slug


def _marked(base: str, row: Any, slot: Slot | None) -> str:
    """A slug that is too long, or that another has, ends with what only this meeting has."""
    own = f"{row.group_id}{slot.meeting['id']}{slot.weekday}" if slot else str(row.group_id)
    end = sha256(own.encode()).hexdigest()[:12]
    return f"{base[: LONGEST_SLUG - len(end) - 1]}-{end}"
