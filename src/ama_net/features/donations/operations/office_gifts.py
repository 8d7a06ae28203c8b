"""What the office does with gifts: writes one down with who gave it, says who gave, does a receipt again."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.models import Gift, GiftState
from ama_net.features.donations.operations.finishing import give_to
from ama_net.features.donations.operations.gifts import Giving
from ama_net.features.donations.operations.receipts import give_gift_receipt
from ama_net.features.donations.operations.receiving import Arrived, finish_later, hold_gift, note_gift, note_in_kind
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.confiding import form_digest
from ama_net.kernel.payments import Receipt, cancel_receipt
from ama_net.kernel.people import AddressFacts, Organisation, Person, PersonFacts, WrongFact
from ama_net.kernel.people.models import AddressKind, ContactKind
from ama_net.kernel.people.operations.contacts import add_postal_address
from ama_net.kernel.people.operations.entering import enter_person, enter_residence
from ama_net.kernel.people.operations.organisations import OrganisationFacts, register_organisation
from ama_net.kernel.tenancy import current_tenant_id


@dataclass(frozen=True)
class WhoGave:
    """Who gave, as the office knows: a row of the register (completed with ``facts``), else somebody new; or nobody known."""

    row: Person | Organisation | None = None
    facts: DonorFacts = DonorFacts()  # noqa: RUF009 - frozen and empty

    @property
    def is_known(self) -> bool:
        """Whether somebody gave, and not an offering box."""
        return self.row is not None or bool(self.facts.name)


def write_gift(giving: Giving, arrived: Arrived, who: WhoGave, *, by: Actor, thing: str = "") -> Gift:
    """Write down a gift whose money is here, or (``thing``) one of things or services; the same form twice is one gift.

    Who gave is entered first. The receipt and the thanks follow by themselves, as for any gift.

    Raises:
        WrongFact: an amount, a day or a fact of who gave that cannot be.
    """
    digest = form_digest(str(arrived.form_key))
    hold(f"donations:form:{current_tenant_id()}:{digest.hex()}")
    already = db.session.scalar(select(Gift).where(Gift.form_digest == digest))
    if already is not None:
        return already
    payer = enter_giver(who, by=by) if who.is_known else None
    if thing:
        gift = note_in_kind(giving, thing, on=arrived.on, by=by, payer=payer)
    else:
        gift = note_gift(giving, arrived, by=by, payer=payer)
    gift.form_digest, gift.asked = digest, None
    db.session.flush()
    return gift


def enter_giver(who: WhoGave, *, by: Actor) -> Person | Organisation:
    """The person or body that gave: known ones keep their facts and get what was missing, others get a row.

    Raises:
        WrongFact: a fact cannot be, or somebody else has the tax code.
    """
    facts = who.facts
    if isinstance(who.row, Organisation) or (who.row is None and facts.is_body):
        return who.row or _new_body(facts, by=by)
    said = PersonFacts(facts.given_name, facts.family_name, facts.tax_code or None)
    person = enter_person(said, who.row, by=by, email=facts.email, phone=facts.phone)
    enter_residence(person, _home(facts, AddressKind.RESIDENCE), by=by)
    return person


def recognise(gift: Gift, who: WhoGave, *, by: Actor) -> None:
    """Say who gave a gift that the register could not tell by itself; its receipt follows.

    Raises:
        WrongFact: as ``enter_giver``.
    """
    donor = enter_giver(who, by=by)
    hold_gift(gift.id)
    give_to(gift, donor)
    record(by=by, verb="gift.recognised", subject=gift)
    finish_later(gift.id)


def cancel_thing(gift: Gift, *, by: Actor) -> None:
    """Say that a gift of things or services was a slip: it counts no more. To correct one, write it again.

    Raises:
        WrongFact: it is of money, whose movement is cancelled or given back.
    """
    hold_gift(gift.id)
    if not gift.in_kind:
        raise WrongFact("gift", _l("È una donazione di denaro: si annulla o si restituisce il suo movimento."))
    if gift.state == GiftState.CANCELLED:
        return
    gift.state = GiftState.CANCELLED
    db.session.flush()
    record(by=by, verb="gift.cancelled", subject=gift)


def cancel_gift_receipt(gift: Gift, receipt: Receipt, *, why: str, again: bool, by: Actor) -> Receipt | None:
    """Cancel a receipt of a gift, keeping its number and the reason; ``again``: give another, with what is known today.

    Raises:
        WrongFact: another cannot be given, since nobody is known or the money went back.
    """
    hold_gift(gift.id)
    cancel_receipt(receipt, why=why, by=by)
    return give_gift_receipt(gift, receipt.payment, by=by) if again else None


def _new_body(facts: DonorFacts, *, by: Actor) -> Organisation:
    contacts = {ContactKind.EMAIL: facts.email, ContactKind.PHONE: facts.phone}
    body = register_organisation(
        OrganisationFacts(facts.organisation, tax_code=facts.tax_code or None), contacts=contacts, by=by
    )
    if facts.street or facts.municipality:
        add_postal_address(body, _home(facts, AddressKind.SEAT), by=by)
    return body


def _home(facts: DonorFacts, kind: AddressKind) -> AddressFacts:
    return AddressFacts(
        kind=kind,
        street=facts.street,
        postcode=facts.postcode,
        municipality=facts.municipality,
        province=facts.province,
    )
