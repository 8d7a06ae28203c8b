"""How a page of a register is asked to read it: in which of its two senses, and as of which day."""

from datetime import date

from flask import request

from ama_net.foundation.clock import today

WRITTEN = "scritto"
"""``senso=scritto``: as it was written on a day; the other sense has the name of who is in the register."""


def asked_reading(in_force: str) -> tuple[str, date | None]:
    """In which sense, and which day; a day to come or that is none is as if nothing was said."""
    sense = in_force if request.args.get("senso") == in_force else WRITTEN
    try:
        day = date.fromisoformat(request.args.get("giorno", ""))
    except ValueError:
        return sense, None
    return sense, day if day < today() else None
