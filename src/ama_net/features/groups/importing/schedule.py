"""Days, hours and frequencies as people write them, into lines of a timetable. What is not said is never guessed."""

import re
from dataclasses import dataclass, replace
from datetime import time

from ama_net.features.groups.models import Frequency, Remark
from ama_net.foundation.text import fold

WEEKDAYS = (
    ("monday", "lunedi", "lun", "mon"),
    ("tuesday", "martedi", "mar", "tue"),
    ("wednesday", "mercoledi", "mer", "wed"),
    ("thursday", "giovedi", "gio", "thu"),
    ("friday", "venerdi", "ven", "fri"),
    ("saturday", "sabato", "sab", "sat"),
    ("sunday", "domenica", "dom", "sun"),
)
NUMBER_OF = {word: number for number, words in enumerate(WEEKDAYS, start=1) for word in words}

FREQUENCIES = (
    (Frequency.BIWEEKLY, re.compile(r"biweekly|quindicinale|ogni (15|quindici) giorni|ogni due settimane")),
    (Frequency.WEEKLY, re.compile(r"weekly|settimanale|ogni settimana|tutte le settimane")),
    (Frequency.MONTHLY, re.compile(r"monthly|mensile|ogni mese|una volta al mese")),
)
NTH = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "-1": 5, "primo": 1, "secondo": 2, "terzo": 3, "quarto": 4, "ultimo": 5}

_HOUR = r"(\d{1,2})(?:[:.,h](\d{2}))?"
_TIME = re.compile(rf"(?:dalle|ore|alle|h\.?)?\s*(?:ore\s*)?{_HOUR}(?:\s*(?:-|–|—|alle|a)\s*(?:ore\s*)?{_HOUR})?")
AFTER_MIDNIGHT = time(3)


@dataclass(frozen=True)
class MeetingDraft:
    """A line of a timetable, as ``Meeting`` keeps it."""

    weekday: int | None = None
    starts: time | None = None
    ends: time | None = None
    time_words: str = ""
    frequency: str = Frequency.UNKNOWN
    month_week: int | None = None


@dataclass(frozen=True)
class Schedule:
    """What three cells say together, with remarks and with the words the office should keep."""

    meetings: tuple[MeetingDraft, ...]
    remarks: tuple[Remark, ...]
    notes: tuple[str, ...]


class _Desk:
    """Where remarks and notes are gathered while the cells are read."""

    def __init__(self) -> None:
        self.remarks: list[Remark] = []
        self.notes: list[str] = []

    def remark(self, column: str, value: str, done: str, *, note: str = "") -> None:
        self.remarks.append(Remark(column=column, value=value, done=done))
        if note:
            self.notes.append(note)


def read_schedule(weekday: str, hour: str, frequency: str) -> Schedule:
    """Read the cells of day, hour and frequency of one row."""
    desk = _Desk()
    days = _read_days(weekday, desk)
    hours = _read_hours(hour, desk)
    often, month_week = _read_frequency(frequency, desk)
    paired = _pair(days, hours, weekday, hour, desk)
    if not paired and often is not Frequency.UNKNOWN:
        paired = [MeetingDraft()]
    if not weekday and not hour:
        desk.remark("weekday", "", "giorno e ora non indicati: sul sito si legge «da confermare, chiama prima»")
    elif not weekday:
        desk.remark("weekday", "", "giorno non indicato: sul sito si legge «giorno da chiedere»")
    elif not hour:
        desk.remark("time", "", "ora non indicata: sul sito si legge «ora da chiedere»")
    if paired and not frequency:
        desk.remark("frequency", "", "frequenza non indicata: sul sito non si dice")
    meetings = tuple(replace(draft, frequency=often, month_week=month_week) for draft in paired)
    return Schedule(meetings, tuple(desk.remarks), tuple(desk.notes))


def _split(cell: str, separators: str) -> list[str]:
    return [part.strip() for part in re.split(separators, cell) if part.strip()]


def _read_days(cell: str, desk: _Desk) -> list[int | None]:
    """The days named; words that name none are no day of their own, unless there is nothing else."""
    days: list[int | None] = []
    words = _split(cell, r"[;,/|]| e ")
    for word in words:
        number = NUMBER_OF.get(fold(word).strip("'’. "))
        if number is None:
            number = _day_inside(word)
            read = "giorno non capito" if number is None else f"letto come «{WEEKDAYS[number - 1][1]}»"
            done = f"{read}: le parole restano nelle note d'ufficio"
            desk.remark("weekday", word, done, note=f"Giorno nella fonte: {word}.")
        if number is not None:
            days.append(number)
    return days or [None] * bool(words)


def _day_inside(words: str) -> int | None:
    """The one weekday named in some words, or None when there is none or more than one."""
    named = {
        NUMBER_OF[word] for word in re.findall(r"[a-z]+", fold(words)) if word in NUMBER_OF and len(word) > len("dom")
    }
    return named.pop() if len(named) == 1 else None


def _read_hours(cell: str, desk: _Desk) -> list[MeetingDraft]:
    return [_read_hour(part, desk) for part in _split(cell, r"[;|]")]


def _read_hour(words: str, desk: _Desk) -> MeetingDraft:
    match = _TIME.fullmatch(fold(words))
    starts = _time(match[1], match[2]) if match else None
    if match is None or starts is None:
        desk.remark("time", words, "ora detta a parole: mostrata così com'è")
        return MeetingDraft(time_words=words)
    ends = _time(match[3], match[4]) if match[3] else None
    if match[3] and (ends is None or (ends <= starts and ends > AFTER_MIDNIGHT)):
        desk.remark(
            "time", words, "l'ora di fine non torna: tenuta solo quella d'inizio", note=f"Ora nella fonte: {words}."
        )
        ends = None
    return MeetingDraft(starts=starts, ends=ends)


def _time(hour: str, minute: str | None) -> time | None:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None


def _read_frequency(cell: str, desk: _Desk) -> tuple[Frequency, int | None]:
    folded = fold(cell)
    if not folded:
        return Frequency.UNKNOWN, None
    for often, pattern in FREQUENCIES:
        match = pattern.match(folded)
        if match:
            rest = folded[match.end() :].strip()
            month_week = NTH.get(rest.lstrip(": ")) if often is Frequency.MONTHLY else None
            if rest and month_week is None:
                done = f"letta come «{match[0]}»; il resto resta nelle note d'ufficio"
                desk.remark("frequency", cell, done, note=f"Frequenza nella fonte: {cell}.")
            return often, month_week
    done = "frequenza non capita: segnata da chiedere, le parole restano nelle note d'ufficio"
    desk.remark("frequency", cell, done, note=f"Frequenza nella fonte: {cell}.")
    return Frequency.UNKNOWN, None


def _pair(
    days: list[int | None], hours: list[MeetingDraft], weekday: str, hour: str, desk: _Desk
) -> list[MeetingDraft]:
    """Put days and hours together; when it is not plain which goes with which, days stay without hour."""
    if not days or not hours:
        many = len(days) or len(hours)
        if many > 1:
            desk.remark("weekday" if days else "time", weekday or hour, f"{many} voci nella cella: {many} incontri")
        return [MeetingDraft(weekday=day) for day in days] or hours
    if len(days) == 1 and len(hours) == 1:
        return [replace(hours[0], weekday=days[0])]
    if len(days) == len(hours):
        desk.remark("weekday", weekday, f"{len(days)} giorni e {len(hours)} ore, in ordine: {len(days)} incontri")
        return [replace(when, weekday=day) for day, when in zip(days, hours, strict=True)]
    if len(hours) == 1:
        desk.remark("weekday", weekday, f"{len(days)} giorni con la stessa ora: {len(days)} incontri")
        return [replace(hours[0], weekday=day) for day in days]
    if len(days) == 1:
        desk.remark("time", hour, f"{len(hours)} ore nello stesso giorno: {len(hours)} incontri")
        return [replace(when, weekday=days[0]) for when in hours]
    done = f"{len(days)} giorni e {len(hours)} ore: non si capisce quale ora è di quale giorno, tenuti i soli giorni"
    desk.remark("time", hour, done, note=f"Ore nella fonte: {hour}.")
    return [MeetingDraft(weekday=day) for day in days]
