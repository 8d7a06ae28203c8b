"""The frame of the personal area (``/my``): what each room shows there to who is signed in.

A room writes one ``PersonalRoom``; app.py lists them in PERSONAL. The menu has an entry for each room that concerns the
person, the first page the next things of all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import lazy_gettext as _l

from ama_net.kernel.access import Actor, Door, current_actor


@dataclass(frozen=True)
class NextThing:
    """Something to do or to remember: what it is, when, and the page where it is. ``urgent``: nothing goes on before it."""

    title: str
    detail: str
    url: str
    when: datetime | None = None
    urgent: bool = False


def _nothing(actor: Actor) -> list[NextThing]:
    return []


def _always(_endpoint: str) -> bool:
    return True


def _everybody(actor: Actor) -> bool:
    return True


@dataclass(frozen=True)
class PersonalRoom:
    """One room of the personal area. ``title`` is a lazy text; ``endpoint`` its first page; ``concerns`` says whom.

    ``within`` is the key of the room whose pages lead to this one: the menu shows only that, when it is there.
    """

    key: str
    title: Any
    icon: str
    endpoint: str
    next_things: Callable[[Actor], list[NextThing]] = _nothing
    concerns: Callable[[Actor], bool] = _everybody
    order: int = 100
    within: str = ""


HOME = PersonalRoom("home", _l("In breve"), "home", "accounts_my.home", order=0)
ACCESS = PersonalRoom("access", _l("Accesso e sicurezza"), "lock", "accounts_my.access", order=900)


def connect(app: Flask, rooms: list[PersonalRoom]) -> None:
    """Give the layout of the personal area its menu."""
    app.extensions["personal"] = sorted([HOME, *rooms, ACCESS], key=lambda room: room.order)
    app.context_processor(_values)


def rooms_of(actor: Actor) -> list[PersonalRoom]:
    """The rooms that concern a person and that the association has not closed (``across/office`` knows which)."""
    is_open: Callable[[str], bool] = current_app.extensions.get("room_is_open", _always)
    return [room for room in current_app.extensions["personal"] if room.concerns(actor) and is_open(room.endpoint)]


def next_things_of(actor: Actor) -> list[NextThing]:
    """The next things of every room: what is urgent, then the nearest first, those without a date last."""
    things = [thing for room in rooms_of(actor) for thing in room.next_things(actor)]
    return sorted(things, key=_order)


def _order(thing: NextThing) -> tuple[bool, bool, float]:
    return not thing.urgent, thing.when is None, thing.when.timestamp() if thing.when else 0


def first_name_of(actor: Actor) -> str:
    """How one is greeted: the given name in the register of people, else the first word of the account's name."""
    return g.get("given_name") or actor.name.partition(" ")[0] or actor.name


def _values() -> dict[str, Any]:
    actor = current_actor()
    if (
        actor is None
        or g.get("tenant") is None
        or current_app.extensions["doors"].get(request.blueprint) is not Door.MY
    ):
        return {}
    return {"personal_menu": menu_of(rooms_of(actor))}


def menu_of(rooms: list[PersonalRoom]) -> list[dict[str, Any]]:
    """The entries of the menu: a room that is within another of these is reached from there, and lights it up."""
    keys = {room.key for room in rooms}
    shown = [room for room in rooms if room.within not in keys]
    return [_entry(room, [one for one in rooms if one.within == room.key]) for room in shown]


def _entry(room: PersonalRoom, within: list[PersonalRoom]) -> dict[str, Any]:
    return {
        "title": room.title,
        "url": url_for(room.endpoint),
        "icon": room.icon,
        "active": any(_is_here(one) for one in (room, *within)),
    }


def _is_here(room: PersonalRoom) -> bool:
    url = url_for(room.endpoint)
    here = (request.script_root + request.path).rstrip("/")
    return here == url or (room is not HOME and here.startswith(f"{url}/"))
