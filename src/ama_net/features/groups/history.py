"""The history of a group: what each fact said before and after a change, in words people read.

Every operation that changes a group does it inside ``remembered``; what did not change leaves no trace. A group's own
public contact is not kept here: it may be a person's, and goes when the consent does. Papers that tell what may be
told no more leave the site at the same moment.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask_babel import LazyString, force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ama_net.features.groups.models import Group, GroupRevision
from ama_net.features.groups.papers_off import take_papers_off, told_in_papers
from ama_net.features.groups.sheet import timetable
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.access import Actor
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.directory.words import ENTRY_WORDS, KIND_WORDS, MODE_WORDS, STATUS_WORDS
from ama_net.kernel.places import Municipality, Venue

FACT_WORDS: dict[str, LazyString] = {
    "name": _l("Nome"),
    "kind": _l("Che cos'è"),
    "status": _l("Stato"),
    "theme": _l("Tema"),
    "theme_words": _l("Di che cosa si parla"),
    "audiences": _l("Rivolto a"),
    "when": _l("Quando"),
    "pauses": _l("Sospensioni"),
    "venue": _l("Sede"),
    "municipality": _l("Comune"),
    "mode": _l("Come ci si incontra"),
    "entry": _l("Come si entra"),
    "organisation": _l("Promosso da"),
    "description": _l("Descrizione"),
    "languages": _l("Lingue"),
    "size": _l("Quante persone"),
    "started_on": _l("Nato il"),
    "ended_on": _l("Chiuso il"),
    "online_url": _l("Indirizzo online"),
    "hides_place": _l("Protetto"),
    "published": _l("Sul sito"),
    "in_portal": _l("Nel portale"),
}
"""The facts that are remembered, in the order they are read; ``confirmed_on`` changes too often to be history."""


@contextmanager
def remembered(group: Group, *, by: Actor, way: str) -> Iterator[None]:
    """Keep what the block changes of a group, if anything. ``way`` is the verb the audit has for it."""
    before, told = facts_in_words(group), told_in_papers(group)
    yield
    db.session.flush()
    take_papers_off(group, told, by=by)
    after = facts_in_words(group)
    changes = {fact: [before[fact], after[fact]] for fact in FACT_WORDS if before[fact] != after[fact]}
    if changes:
        db.session.add(GroupRevision(group_id=group.id, made_by=by.account_id, way=way, changes=changes))


def facts_in_words(group: Group) -> dict[str, str]:
    """Every fact as an Italian reader sees it; empty when it is not known."""
    with force_locale("it"):
        return {**_said(group), **_read(group)}


def _said(group: Group) -> dict[str, str]:
    return {
        "kind": str(KIND_WORDS[group.kind]),
        "status": str(STATUS_WORDS[group.status]),
        "mode": str(MODE_WORDS[group.mode]),
        "entry": str(ENTRY_WORDS[group.entry]),
        "theme": group.theme.label if group.theme else "",
        "audiences": ", ".join(audience.label for audience in group.audiences),
        "when": "; ".join(timetable(group)),
        "pauses": "; ".join(_pause(pause.first_day, pause.last_day) for pause in group.pauses),
        "started_on": date_words(group.started_on) if group.started_on else "",
        "ended_on": date_words(group.ended_on) if group.ended_on else "",
        **{name: "sì" if getattr(group, name) else "no" for name in ("hides_place", "published", "in_portal")},
    }


def _read(group: Group) -> dict[str, str]:
    # Read by key: the row in memory may still point to what it was before.
    venue = db.session.get(Venue, group.venue_id) if group.venue_id else None
    town = db.session.get(Municipality, group.municipality_code) if group.municipality_code else None
    sizes = [str(size) for size in (group.size_min, group.size_max) if size]
    return {
        **{name: getattr(group, name) or "" for name in ("name", "theme_words", "organisation", "description")},
        "venue": ", ".join(filter(None, (venue.name, venue.address))) if venue else "",
        "municipality": town.label if town else "",
        "languages": ", ".join(group.languages or ()),
        "size": "-".join(sizes),
        "online_url": group.online_url or "",
    }


def _pause(first: Any, last: Any) -> str:
    return f"dal {date_words(first)}" + (f" al {date_words(last)}" if last else "")


def revisions_of(group: Group, limit: int = 100) -> list[GroupRevision]:
    """The changes of a group, the newest first."""
    found = select(GroupRevision).where(GroupRevision.group_id == group.id)
    return list(db.session.scalars(found.order_by(GroupRevision.made_at.desc(), GroupRevision.id).limit(limit)))


def names_of(account_ids: set[UUID]) -> Mapping[UUID, str]:
    """What the accounts are called; one that is gone is not there."""
    if not account_ids:
        return {}
    found = select(Account).where(Account.id.in_(account_ids)).options(joinedload(Account.person))
    return {account.id: account.name for account in db.session.scalars(found)}
