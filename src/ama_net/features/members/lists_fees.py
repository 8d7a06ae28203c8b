"""The list of fees, declared: by year and state, with what is owed and paid in all."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, not_, select

from ama_net.features.members.fee_rules import fee_state
from ama_net.features.members.member_search import members_called
from ama_net.features.members.models import FeeKind, MemberCategory, Membership, MembershipFee
from ama_net.features.members.queries_fees import active_today, fee_years, in_state, is_open_now, with_members
from ama_net.foundation.database import db
from ama_net.foundation.money import euros
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.payments import find_references

STATES = {
    "overdue": _l("Scaduta"),
    "due": _l("Da pagare"),
    "partial": _l("Pagata in parte"),
    "paid": _l("Pagata"),
    "free": _l("Gratuita o condonata"),
}
TONES = {"overdue": "danger", "due": "neutral", "partial": "warn", "paid": "ok", "free": "ok"}
KINDS = {FeeKind.FULL: _l("Intera"), FeeKind.REDUCED: _l("Ridotta"), FeeKind.FREE: _l("Gratuita")}
WHO = {"active": _l("Soci di oggi"), "ended": _l("Usciti")}
COUNTED = 1000


@dataclass(frozen=True)
class Totals:
    """What the fees of a list add up to, in cents."""

    asked: int
    paid: int
    left: int


def office_fees() -> Select[MembershipFee]:
    """Every fee with who it is of."""
    joined = select(MembershipFee).join(Membership, Membership.id == MembershipFee.membership_id)
    return with_members(joined)


def fees_list(year: int | None) -> Listing:
    """The list; it begins with the fees of a year."""
    years = Filter(
        "year", _l("Anno"), MembershipFee.year, lambda: [(one, str(one)) for one in fee_years()], counted=False
    )
    return Listing(
        Column("number", _l("Numero"), value="membership.number", sort=Membership.number, numeric=True),
        Column("name", _l("Socio"), value="membership.list_name", sort=Membership.sort_name),
        Column("category", _l("Categoria"), value="membership.category.label", shown=False),
        Column("year", _l("Anno"), sort=MembershipFee.year, shown=year is None, numeric=True),
        Column("kind", _l("Quota"), value=lambda fee: KINDS[fee.kind]),
        Column(
            "amount",
            _l("Importo"),
            value=lambda fee: euros(fee.amount_cents),
            sort=MembershipFee.amount_cents,
            numeric=True,
        ),
        Column(
            "paid", _l("Pagato"), value=lambda fee: euros(fee.paid_cents), sort=MembershipFee.paid_cents, numeric=True
        ),
        Column("left", _l("Resta"), value=lambda fee: euros(fee.left_cents), shown=False, numeric=True),
        Column("due_on", _l("Scadenza"), sort=MembershipFee.due_on),
        Column("paid_on", _l("Pagata il"), shown=False),
        Column("state", _l("Stato"), value=lambda fee: STATES[fee_state(fee)]),
        Column("reference", _l("Codice per il bonifico"), shown=False),
        filters=(
            years.standing(year) if year else years,
            Filter("state", _l("Stato"), where=in_state, options=STATES, many=True),
            Filter("category", _l("Categoria"), Membership.category_id, _categories),
            Filter("who", _l("Chi"), where=_who, options=WHO),
        ),
        search=_called,
        order="name",
        count_to=COUNTED,
    )


def totals(listing: Listing, args: Any) -> Totals:
    """What the fees that an address asks for add up to; a waived one is asked no more than was paid."""
    asked = func.sum(MembershipFee.amount_cents).filter(MembershipFee.waived_on.is_(None))
    left = func.sum(MembershipFee.amount_cents - MembershipFee.paid_cents).filter(is_open_now())
    wanted = listing.select(select(MembershipFee).join(Membership, Membership.id == MembershipFee.membership_id), args)
    row = db.session.execute(
        wanted.order_by(None).with_only_columns(asked, func.sum(MembershipFee.paid_cents), left)
    ).one()
    return Totals(*(int(value or 0) for value in row))


def _called(statement: Select[Any], typed: str) -> Select[Any]:
    """By the member, or by the code of a transfer as the bank wrote it."""
    references = find_references(typed)
    return statement.where(MembershipFee.reference.in_(references)) if references else members_called(statement, typed)


def _who(value: str) -> ColumnElement[bool]:
    return active_today() if value == "active" else not_(active_today())


def _categories() -> list[tuple[Any, str]]:
    found = select(MemberCategory.id, MemberCategory.label).order_by(MemberCategory.position, MemberCategory.label)
    return [(row.id, row.label) for row in db.session.execute(found)]
