"""Writing groups and themes down. Whatever is saved here is the office's: files change it no more.

Who may: the office with GROUPS_EDIT. The audit keeps names of fields and states, never what was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from ama_net.features.groups.history import remembered
from ama_net.features.groups.importing.slugs import SlugBook
from ama_net.features.groups.models import Audience, Group, Kind, Mode, Status, Theme
from ama_net.features.groups.models.directory import Entry
from ama_net.features.groups.operations.timetable_lines import put_lines
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.foundation.text import slugify
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.places import Venue


@dataclass(frozen=True)
class GroupFacts:
    """What the office knows of a group; the municipality of the venue, when there is one, wins over its own.

    Without ``contact_consent_on`` the group's own contact is not kept, whatever is written here (GDPR art. 7.3).
    ``meetings`` None leaves the timetable as it is.
    """

    name: str
    kind: str = Kind.GROUP
    status: str = Status.UNCONFIRMED
    theme_id: UUID | None = None
    theme_words: str = ""
    audience_ids: tuple[UUID, ...] = ()
    mode: str = Mode.UNKNOWN
    entry: str = Entry.UNKNOWN
    venue_id: UUID | None = None
    municipality_code: str | None = None
    organisation: str = ""
    description: str = ""
    source: str = ""
    office_notes: str = ""
    hides_place: bool = False
    published: bool = True
    in_portal: bool = True
    languages: tuple[str, ...] = ()
    newcomers: bool | None = None
    size_min: int | None = None
    size_max: int | None = None
    started_on: date | None = None
    ended_on: date | None = None
    online_url: str = ""
    online_notes: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    contact_consent_on: date | None = None
    meetings: tuple[dict[str, object], ...] | None = None


PLAIN = tuple(
    field.name for field in fields(GroupFacts) if field.name not in {"audience_ids", "meetings", "municipality_code"}
)

CONTACT = ("contact_name", "contact_phone", "contact_email")
IN_CALENDARS = frozenset(
    {"name", "status", "mode", "venue_id", "municipality_code", "online_url", "hides_place", "published", "meetings"}
)
"""What calendars that people keep must hear of (RFC 5545 SEQUENCE)."""


def add_group(facts: GroupFacts, *, by: Actor) -> Group:
    """Write down a new group; its address comes from its name and does not change any more."""
    taken = set(db.session.scalars(select(Group.slug)))
    group = Group(slug=SlugBook(taken).take(facts.name))
    db.session.add(group)
    _write(group, facts)
    if group.status == Status.ACTIVE:
        group.confirmed_on = today()
    db.session.flush()
    record(by=by, verb="group.added", subject=group, changes={"status": [None, group.status]})
    return group


def change_group(group: Group, facts: GroupFacts, *, by: Actor) -> list[str]:
    """Correct a group; the names of what changed are returned and recorded. Saying that it is active confirms it."""
    before = group.status
    with remembered(group, by=by, way="group.changed"):
        changed = _write(group, facts)
    if not changed:
        return changed
    if group.status == Status.ACTIVE and before != Status.ACTIVE:
        group.confirmed_on = today()
    changes: dict[str, object] = {"fields": changed}
    if group.status != before:
        changes["status"] = [before, group.status]
    record(by=by, verb="group.changed", subject=group, changes=changes)
    return changed


def says_already(group: Group, facts: GroupFacts) -> bool:
    """Whether writing these facts would change nothing, as when a form is sent twice; without the timetable."""
    values = _plain_values(group, facts)
    return _same_audiences(group, facts) and all(getattr(group, name) == value for name, value in values.items())


def _write(group: Group, facts: GroupFacts) -> list[str]:
    values = _plain_values(group, facts)
    changed = [name for name, value in values.items() if getattr(group, name) != value]
    for name in changed:
        setattr(group, name, values[name])
    if not _same_audiences(group, facts):
        group.audiences = list(db.session.scalars(select(Audience).where(Audience.id.in_(facts.audience_ids))))
        changed.append("audiences")
    if facts.meetings is not None and put_lines(group, facts.meetings):
        changed.append("meetings")
    if changed:
        group.office_changed_at = now()
    if IN_CALENDARS & set(changed):
        group.sequence = (group.sequence or 0) + 1
    return changed


def _same_audiences(group: Group, facts: GroupFacts) -> bool:
    return {audience.id for audience in group.audiences} == set(facts.audience_ids)


def _plain_values(group: Group, facts: GroupFacts) -> dict[str, object]:
    """Closing dates the end; a contact goes as soon as the consent does; a venue says in which municipality it is."""
    values: dict[str, object] = {name: getattr(facts, name) for name in PLAIN}
    with db.session.no_autoflush:  # a new group has no name yet
        venue = db.session.get(Venue, facts.venue_id) if facts.venue_id else None
    values["municipality_code"] = (venue.municipality_code if venue else None) or facts.municipality_code
    values["languages"] = list(facts.languages)
    closed = facts.status == Status.CLOSED
    values["ended_on"] = (facts.ended_on or group.ended_on or today()) if closed else None
    if facts.contact_consent_on is None:
        values |= dict.fromkeys(CONTACT, "")
    return values


@dataclass(frozen=True)
class ThemeFacts:
    """What a theme is called, in both languages, and the words people search it with."""

    label: str
    label_en: str = ""
    description: str = ""
    description_en: str = ""
    synonyms: Sequence[str] = ()


def add_theme(facts: ThemeFacts, *, by: Actor) -> Theme:
    """Write down a new theme, after the others; its key, the word of the files, comes from its label."""
    keys = set(db.session.scalars(select(Theme.key)))
    plain = slugify(facts.label).replace("-", "_")
    key = plain if plain not in keys else next(free for n in range(2, 10**6) if (free := f"{plain}_{n}") not in keys)
    last = db.session.execute(select(func.max(Theme.position))).scalar()
    theme = Theme(key=key, position=0 if last is None else last + 1)
    db.session.add(theme)
    _write_theme(theme, facts)
    record(by=by, verb="theme.added", subject=theme)
    return theme


def change_theme(theme: Theme, facts: ThemeFacts, *, by: Actor) -> list[str]:
    """Correct a theme; the pages and the search of its groups follow at once."""
    changed = _write_theme(theme, facts)
    if changed:
        record(by=by, verb="theme.changed", subject=theme, changes={"fields": changed})
    return changed


def _write_theme(theme: Theme, facts: ThemeFacts) -> list[str]:
    values = {field.name: getattr(facts, field.name) for field in fields(ThemeFacts)}
    values["synonyms"] = list(dict.fromkeys(facts.synonyms))
    changed = [name for name, value in values.items() if getattr(theme, name) != value]
    for name in changed:
        setattr(theme, name, values[name])
    return changed
