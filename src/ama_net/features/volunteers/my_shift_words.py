"""What a volunteer reads of shifts: days, hours, and why a place cannot be had, said to them."""

from datetime import date, time, timedelta
from uuid import UUID

from flask_babel import LazyString, format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import Shift
from ama_net.features.volunteers.shift_refusals import (
    AlreadyIn,
    LetterNotAccepted,
    NotAVolunteer,
    NotCovered,
    ShiftFull,
    ShiftOver,
    TooLate,
)
from ama_net.foundation.clock import ROME, day_of, today
from ama_net.kernel.people import WrongFact
from ama_net.kernel.scheduling import PersonTaken, hour_words, span_words

UNBROKEN_DASH = "\N{WORD JOINER}–\N{WORD JOINER}"

REFUSALS: dict[type[WrongFact], LazyString] = {
    ShiftFull: _l("Questo turno è al completo: qualcuno è arrivato prima. Guarda se un altro ti va bene."),
    AlreadyIn: _l("Sei già in questo turno."),
    NotAVolunteer: _l("Quel giorno non risulti nel registro dei volontari: scrivi alla segreteria."),
    LetterNotAccepted: _l("Prima di prendere un turno leggi e accetta la lettera di riservatezza."),
    NotCovered: _l("Per quel giorno la tua assicurazione non risulta: senti la segreteria, il turno ti aspetta."),
    ShiftOver: _l("Questo turno è già cominciato o non c'è più."),
    TooLate: _l("È tardi per lasciare il turno da qui: chiedi un cambio, o chiama la segreteria."),
}


def refusal_words(refused: WrongFact, person_id: UUID) -> str:
    """Why somebody cannot have a place, said to them; of the other person of an exchange no hours are told."""
    if isinstance(refused, PersonTaken):
        if refused.person_id != person_id:
            return str(_("In quelle ore l'altra persona ha già un altro impegno: lo scambio non si può fare."))
        when = span_words(refused.starts_at, refused.ends_at)
        return str(_("In quelle ore hai già un altro impegno: %(when)s.", when=when))
    return str(REFUSALS.get(type(refused), refused))


def day_words(day: date) -> str:
    """``mercoledì 25 novembre``, with "oggi" or "domani" before it; the year when it is another one."""
    words = str(format_date(day, "EEEE d MMMM" if day.year == today().year else "EEEE d MMMM y"))
    if day == today():
        return str(_("oggi, %(day)s", day=words))
    if day == today() + timedelta(days=1):
        return str(_("domani, %(day)s", day=words))
    return words


def hours_words(shift: Shift) -> str:
    """``18:00–20:00``, on one line; an end on another day names it."""
    starts, ends = shift.starts_at.astimezone(ROME), shift.ends_at.astimezone(ROME)
    last = hour_words(ends)
    if ends.date() != starts.date() and ends.time() != time.min:
        last = f"{last} ({format_date(ends.date(), 'EEE d')})"
    return f"{hour_words(starts)}{UNBROKEN_DASH}{last}"


def when_words(shift: Shift) -> str:
    """``mercoledì 25 novembre, 18:00–20:00``."""
    return f"{day_words(day_of(shift.starts_at))}, {hours_words(shift)}"


def as_title(words: str) -> str:
    """Words as a line begins."""
    return words[:1].upper() + words[1:]
