"""``/gruppi.csv``: the confirmed groups as a spreadsheet, in the columns our own importer reads, sent as it is made."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import csv_answer
from ama_net.foundation.web.listing.csv_file import csv_lines
from ama_net.kernel.directory.feeds.answers import opened, unchanged
from ama_net.kernel.directory.feeds.kept import last_change
from ama_net.kernel.directory.feeds.rows import confirmed, published
from ama_net.kernel.directory.feeds.whose import Whose
from ama_net.kernel.directory.feeds.wording import closure_words, plain, timetable_words
from ama_net.kernel.directory.models import Listing

TITLES = (
    "nome", "tipo", "tema", "tema in parole", "rivolto a", "comune", "provincia", "sede", "indirizzo", "cap", "giorno",
    "ora", "frequenza", "modo", "descrizione", "organizzazione", "fonte", "reale", "quando", "confermato il", "link",
)  # fmt: skip
"""Up to "reale" what the importer reads; then the timetable and its pauses in words, when it was confirmed, and the group's page."""

DAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
OFTEN = {"weekly": "settimanale", "biweekly": "quindicinale", "monthly": "mensile"}
MODES = {"in_person": "in presenza", "online": "online", "hybrid": "misto"}
SHAPE = 1
"""Goes up when the columns change: who has an older file gets the new one."""
AT_ONCE = 500


def answer(whose: Whose) -> Response:
    """The file, or 304."""
    seal, changed = last_change(whose)
    tag = f"csv-{SHAPE}-{whose.tenant_id or 'portal'}-{seal}-{today():%Y%m%d}"
    same = unchanged(tag, changed)
    if same is not None:
        return same
    return opened(csv_answer(csv_lines(TITLES, _rows(whose)), "gruppi"), tag, changed)


def _rows(whose: Whose) -> Iterator[list[Any]]:
    statement = published(whose).where(confirmed()).order_by(Listing.sort_name, Listing.group_id)
    for row in db.session.execute(statement, execution_options={"yield_per": AT_ONCE}):
        yield _cells(row, whose)


def _cells(row: Any, whose: Whose) -> list[Any]:
    audiences = [one["key"] if re.search(r"[;,|]", one["label"]) else one["label"] for one in row.audiences]
    day, hour, often = _timetable(row.meetings)
    return [
        plain(row.name), "gruppo", row.theme_label, row.theme_words, " | ".join(audiences),
        row.municipality, row.province, row.venue_name, row.address, row.postcode,
        day, hour, often, MODES.get(row.mode, ""), " ".join(plain(row.description).split()), row.organisation,
        row.tenant_name, True, "; ".join([*timetable_words(row, today()), *closure_words(row, today())]), row.confirmed_on, whose.page_of(row),
    ]  # fmt: skip


def _timetable(meetings: list[Mapping[str, Any]]) -> tuple[str, str, str]:
    """Days, hours and frequency as three cells; what three cells cannot say is left to the words."""
    days = [DAYS[line["weekday"] - 1] for line in meetings if line["weekday"]]
    hours = [_hours(line) for line in meetings if line["starts"] or line["time_words"]]
    often = {_often(line) for line in meetings}
    whole = len(meetings)
    return (
        "; ".join(days) if len(days) == whole else "",
        "; ".join(hours) if len(hours) == whole else "",
        often.pop() if len(often) == 1 else "",
    )


def _hours(line: Mapping[str, Any]) -> str:
    if not line["starts"]:
        return str(line["time_words"])
    return f"{line['starts']}-{line['ends']}" if line["ends"] else str(line["starts"])


def _often(line: Mapping[str, Any]) -> str:
    often = OFTEN.get(line["frequency"], "")
    return f"{often}:{line['month_week']}" if often == "mensile" and line["month_week"] else often
