"""The board's dashboard: figures of members, admissions, exits and fees, each with the address of the list behind it.

A constant number of queries, however many members. No number is hidden: who sees the dashboard reads the list behind it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import and_, extract, func, select
from werkzeug.datastructures import MultiDict

from ama_net.features.members.fee_states import fee_state_word
from ama_net.features.members.lists_fees import Totals, fees_list, totals
from ama_net.features.members.member_filters import is_member
from ama_net.features.members.member_words import FEE_WORDS
from ama_net.features.members.models import MemberCategory, Membership, MembershipFee
from ama_net.features.members.queries_members import state_counts
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.people.age_bands import BAND_KEYS, age_words, band_on

YEARS_SHOWN = 8


@dataclass(frozen=True)
class Line:
    """A number and the list behind it."""

    label: str
    count: int
    url: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart and its lines."""

    key: str
    title: str
    lines: list[Line]
    standing: bool = False

    @property
    def rows(self) -> list[tuple[str, int]]:
        """What a chart draws."""
        return [(line.label, line.count) for line in self.lines]


def tiles() -> list[Line]:
    """The numbers of today."""
    counts, year = state_counts(), str(today().year)
    joined, left = (_by_period("year", column).get(year, 0) for column in (Membership.admitted_on, Membership.ended_on))
    return [
        Line(_("Soci oggi"), counts["active"], _list(state="active")),
        Line(_("Ammessi nel %(year)s", year=year), joined, _list(state="", admitted=year)),
        Line(_("Usciti nel %(year)s", year=year), left, _list(state="", ended=year)),
        Line(_("Senza e-mail"), counts["without_email"], _list(state="without_email")),
        Line(_("Minorenni"), counts["minors"], _list(state="minors")),
    ]


def figures(year: int) -> list[Figure]:
    """The charts: years, the months of a year, categories, ages, fees."""
    shown = range(today().year - YEARS_SHOWN + 1, today().year + 1)
    found = []
    for key, word, titles, column in (
        (
            "admitted",
            "admitted",
            (_("Ammissioni, per anno"), _("Ammissioni del %(year)s, per mese", year=year)),
            Membership.admitted_on,
        ),
        ("ended", "ended", (_("Uscite, per anno"), _("Uscite del %(year)s, per mese", year=year)), Membership.ended_on),
    ):
        years, months = _by_period("year", column), _by_period("month", column, year)
        lines = [Line(str(one), years.get(str(one), 0), _list(state="", **{word: str(one)})) for one in shown]
        found.append(Figure(key, titles[0], lines, standing=True))
        in_months = [
            Line(
                format_date(date(year, month, 1), "MMM"),
                months.get(f"{year}-{month:02}", 0),
                _list(state="", **{word: f"{year}-{month:02}"}),
            )
            for month in range(1, 13)
        ]
        found.append(Figure(f"{key}_months", titles[1], in_months, standing=True))
    return [*found, _categories(), _ages(), _fees()]


def money_of(year: int) -> tuple[Totals, str]:
    """The fees of a year of who is a member today, in cents, and the address of the list they add up."""
    asked = {"year": str(year), "who": "active"}
    return totals(fees_list(None), MultiDict(asked)), url_for("fees_manage.index", year=year, who="active")


def _by_period(period: str, column: Any, year: int | None = None) -> dict[str, int]:
    """How many dates there are in each year (``2026``) or each month of a year (``2026-03``)."""
    word = func.to_char(column, "YYYY" if period == "year" else "YYYY-MM")
    wanted = select(word, func.count()).where(column.is_not(None)).group_by(word)
    if year is not None:
        wanted = wanted.where(extract("year", column) == year)
    return dict(db.session.execute(wanted).all())


def _categories() -> Figure:
    counts = (
        select(MemberCategory.id, MemberCategory.label, func.count())
        .join(Membership, Membership.category_id == MemberCategory.id)
        .where(is_member())
        .group_by(MemberCategory.id, MemberCategory.label, MemberCategory.position)
        .order_by(MemberCategory.position)
    )
    lines = [Line(label, count, _list(category=str(one))) for one, label, count in db.session.execute(counts)]
    return Figure("categories", _("Soci di oggi, per categoria"), lines)


def _ages() -> Figure:
    band = band_on(today())
    wanted = select(band, func.count()).select_from(Membership).join(Person, Person.id == Membership.person_id)
    counts: dict[str, int] = dict(db.session.execute(wanted.where(is_member()).group_by(band)).all())
    lines = [Line(age_words(key), counts[key], _list(age=key)) for key in BAND_KEYS if key in counts]
    return Figure("ages", _("Soci di oggi, per età"), lines)


def _fees() -> Figure:
    year = today().year
    fee = and_(MembershipFee.membership_id == Membership.id, MembershipFee.year == year)
    state = fee_state_word()
    wanted = select(state, func.count()).select_from(Membership).outerjoin(MembershipFee, fee)
    counts: dict[str, int] = dict(db.session.execute(wanted.where(is_member()).group_by(state)).all())
    lines = [Line(str(words), counts.get(one, 0), _list(fee=one)) for one, words in FEE_WORDS.items()]
    return Figure("fees", _("Quote del %(year)s dei soci di oggi", year=year), [one for one in lines if one.count])


def _list(**asked: Any) -> str:
    return url_for("members_manage.index", **asked)
