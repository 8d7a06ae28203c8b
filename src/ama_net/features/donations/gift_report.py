"""The figures of gifts, for who keeps the accounts: by month, way, source and campaign; who comes back; what comes regularly.

A gift counts in the year its money arrived, for what was not given back. Things given in kind are told apart: they are no money.
Every number leads to the rows behind it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Select, extract, func, select

from ama_net.features.donations.gift_tables import GiftTable, Line
from ama_net.features.donations.models import Campaign, Gift, GiftState, Interval, RecurringGift, RecurringState
from ama_net.features.donations.office_words import SOURCES
from ama_net.features.donations.queries_office import NO_CAMPAIGN, WAITING, moved, whose
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.payments.words import WAYS

YEARS_SHOWN = 5
GOING = (RecurringState.ACTIVE, RecurringState.FAILING)

_year = extract("year", Gift.given_on)
_month = extract("month", Gift.given_on)
_cents = func.coalesce(func.sum(Gift.paid_cents), 0)


@dataclass(frozen=True)
class Summary:
    """What a year comes to: cents that arrived, from how many gifts and donors; what was given in kind; what is awaited now."""

    cents: int
    gifts: int
    donors: int
    in_kind_cents: int
    waiting: int
    waiting_cents: int

    @property
    def average_cents(self) -> int:
        """What a gift comes to, on average."""
        return self.cents // self.gifts if self.gifts else 0


@dataclass(frozen=True)
class Regular:
    """What comes regularly: how many go on, what they come to in a month."""

    number: int
    monthly_cents: int
    failing: int


def years_told() -> list[int]:
    """The years there is something to tell of, the newest first, this one always."""
    first = db.session.scalar(select(func.min(Gift.given_on)))
    this = today().year
    return list(range(this, min(first.year if first else this, this) - 1, -1))[:YEARS_SHOWN]


def summary(year: int) -> Summary:
    """A year in a few numbers: two questions."""
    money, things = Gift.in_kind == "", Gift.in_kind != ""
    of_year = select(
        _cents,
        func.count().filter(money),
        func.count(whose().distinct()),
        func.coalesce(func.sum(Gift.amount_cents).filter(things), 0),
    ).where(Gift.state == GiftState.RECEIVED, _year == year)
    awaited = select(func.count(), func.coalesce(func.sum(Gift.amount_cents), 0)).where(Gift.state.in_(WAITING))
    cents, gifts, donors, in_kind = db.session.execute(of_year).one()
    waiting, waiting_cents = db.session.execute(awaited).one()
    return Summary(int(cents), gifts, donors, int(in_kind), waiting, int(waiting_cents))


def regular() -> Regular:
    """What comes regularly, today. A yearly gift counts for a twelfth in each month."""
    found = db.session.execute(
        select(
            RecurringGift.every,
            func.count(),
            func.coalesce(func.sum(RecurringGift.amount_cents), 0),
            func.count().filter(RecurringGift.state == RecurringState.FAILING),
        )
        .where(RecurringGift.state.in_(GOING))
        .group_by(RecurringGift.every)
    ).all()
    monthly = sum(int(row[2]) if row[0] == Interval.MONTH else int(row[2]) // 12 for row in found)
    return Regular(sum(row[1] for row in found), monthly, sum(row[3] for row in found))


def report(year: int) -> list[GiftTable]:
    """Every table of a year: a constant number of questions, however many the gifts."""
    return [by_month(year), by_campaign(year), by_way(year), by_source(year), coming_back(), who_moved(year)]


def by_month(year: int) -> GiftTable:
    """What arrived each month, this year beside the one before."""
    found: dict[int, dict[int, tuple[int, int]]] = {year: {}, year - 1: {}}
    asked = _received(_year.label("year"), _month.label("month")).where(_year.in_((year, year - 1)))
    for told, month, cents, gifts in db.session.execute(asked.group_by("year", "month")):
        found[int(told)][int(month)] = (int(cents), gifts)
    lines = []
    for month in range(1, 13):
        cents, gifts = found[year].get(month, (0, 0))
        before = found[year - 1].get(month, (0, 0))[0]
        here = _rows(month=f"{year}-{month:02d}")
        label = str(format_date(today().replace(year=year, month=month, day=1), "LLL"))
        lines.append(Line(label, (cents, gifts, before), (here, here, _rows(month=f"{year - 1}-{month:02d}"))))
    heads = (_("Mese"), _("Arrivato nel %(year)s", year=year), _("Donazioni"), _("Nel %(year)s", year=year - 1))
    return GiftTable("per-mese", _("Mese per mese"), heads, tuple(lines), cents=(0, 2), standing=True)


def by_campaign(year: int) -> GiftTable:
    """What arrived for each campaign, and for none."""
    asked = _received(Gift.campaign_id, Campaign.title).outerjoin(Campaign, Campaign.id == Gift.campaign_id)
    found = db.session.execute(_of(year, asked).group_by(Gift.campaign_id, Campaign.title).order_by(_cents.desc()))
    lines = tuple(
        Line(
            title or str(_("Nessuna campagna")),
            (int(cents), gifts),
            (_rows(year=year, campaign=campaign_id or NO_CAMPAIGN),),
        )
        for campaign_id, title, cents, gifts in found
    )
    return GiftTable("per-campagna", _("Per campagna"), _heads(_("Campagna")), lines)


def by_way(year: int) -> GiftTable:
    """What arrived in each way."""
    return _by(year, Gift.way, "way", lambda key: str(WAYS.get(key, key)), _("Per modo"), "per-modo", _("Modo"))


def by_source(year: int) -> GiftTable:
    """Where the gifts were written down."""
    title = _("Da dove arrivano")
    return _by(year, Gift.source, "source", lambda key: str(SOURCES[key]), title, "da-dove", _("Da dove"))


def coming_back() -> GiftTable:
    """Who gives, year on year: how many, how many of the year before came back."""
    years = sorted(years_told())
    asked = [
        func.count(whose().distinct()).filter(moved(kind, year))
        for year in years
        for kind in ("new", "kept", "back", "lost")
    ]
    told = [int(number) for number in db.session.execute(select(*asked)).one()] if years else []
    lines = []
    for place, year in enumerate(years):
        new, kept, back, lost = told[4 * place : 4 * place + 4]
        share = 100 * kept // (kept + lost) if kept + lost else 0
        urls = [_rows(year=year), *(_rows(donors=f"{kind}-{year}") for kind in ("new", "kept", "back", "lost"))]
        lines.append(Line(str(year), (new + kept + back, new, kept, back, lost, share), (*urls, urls[2])))
    heads = (_("Anno"), _("Chi dona"), _("Per la prima volta"), _("Anche l'anno prima"), _("Dopo una pausa"))
    more = (_("Non più"), _("Restano, su 100"))
    return GiftTable(
        "chi-torna", _("Chi torna a donare"), (*heads, *more), tuple(lines), cents=(), standing=True, totals=False
    )


def who_moved(year: int) -> GiftTable:
    """What came from who is new, who came back, who went on; and what those who stopped gave the year before."""
    words = {
        "kept": _("Chi donava già l'anno prima"),
        "new": _("Chi dona per la prima volta"),
        "back": _("Chi è tornato dopo una pausa"),
        "lost": _("Chi ha smesso: quello che dava nel %(year)s", year=year - 1),
    }
    asked = [
        column
        for kind in words
        for column in (
            func.coalesce(func.sum(Gift.paid_cents).filter(moved(kind, year)), 0),
            func.count(whose().distinct()).filter(moved(kind, year)),
        )
    ]
    told = [int(number) for number in db.session.execute(select(*asked)).one()]
    lines = tuple(
        Line(str(label), (told[2 * place], told[2 * place + 1]), (_rows(donors=f"{kind}-{year}"),))
        for place, (kind, label) in enumerate(words.items())
    )
    heads = (_("Chi"), _("Importo"), _("Persone ed enti"))
    return GiftTable("chi-dona", _("Chi dona nel %(year)s", year=year), heads, lines, totals=False)


def _received(*columns: Any) -> Select[Any]:
    """Cents and number of the gifts whose money is here, beside what they are grouped by."""
    return select(*columns, _cents, func.count()).where(Gift.state == GiftState.RECEIVED, Gift.in_kind == "")


def _of(year: int, asked: Select[Any]) -> Select[Any]:
    return asked.where(_year == year)


def _by(year: int, column: Any, name: str, say: Callable[[str], str], title: str, key: str, head: str) -> GiftTable:
    found = db.session.execute(_of(year, _received(column)).group_by(column).order_by(_cents.desc()))
    lines = tuple(
        Line(say(value), (int(cents), gifts), (_rows(**{"year": year, name: value}),)) for value, cents, gifts in found
    )
    return GiftTable(key, title, _heads(head), lines)


def _heads(first: str) -> tuple[str, ...]:
    return (first, str(_("Arrivato")), str(_("Donazioni")))


def _rows(**filters: Any) -> str:
    """The address of the gifts behind a number; what is told of money received is told of received gifts."""
    return url_for("gifts_manage.index", state=GiftState.RECEIVED.value, **filters)
