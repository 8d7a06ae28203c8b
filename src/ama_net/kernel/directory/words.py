"""What the directory's facts are called on a page: states, ways in, days and hours, in the reader's language."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from flask_babel import format_date, get_locale, gettext, lazy_gettext

from ama_net.foundation.web.texts import language_now

STATUS_WORDS = {
    "unconfirmed": lazy_gettext("Da confermare, chiama prima"),
    "active": lazy_gettext("Attivo"),
    "starting": lazy_gettext("In avvio"),
    "suspended": lazy_gettext("Sospeso"),
    "closed": lazy_gettext("Chiuso"),
}
STATUS_KINDS = {"unconfirmed": "warn", "active": "ok", "starting": "info", "suspended": "neutral", "closed": "danger"}
MODE_WORDS = {
    "in_person": lazy_gettext("In presenza"),
    "online": lazy_gettext("Online"),
    "hybrid": lazy_gettext("In presenza e online"),
    "unknown": lazy_gettext("Da chiedere"),
}
DAY_PART_WORDS = {
    "morning": lazy_gettext("Mattina"),
    "afternoon": lazy_gettext("Pomeriggio"),
    "evening": lazy_gettext("Sera"),
}
ENTRY_WORDS = {
    "open": lazy_gettext("Porta aperta: si può andare direttamente"),
    "contact_first": lazy_gettext("Prima una telefonata"),
    "interview": lazy_gettext("Prima un colloquio"),
    "unknown": "",
}
KIND_WORDS = {
    "group": lazy_gettext("Gruppo di auto mutuo aiuto"),
    "related_service": lazy_gettext("Servizio affine, guidato da professionisti"),
    "service": lazy_gettext("Servizio dell'associazione"),
}
KIND_TABS = {
    "group": lazy_gettext("Gruppi"),
    "related_service": lazy_gettext("Servizi affini"),
    "service": lazy_gettext("Servizi dell'associazione"),
}
NTH_WORDS = {
    1: lazy_gettext("primo"),
    2: lazy_gettext("secondo"),
    3: lazy_gettext("terzo"),
    4: lazy_gettext("quarto"),
    5: lazy_gettext("ultimo"),
}
FEMININE = {1: "la prima", 2: "la seconda", 3: "la terza", 4: "la quarta", 5: "l'ultima"}
SUNDAY = 7
LAST = 5
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The days of the week as rules write them (RFC 5545)."""


def _(message: str, **values: str) -> str:
    return str(gettext(message, **values))


def weekday_name(number: int) -> str:
    """``mercoledì`` for 3 (ISO weekday)."""
    days = (get_locale() or "it").days["format"]["wide"]  # type: ignore[union-attr]
    return str(days[number - 1])


def entry_words(entry: str, language: str | None = None) -> str:
    """How one gets in the first time; empty when it is not known."""
    return _entry_words(language or language_now(), entry)


@lru_cache(maxsize=16)
def _entry_words(_language: str, entry: str) -> str:
    return str(ENTRY_WORDS[entry])


def meeting_words(meeting: Mapping[str, Any], language: str | None = None) -> str:
    """One line of a timetable in words: ``ogni mercoledì, ore 18:00-19:30``. Only what is known is said."""
    known = meeting.get
    return _meeting_words(
        language or language_now(),
        known("weekday"),
        known("frequency"),
        known("month_week"),
        known("starts"),
        known("ends"),
        known("time_words"),
        (known("rule") or "") if known("frequency") == "custom" else "",
    )


def schedule_words(meetings: Iterable[Mapping[str, Any]], language: str | None = None) -> str:
    """A whole timetable on one line; empty when nothing is known. ``language`` is that of the page, when it is known."""
    language = language or language_now()
    return "; ".join(filter(None, (meeting_words(meeting, language) for meeting in meetings)))


@lru_cache(maxsize=4096)
def _meeting_words(
    _language: str,
    weekday: int | None,
    frequency: Any,
    nth: int | None,
    starts: Any,
    ends: Any,
    time_words: str | None,
    rule: str,
) -> str:
    """Timetables are much alike: a line is put into words once for each language."""
    day = rule_words(rule) if rule else _day_words(weekday, str(frequency), nth)
    hours = _hour_words(_clock(starts), _clock(ends), time_words)
    return ", ".join(part for part in (day, hours) if part)


def _day_words(weekday: int | None, frequency: str, nth: int | None) -> str:
    if weekday is None:
        return {
            "weekly": _("una volta a settimana"),
            "biweekly": _("ogni due settimane"),
            "monthly": _("una volta al mese"),
        }.get(frequency, "")
    name = weekday_name(weekday)
    if frequency == "monthly" and nth:
        return _nth_of_month(weekday, nth, name)
    return {
        "weekly": _("ogni %(day)s", day=name),
        "biweekly": _("un %(day)s ogni due settimane", day=name)
        if weekday != SUNDAY
        else _("una domenica ogni due settimane"),
        "monthly": _("un %(day)s al mese", day=name) if weekday != SUNDAY else _("una domenica al mese"),
    }.get(frequency, name)


def _nth_of_month(weekday: int, nth: int, name: str) -> str:
    return _nths_of_month(weekday, [nth], name)


def _nths_of_month(weekday: int, nths: list[int], name: str) -> str:
    """``il primo e il terzo lunedì del mese``."""
    if weekday == SUNDAY and str(get_locale()).startswith("it"):
        return f"{joined([FEMININE.get(nth, 'una') for nth in nths])} domenica del mese"
    said = [(_("l'") if nth == LAST else _("il "), str(NTH_WORDS.get(nth, ""))) for nth in nths]
    others = ["".join(pair) for pair in said[1:]]
    article, first = said[0]
    return _("%(article)s%(nth)s %(day)s del mese", article=article, nth=joined([first, *others]), day=name)


def rule_words(rule: str) -> str:
    """A rule of recurrence in words: ``martedì e giovedì, ogni 3 settimane``. One too particular is only said to be so."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    often = int(parts.get("INTERVAL", "1"))
    usual = set(parts) <= {"FREQ", "INTERVAL", "BYDAY", "WKST", "UNTIL", "COUNT"}
    named = re.findall(r"(?:^|,)([-+]?[0-9]*)(MO|TU|WE|TH|FR|SA|SU)", parts.get("BYDAY", ""))
    days = [(int(nth or 0), CODES.index(code) + 1) for nth, code in named]
    if usual and parts["FREQ"] == "WEEKLY" and days:
        return _weeks_words(joined([weekday_name(day) for _nth, day in days]), often)
    if usual and parts["FREQ"] == "MONTHLY" and days and all(nth in {1, 2, 3, 4, -1} for nth, _day in days):
        nths: dict[int, list[int]] = {}
        for nth, day in days:
            nths.setdefault(day, []).append(LAST if nth == -1 else nth)
        said = [_nths_of_month(day, found, weekday_name(day)) for day, found in nths.items()]
        return joined(said) if often == 1 else _("%(days)s, ogni %(n)s mesi", days=joined(said), n=str(often))
    if parts["FREQ"] == "DAILY" and set(parts) <= {"FREQ", "INTERVAL", "UNTIL", "COUNT"}:
        return _("ogni giorno") if often == 1 else _("ogni %(n)s giorni", n=str(often))
    return _("in giorni particolari")


def _weeks_words(days: str, often: int) -> str:
    if often == 1:
        return _("ogni %(day)s", day=days)
    return _("%(days)s, ogni %(n)s settimane", days=days, n=str(often))


def joined(words: list[str]) -> str:
    """``lunedì, martedì e giovedì``."""
    return " ".join(filter(None, (", ".join(words[:-1]), _("e") if len(words) > 1 else "", words[-1])))


def limits_words(meeting: Mapping[str, Any]) -> str:
    """What limits a line: its first and last day, when it stops. Empty when nothing does."""
    first, last = meeting.get("starts_on"), meeting.get("ends_on")
    stops = [_("nei festivi")] if meeting.get("off_holidays") else []
    stops += [_("in agosto")] if meeting.get("off_august") else []
    said = [
        _("dal %(day)s", day=format_date(first, "long")) if first else "",
        _("fino al %(day)s", day=format_date(last, "long")) if last else "",
        _("si ferma %(when)s", when=joined(stops)) if stops else "",
    ]
    return ", ".join(filter(None, said))


def _hour_words(starts: str, ends: str, time_words: str | None) -> str:
    if starts and ends:
        return _("ore %(starts)s-%(ends)s", starts=starts, ends=ends)
    if starts:
        return _("ore %(starts)s", starts=starts)
    return time_words or ""


def _clock(value: Any) -> str:
    """``18:00`` from a time or from its text."""
    return "" if value is None else str(value)[:5]
