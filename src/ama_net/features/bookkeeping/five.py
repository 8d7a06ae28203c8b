"""The 5×1000 as days and words: by when it is accounted for, sent and published, and the lines of its statement.

DPCM 23 July 2020 art. 16 and the ministry's guide: statement and report within a year; from 20,000 euro they are sent and published
within thirty days more; what was put aside is used within thirty-six months.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.bookkeeping.models import FivePerThousand, SpendingKind

SENT_FROM = 20_000_00
SENT_TO = "rendicontazione5xmille@pec.lavoro.gov.it"
SENT_WITHIN = timedelta(days=30)
KEPT_MONTHS, MONTHS = 36, 12

KINDS: dict[str, LazyString] = {
    SpendingKind.STAFF: _l("Risorse umane"),
    SpendingKind.RUNNING: _l("Spese di funzionamento"),
    SpendingKind.GOODS: _l("Spese per acquisto di beni e servizi"),
    SpendingKind.INTEREST_GOODS: _l("Attività di interesse generale: beni o servizi strumentali donati"),
    SpendingKind.INTEREST_BRANCHES: _l("Attività di interesse generale: erogazioni a sezioni e affiliati"),
    SpendingKind.INTEREST_BODIES: _l("Attività di interesse generale: erogazioni ad altri enti"),
    SpendingKind.INTEREST_PEOPLE: _l("Attività di interesse generale: erogazioni a persone"),
    SpendingKind.INTEREST_OTHER: _l("Attività di interesse generale: altre spese"),
    SpendingKind.KEPT: _l("Accantonamento"),
}


@dataclass(frozen=True)
class Terms:
    """The days of a 5×1000. ``send_by`` is None below the threshold."""

    report_by: date
    send_by: date | None
    use_kept_by: date


def terms_of(five: FivePerThousand) -> Terms:
    """By when what."""
    report_by = _later(five.received_on, MONTHS)
    send_by = report_by + SENT_WITHIN if must_send(five) else None
    return Terms(report_by, send_by, _later(five.received_on, KEPT_MONTHS))


def must_send(five: FivePerThousand) -> bool:
    """Whether it is large enough to be sent to the ministry and published."""
    return five.amount_cents >= SENT_FROM


def _later(day: date, months: int) -> date:
    year = day.year + months // 12
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
