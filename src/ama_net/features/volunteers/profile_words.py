"""How pages say what profiles call by name."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import DayPart, LetterWay, PaperKind, Transport, VolunteerProfile

PARTS: dict[str, LazyString] = {
    DayPart.MORNING: _l("mattina"),
    DayPart.AFTERNOON: _l("pomeriggio"),
    DayPart.EVENING: _l("sera"),
}
DAYS: tuple[LazyString, ...] = (
    _l("lunedì"),
    _l("martedì"),
    _l("mercoledì"),
    _l("giovedì"),
    _l("venerdì"),
    _l("sabato"),
    _l("domenica"),
)
TRANSPORTS: dict[str, LazyString] = {
    Transport.CAR: _l("in auto"),
    Transport.PUBLIC: _l("con i mezzi"),
    Transport.FOOT: _l("a piedi o in bici"),
}
PAPER_KINDS: dict[str, LazyString] = {
    PaperKind.CERTIFICATE: _l("Attestato di formazione"),
    PaperKind.CRIMINAL_RECORD: _l("Certificato del casellario"),
    PaperKind.DRIVING: _l("Patente"),
    PaperKind.OTHER: _l("Altro documento che serve"),
}
LETTER_WAYS: dict[str, LazyString] = {
    LetterWay.AREA: _l("nell'area personale"),
    LetterWay.PAPER: _l("su carta"),
}


def slot(weekday: int, part: str) -> str:
    """A part of a weekday as forms send it: ``0-morning``."""
    return f"{weekday}-{part}"


SLOTS: dict[str, tuple[int, str]] = {slot(day, part): (day, part) for day in range(7) for part in DayPart}


def free_lines(profile: VolunteerProfile | None) -> list[str]:
    """When somebody is free, a line for each weekday: ``lunedì: mattina, sera``."""
    if profile is None:
        return []
    lines = []
    for day, word in enumerate(DAYS):
        parts = [one.part for one in profile.free_parts if one.weekday == day]
        if parts:
            lines.append(f"{word}: {', '.join(str(PARTS[part]) for part in PARTS if part in parts)}")
    return lines
