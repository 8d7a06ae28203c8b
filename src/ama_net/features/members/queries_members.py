"""The list of members, declared; and the few numbers that the office's first page shows."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from ama_net.features.members.fee_states import has_fee
from ama_net.features.members.list_frame import ListFrame, ShownField
from ama_net.features.members.listed import ListedMember, dress, dress_for_file
from ama_net.features.members.member_filters import (
    has_tag,
    in_state,
    lives_in,
    of_age,
    period_of,
    within,
)
from ama_net.features.members.member_search import members_called
from ama_net.features.members.member_words import END_WORDS, FEE_WORDS, STATE_WORDS
from ama_net.features.members.models import HouseholdPerson, Membership
from ama_net.features.members.own_values import typed_value
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.people.age_bands import age_words, known_band
from ama_net.kernel.people.reach import address_columns, reach_columns

COUNTED = 1000
"""Rows of the list are counted up to so many: "oltre 1.000"."""


def office_members() -> Select[Membership]:
    """Every membership there is or was, with the names a list says."""
    return select(Membership).options(
        joinedload(Membership.person).load_only(
            Person.given_name, Person.family_name, Person.birth_date, Person.birth_place, Person.tax_code
        ),
        joinedload(Membership.organisation).load_only(Organisation.name, Organisation.tax_code),
    )


def member(membership_id: UUID) -> Membership | None:
    """A membership with everything its page says of the person or body."""
    person, body = joinedload(Membership.person), joinedload(Membership.organisation)
    whole = select(Membership).options(
        person.selectinload(Person.contacts),
        person.selectinload(Person.addresses),
        body.selectinload(Organisation.contacts),
        body.selectinload(Organisation.addresses),
        joinedload(Membership.category),
        joinedload(Membership.resolution),
    )
    return db.session.scalars(whole.where(Membership.id == membership_id)).one_or_none()


def state_counts() -> dict[str, int]:
    """How many members there are, how many of them are minors or without e-mail."""
    states = ("active", "minors", "without_email")
    counts = [select(func.count()).select_from(Membership).where(in_state(one)).scalar_subquery() for one in states]
    return dict(zip(states, db.session.execute(select(*counts)).one(), strict=True))


def members_list(frame: ListFrame, *, for_file: bool = False) -> Listing:
    """The list over the association's own categories, tags and fields."""
    own = [_own_column(one) for one in frame.fields if (one.in_export if for_file else one.in_list)]
    return Listing(
        *(_file_columns(frame) if for_file else _columns(frame)),
        *own,
        filters=_filters(frame),
        search=members_called,
        order="name",
        count_to=COUNTED,
        dress=dress_for_file if for_file else dress,
    )


def _columns(frame: ListFrame) -> list[Column]:
    fee = _("Quota %(year)s", year=today().year)
    return [
        Column("number", _l("Numero"), value="membership.number", sort=Membership.number),
        Column("name", _l("Nome"), value="membership.list_name", sort=Membership.sort_name),
        Column("category", _l("Categoria"), value=lambda row: _category(frame, row)),
        Column("admitted_on", _l("Socio dal"), value="membership.admitted_on", sort=Membership.admitted_on),
        Column("fee", fee, value=_fee),
        Column("tags", _l("Etichette"), value="tags"),
    ]


def _file_columns(frame: ListFrame) -> list[Column]:
    return [
        Column("number", _l("Numero"), value="membership.number", sort=Membership.number),
        Column("name", _l("Cognome o denominazione"), value=_family_name, sort=Membership.sort_name),
        Column("given_name", _l("Nome"), value=lambda row: _person(row, "given_name")),
        Column("tax_code", _l("Codice fiscale")),
        Column("birth_date", _l("Data di nascita")),
        Column("birth_place", _l("Luogo di nascita"), value=lambda row: _person(row, "birth_place")),
        *reach_columns(),
        *address_columns(),
        Column("category", _l("Categoria"), value=lambda row: _category(frame, row)),
        Column("applied_on", _l("Domanda del"), value="membership.applied_on"),
        Column("admitted_on", _l("Socio dal"), value="membership.admitted_on", sort=Membership.admitted_on),
        Column("ended_on", _l("Uscita il"), value="membership.ended_on"),
        Column("end_reason", _l("Motivo dell'uscita"), value=_end_reason),
        Column("fee", _("Quota %(year)s", year=today().year), value=_fee),
        Column("tags", _l("Etichette"), value="tags"),
    ]


def _filters(frame: ListFrame) -> tuple[Filter, ...]:
    year = today().year
    years = [(str(one), str(one)) for one in frame.years]
    return (
        Filter("state", _l("Situazione"), where=in_state, options=STATE_WORDS).standing("active"),
        Filter("category", _l("Categoria"), Membership.category_id, frame.categories),
        Filter("fee", _("Quota %(year)s", year=year), where=lambda state: has_fee(state, year=year), options=FEE_WORDS),
        Filter(
            "year", _l("Ammessi nel"), where=lambda text: within(Membership.admitted_on, period_of(text)), options=years
        ),
        Filter("tag", _l("Etichetta"), where=has_tag, options=frame.tags),
        Filter("town", _l("Comune"), where=lives_in).written(),
        Filter("admitted", _l("Ammessi nel"), where=lambda one: within(Membership.admitted_on, one), parse=period_of),
        Filter("ended", _l("Usciti nel"), where=lambda one: within(Membership.ended_on, one), parse=period_of),
        Filter("age", _l("Età"), where=of_age, parse=known_band).said(age_words),
        Filter("family", _l("Famiglia"), where=_of_household, parse=UUID).said(lambda _id: _("una sola")),
    )


def _of_household(household_id: UUID) -> Any:
    people = select(HouseholdPerson.person_id).where(HouseholdPerson.household_id == household_id)
    return Membership.person_id.in_(people)


def _own_column(own: ShownField) -> Column:
    return Column(f"own_{own.key}", own.label, value=lambda row: typed_value(own.kind, row.own(own.key)))


def _category(frame: ListFrame, row: ListedMember) -> str:
    return frame.categories.get(str(row.membership.category_id), "")


def _family_name(row: ListedMember) -> str:
    person = row.membership.person
    return person.family_name or person.given_name if person else row.membership.name


def _person(row: ListedMember, name: str) -> str:
    return str(getattr(row.membership.person, name)) if row.membership.person else ""


def _fee(row: ListedMember) -> str:
    return str(FEE_WORDS[row.fee_state])


def _end_reason(row: ListedMember) -> str:
    return str(END_WORDS[row.membership.end_reason]) if row.membership.end_reason else ""
