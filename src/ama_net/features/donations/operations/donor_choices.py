"""What who gives decides of their own data: whether the Agenzia delle Entrate is told, and the facts a receipt needs."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from ama_net.features.donations.models import DonorChoices, Gift, RecurringGift
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import (
    AddressFacts,
    AddressKind,
    Organisation,
    OrganisationFacts,
    Person,
    PersonFacts,
    WrongFact,
    add_postal_address,
    change_organisation,
    change_person,
)
from ama_net.kernel.tenancy import current_tenant_id

Row = TypeVar("Row")


def oppose(person: Person, *, on: date, through: str, by: Actor) -> DonorChoices:
    """Write down that a person does not want their gifts told to the Agenzia delle Entrate (DM 1 March 2024); asked again, the first day stays.

    Who may: the person, from their area; the office, for what was said to it. The receipt is theirs all the same.

    Raises:
        WrongFact: a day to come.
    """
    if on > today():
        raise WrongFact("on", _l("È una data futura."))
    choices = _choices(person)
    if choices.opposed_on is None or on < choices.opposed_on:
        choices.opposed_on, choices.opposed_through = on, through
        db.session.flush()
        record(by=by, verb="donor_choices.opposed", subject=choices)
    return choices


def take_back_opposition(person: Person, *, by: Actor) -> None:
    """Let a person's gifts be told again. Who may: as for ``oppose``."""
    choices = _choices(person)
    if choices.opposed_on is None:
        return
    choices.opposed_on, choices.opposed_through = None, ""
    db.session.flush()
    record(by=by, verb="donor_choices.opposition_ended", subject=choices)


def complete_facts(donor: Person | Organisation, *, tax_code: str, address: AddressFacts | None, by: Actor) -> bool:
    """Add what a receipt lacks: the tax code, the address. What is there already is left as it is, and the office changes it.

    Who may: who gives, from the area of the mailbox the register writes to. Says whether something was added.

    Raises:
        WrongFact: the tax code or a part of the address cannot be, or somebody else has the tax code.
    """
    added = False
    if tax_code and not donor.tax_code:
        _add_tax_code(donor, tax_code, by)
        added = True
    if address is not None and not donor.addresses:
        kind = AddressKind.RESIDENCE if isinstance(donor, Person) else AddressKind.SEAT
        add_postal_address(donor, replace(address, kind=kind), by=by)
        added = True
    return added


def take_name_off(gifts: Iterable[Gift], series: Iterable[RecurringGift], *, by: Actor) -> int:
    """Let nobody be named in public for some gifts any more (GDPR art. 7.3); how many rows named somebody.

    Who may: who gave. Series first, as whoever writes their money takes them.
    """
    again, once = {row.id for row in series if row.public_name}, {row.id for row in gifts if row.public_name}
    held: list[RecurringGift | Gift] = [
        *db.session.scalars(_held(select(RecurringGift), RecurringGift.id, again)),
        *db.session.scalars(_held(select(Gift), Gift.id, once)),
    ]
    for row in held:
        row.public_name = ""
        record(by=by, verb="gift.name_taken_off", subject=row)
    db.session.flush()
    return len(held)


def _held(rows: Select[Row], key: Any, ids: set[UUID]) -> Select[Row]:
    return rows.where(key.in_(ids)).order_by(key).with_for_update()


def _add_tax_code(donor: Person | Organisation, tax_code: str, by: Actor) -> None:
    try:
        if isinstance(donor, Person):
            kept = {field.name: getattr(donor, field.name) for field in fields(PersonFacts)}
            change_person(donor, PersonFacts(**{**kept, "tax_code": tax_code}), by=by)
        else:
            kept = {field.name: getattr(donor, field.name) for field in fields(OrganisationFacts)}
            change_organisation(donor, OrganisationFacts(**{**kept, "tax_code": tax_code}), by=by)
    except WrongFact as error:
        # Whose it is, is not told to who types it.
        words = _l("Non possiamo scrivere questo codice fiscale: ricontrollalo, e se è giusto parla con noi.")
        raise WrongFact("tax_code", words) from error


def _choices(person: Person) -> DonorChoices:
    """Their row, made when they have none; two hands at once find one."""
    hold(f"donations:choices:{current_tenant_id()}:{person.id}")
    wanted = select(DonorChoices).where(DonorChoices.person_id == person.id)
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        found = DonorChoices(person_id=person.id)
        db.session.add(found)
        db.session.flush()
    return found


def forget_typed(gifts: Iterable[Gift]) -> None:
    """Forget what somebody typed with their gifts, now that they have said what the register is to have."""
    for gift in gifts:
        if gift.donor is not None:
            gift.asked = None
    db.session.flush()
