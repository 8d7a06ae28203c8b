"""A register on paper: whose it is, on every page, and the head of its chain at the end."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.registers.lines import end_of
from ama_net.kernel.registers.register import Register
from ama_net.kernel.tenancy import current_tenant

PART = 10_000
"""How many lines one paper holds: six seconds of work. A longer book is printed in parts."""


@dataclass(frozen=True)
class Head:
    """The last entry of a register at a moment: its number, when it was written, its MAC in hex."""

    number: int
    at: datetime
    mac: str


def parts_of(lines: int) -> int:
    """How many papers a book of so many lines takes."""
    return max(1, -(-lines // PART))


def whose_book() -> dict[str, Any]:
    """The association as every page of its books names it: name, seat, tax code, number in the RUNTS."""
    identity = current_tenant().identity
    seat, register = identity.seat, identity.registration
    town = " ".join(filter(None, (seat.postcode, seat.municipality, f"({seat.province})")))
    runts = (
        _("RUNTS, sezione %(section)s, n. %(number)s", section=register.runts_section, number=register.runts_number)
        if register.runts_section and register.runts_number
        else ""
    )
    code = _("Codice fiscale %(code)s", code=register.tax_code) if register.tax_code else ""
    return {
        "association": identity.name,
        "about": [part for part in (", ".join(filter(None, (seat.address, town))), code, runts) if part],
    }


def page_words() -> dict[str, Any]:
    """The words every printed register has: page, of how many, when it was printed."""
    moment = format_datetime(now().astimezone(ROME), "d MMMM y, HH:mm", rebase=False)
    return {"page_words": _("Pagina"), "of_words": _("di"), "printed": _("Stampato il %(moment)s", moment=moment)}


def head_on(register: Register, day: date) -> Head | None:
    """The last entry on the evening of a day; None when there was none yet."""
    last = (
        select(LedgerEntry.number, LedgerEntry.at, LedgerEntry.mac)
        .where(register.is_entry(), LedgerEntry.at < end_of(min(day, today())))
        .order_by(LedgerEntry.number.desc())
        .limit(1)
    )
    row = db.session.execute(last).first()
    return Head(row.number, row.at, bytes(row.mac).hex()) if row else None


def seal_words(head: Head | None) -> list[str]:
    """The head of the chain, in words: whoever prints again can compare it."""
    if head is None:
        return [_("Il libro non ha ancora registrazioni.")]
    written = format_datetime(head.at.astimezone(ROME), "d MMMM y, HH:mm:ss", rebase=False)
    return [
        _("Ultima registrazione: n. %(number)s, scritta il %(moment)s.", number=head.number, moment=written),
        _("Impronta della catena: %(mac)s", mac=head.mac),
        _(
            "Ogni registrazione è legata alla precedente: se una sola cambia, questa impronta non torna più. La verifica "
            "si fa dal sistema, con la chiave dell'associazione."
        ),
    ]


def joined(*parts: str) -> str:
    """Parts of a cell, those that say something."""
    return "; ".join(part for part in parts if part)
