"""What is printed: letters under the letterhead, labels, the register of the protocol."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.foundation.clock import day_of, today
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.correspondence.models import Channel, Direction, Letter, ProtocolEntry
from ama_net.kernel.correspondence.operations import VARIOUS
from ama_net.kernel.correspondence.settings import LettersSettings
from ama_net.kernel.correspondence.words import CHANNELS, DIRECTIONS
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours
from ama_net.kernel.tenancy.settings import read_settings

MOST_LETTERS = 500
"""How many letters one PDF holds: more are printed in more than one go."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of labels on A4, in millimetres: how many, how large, where the first one is, the space between columns."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float

    @property
    def labels(self) -> int:
        """How many labels it has."""
        return self.columns * self.rows


SHEETS: dict[str, Sheet] = {
    "70x37": Sheet(3, 8, 70, 37, 0, 0.5, 0),
    "70x29": Sheet(3, 10, 70, 29.7, 0, 0, 0),
    "63x38": Sheet(3, 7, 63.5, 38.1, 7.2, 15.15, 2.5),
    "99x38": Sheet(2, 7, 99.1, 38.1, 4.65, 15.15, 2.5),
    "99x34": Sheet(2, 8, 99.1, 33.9, 4.65, 12.9, 2.5),
}
SHEET_WORDS: dict[str, LazyString] = {
    "70x37": _l("24 etichette, 70 × 37 mm"),
    "70x29": _l("30 etichette, 70 × 29,7 mm"),
    "63x38": _l("21 etichette, 63,5 × 38,1 mm"),
    "99x38": _l("14 etichette, 99,1 × 38,1 mm"),
    "99x34": _l("16 etichette, 99,1 × 33,9 mm"),
}


def letters_pdf(letters: Sequence[Letter]) -> bytes:
    """Letters to print, each from a page of its own. Who printed them says so apart: making the file changes nothing."""
    settings, tenant = read_settings(LettersSettings), current_tenant()
    data = {
        "title": _("Lettere di %(association)s", association=tenant.name),
        "association": tenant.name,
        "head": letterhead(),
        "foot": letter_foot(),
        "colours": colours(tenant.slug),
        "window": settings.window,
        "top": settings.window_top_mm,
        "letters": [_letter(one, settings.sign_off) for one in letters],
    }
    return render_pdf("correspondence/pdf/letters.typ", data)


def letterhead() -> list[str]:
    """Seat and contacts of the association, a line each, as they stand under its name."""
    tenant = current_tenant()
    seat, contact = tenant.seat, tenant.contact
    town = " ".join(filter(None, (seat.postcode, seat.municipality, f"({seat.province})")))
    reached = [*(str(phone.number) for phone in contact.phones[:2]), contact.public_email, contact.website]
    return [line for line in (", ".join(filter(None, (seat.address, town))), " · ".join(filter(None, reached))) if line]


def letter_foot() -> str:
    """What the law wants on letters: tax code, and the registration in the RUNTS (D.Lgs. 117/2017 art. 12 and 32)."""
    tenant = current_tenant()
    parts = [tenant.name]
    if tenant.tax_code:
        parts.append(_("codice fiscale %(code)s", code=tenant.tax_code))
    if tenant.runts:
        parts.append(_("iscrizione al RUNTS: sezione %(runts)s", runts=tenant.runts.strip()))
    return " · ".join(parts)


def labels_pdf(addresses: Iterable[str], sheet: str, *, start: int = 1) -> bytes:
    """Labels for some addresses (a line each), on a kind of sheet, from the ``start``-th label of the first sheet."""
    tenant = current_tenant()
    data = {
        "title": _("Etichette"),
        "association": tenant.name,
        "sheet": asdict(SHEETS[sheet]),
        "skip": max(0, min(start, SHEETS[sheet].labels) - 1),
        "labels": [address.splitlines() for address in addresses],
    }
    return render_pdf("correspondence/pdf/labels.typ", data)


def register_pdf(year: int, entries: Iterable[ProtocolEntry]) -> bytes:
    """The protocol of a year, to print and keep."""
    tenant = current_tenant()
    columns = [
        (_("Numero"), 0),
        (_("Registrata"), 0),
        (_("Giorno della lettera"), 0),
        (_("Verso"), 0),
        (_("Mittente o destinatario"), 3),
        (_("Oggetto"), 5),
    ]
    data = {
        "title": _("Protocollo %(year)s", year=year),
        "subtitle": "",
        "association": tenant.name,
        "columns": [{"title": title, "width": width} for title, width in [*columns, (_("Come"), 0)]],
        "rows": [_line(entry) for entry in entries],
        "colours": colours(tenant.slug),
        "printed": _("stampato il %(day)s", day=day_words(today())),
        "page_words": _("pagina"),
    }
    return render_pdf("documents/pdf/register.typ", data)


def correspondent_of(entry: ProtocolEntry) -> str:
    """Who wrote or was written to, as a page says it: a name, or that they are several."""
    if entry.person is not None:
        return entry.person.list_name
    if entry.organisation is not None:
        return entry.organisation.name
    if entry.correspondent or entry.emptied_at is not None or entry.direction == Direction.IN:
        return entry.correspondent or ""
    return str(_("Più destinatari"))


def registered_on(entry: ProtocolEntry) -> date:
    """The day it took its number, in Italy: a letter's own day may be much earlier."""
    return day_of(entry.created_at)


def channel_words(channel: str) -> str:
    """How a letter travels, in words."""
    return _("In più modi") if channel == VARIOUS else str(CHANNELS.get(channel, ""))


def _line(entry: ProtocolEntry) -> list[str]:
    direction = str(DIRECTIONS[entry.direction])
    day = entry.on_day.strftime("%d/%m/%Y")
    who = correspondent_of(entry)
    written = registered_on(entry).strftime("%d/%m/%Y")
    return [entry.number_words, written, day, direction, who, entry.subject, channel_words(entry.channel)]


def _letter(letter: Letter, sign_off: str) -> dict[str, Any]:
    text = (letter.body or "").strip()
    by_hand = _("Consegnata a mano") if letter.channel == Channel.HAND else ""
    extra = channel_words(letter.channel) if letter.channel == Channel.REGISTERED_POST else by_hand
    reference = _("Protocollo n. %(number)s", number=letter.entry.number_words)
    return {
        "address": (letter.address or "").splitlines(),
        "place_date": f"{current_tenant().seat.municipality}, {day_words(letter.entry.on_day)}",
        "reference": " · ".join(filter(None, (reference, extra))),
        "subject": letter.subject or letter.entry.subject,
        "paragraphs": [paragraph.splitlines() for paragraph in text.split("\n\n") if paragraph.strip()],
        "sign_off": sign_off,
    }
