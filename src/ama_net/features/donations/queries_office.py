"""The list of gifts in the office, declared; what the gifts an address asks for add up to."""

from calendar import monthrange
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, exists, extract, func, or_, select
from sqlalchemy.orm import aliased

from ama_net.features.donations.models import Campaign, Gift, GiftState
from ama_net.features.donations.office_words import GIFT_STATES, SOURCES
from ama_net.features.donations.operations.receiving import donor_name
from ama_net.foundation.clock import ROME, day_of, today
from ama_net.foundation.database import db
from ama_net.foundation.database.days import italian_day
from ama_net.foundation.money import euros
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.payments.words import WAYS
from ama_net.kernel.people import Organisation, Person

HERE = (GiftState.RECEIVED, GiftState.REFUNDED)
WAITING = (GiftState.PENDING, GiftState.PROCESSING)
FIRST_YEAR, LAST_YEAR = 1950, 2200
NO_CAMPAIGN, IN_KIND = "none", "in_kind"
WHO = {"unsure": _l("Da riconoscere"), "anonymous": _l("Anonime")}
MOVES = ("new", "kept", "lost", "back")
"""What somebody who gives is in a year: gave for the first time, gave the year before too, gave the year before and not
that one, gave earlier, not the year before, and again."""


def whose(model: Any = Gift) -> ColumnElement[Any]:
    """Who gave, whichever register they are in: one id for a person or a body."""
    return func.coalesce(model.person_id, model.organisation_id)


def of_day(gift: Gift) -> date:
    """The day a list puts a gift on: when it arrived, else when it was said."""
    return gift.given_on or day_of(gift.created_at)


def way_words(gift: Gift) -> str:
    """How it came; for things given in kind there is no way of paying."""
    return str(_("Beni o servizi") if gift.in_kind else WAYS.get(gift.way, ""))


def in_month(text: str) -> ColumnElement[bool]:
    """The condition that a gift arrived in a month (``2026-03``)."""
    year, month = (int(part) for part in text.split("-"))
    return Gift.given_on.between(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def in_year(year: int) -> ColumnElement[bool]:
    """The condition that a gift is of a year: it arrived in it, or was said in it and has not arrived."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    said = Gift.created_at.between(
        datetime.combine(first, time.min, ROME), datetime.combine(date(year + 1, 1, 1), time.min, ROME)
    )
    return or_(Gift.given_on.between(first, last), and_(Gift.given_on.is_(None), said))


def gave(year: Any, *, before: bool = False) -> ColumnElement[bool]:
    """The condition that who gave this gift gave in a year too (``before``: in any year before it)."""
    other = aliased(Gift)
    given = extract("year", other.given_on)
    return exists().where(
        whose(other) == whose(Gift), other.state == GiftState.RECEIVED, given < year if before else given == year
    )


def moved(kind: str, year: int) -> ColumnElement[bool]:
    """The gifts of those who are ``kind`` (see ``MOVES``) in a year: of the lost, their gifts of the year before."""
    here, known = Gift.state == GiftState.RECEIVED, whose().is_not(None)
    this, last = (extract("year", Gift.given_on) == one for one in (year, year - 1))
    conditions = {
        "new": and_(this, ~gave(year, before=True)),
        "kept": and_(this, gave(year - 1)),
        "back": and_(this, ~gave(year - 1), gave(year, before=True)),
        "lost": and_(last, ~gave(year)),
    }
    return and_(here, known, conditions[kind])


def _read_month(text: str) -> str:
    day = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month, not an instant
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return f"{day:%Y-%m}"


def _read_move(text: str) -> str:
    kind, _between, year = text.partition("-")
    if kind not in MOVES or not year.isdigit() or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError(text)
    return text


def _of_move(text: str) -> ColumnElement[bool]:
    kind, _between, year = text.partition("-")
    return moved(kind, int(year))


def move_words(text: str) -> str:
    """``new-2026`` as a page says it."""
    kind, _between, year = str(text).partition("-")
    words = {
        "new": _("chi ha donato per la prima volta nel %(year)s", year=year),
        "kept": _("chi ha donato anche nel %(year)s", year=year),
        "back": _("chi è tornato a donare nel %(year)s", year=year),
        "lost": _("chi non ha più donato nel %(year)s", year=year),
    }
    return str(words.get(kind, text))


def _campaign(value: str) -> ColumnElement[bool]:
    return Gift.campaign_id.is_(None) if value == NO_CAMPAIGN else Gift.campaign_id == UUID(str(value))


def _campaigns() -> list[tuple[Any, Any]]:
    rows = db.session.execute(select(Campaign.id, Campaign.title).order_by(Campaign.position, Campaign.created_at))
    return [(str(row.id), row.title) for row in rows] + [(NO_CAMPAIGN, _("Nessuna campagna"))]


def _years() -> list[tuple[int, str]]:
    first = db.session.scalar(select(func.min(Gift.given_on)))
    this = today().year
    return [(year, str(year)) for year in range(this, min(first.year if first else this, this) - 1, -1)]


def _way(value: str) -> ColumnElement[bool]:
    return Gift.in_kind != "" if value == IN_KIND else and_(Gift.way == value, Gift.in_kind == "")


def _who(value: str) -> ColumnElement[bool]:
    nobody = and_(Gift.person_id.is_(None), Gift.organisation_id.is_(None), Gift.state.in_(HERE))
    asked = and_(Gift.asked_sealed.is_not(None), Gift.thanked_at.is_not(None))
    return and_(nobody, asked if value == "unsure" else Gift.asked_sealed.is_(None))


def whose_words(text: Any) -> str:
    """A person's or a body's name, out of the id that an address has."""
    row = db.session.get(Person, UUID(str(text))) or db.session.get(Organisation, UUID(str(text)))
    return row.name if row is not None else ""


_day = func.coalesce(Gift.given_on, italian_day(Gift.created_at))

GIFTS = Listing(
    Column("day", _l("Giorno"), value=of_day, sort=_day),
    Column("name", _l("Chi dona"), value=lambda gift: donor_name(gift) or _("Anonima")),
    Column("way", _l("Modo"), value=way_words),
    Column("campaign", _l("Campagna"), value=lambda gift: gift.campaign.title if gift.campaign else ""),
    Column("amount", _l("Importo"), value=lambda gift: euros(gift.amount_cents), sort=Gift.amount_cents, numeric=True),
    Column("paid", _l("Arrivato"), value=lambda gift: euros(gift.paid_cents), shown=False, numeric=True),
    Column("state", _l("Stato"), value=lambda gift: GIFT_STATES[gift.state]),
    Column("source", _l("Da dove"), value=lambda gift: SOURCES[gift.source], shown=False),
    Column("reference", _l("Codice"), shown=False),
    Column("in_kind", _l("Beni o servizi"), shown=False),
    filters=(
        Filter("state", _l("Stato"), Gift.state, GIFT_STATES, many=True),
        Filter("year", _l("Anno"), where=in_year, options=_years, counted=False),
        Filter("way", _l("Modo"), where=_way, options={**WAYS, IN_KIND: _l("Beni o servizi")}),
        Filter("campaign", _l("Campagna"), where=_campaign, options=_campaigns),
        Filter("source", _l("Da dove"), Gift.source, SOURCES),
        Filter("who", _l("Chi dona"), where=_who, options=WHO),
        Filter("month", _l("Mese"), where=in_month, parse=_read_month),
        Filter("donors", _l("Chi dona"), where=_of_move, parse=_read_move).said(move_words),
        Filter("person", _l("Chi dona"), where=lambda one: whose() == one, parse=UUID).said(whose_words),
        Filter("series", _l("Donazione che si ripete"), Gift.recurring_id, parse=UUID),
    ),
    search=search_words(
        func.coalesce(Person.sort_name, ""), func.coalesce(Organisation.sort_name, ""), Gift.reference, Gift.in_kind
    ),
    order="-day",
)


def sums(statement: Select[Gift], args: Any) -> tuple[int, int]:
    """What the gifts an address asks for add up to, in cents: money that is here, money still awaited."""
    wanted = GIFTS.select(statement, args).order_by(None)
    rows = wanted.with_only_columns(
        Gift.paid_cents.label("paid"), Gift.amount_cents.label("said"), Gift.state.label("state"), Gift.in_kind
    ).subquery()
    paid = func.coalesce(func.sum(rows.c.paid), 0)
    waiting = func.coalesce(func.sum(rows.c.said).filter(rows.c.state.in_(WAITING)), 0)
    row = db.session.execute(select(paid, waiting)).one()
    return int(row[0]), int(row[1])
