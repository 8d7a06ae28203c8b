"""A fee noted as paid, with its receipt given and sent: alone, or several at once.

The receipts of fees have a series of their own, apart from those of gifts: a fee gives no tax benefit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.models import MembershipFee
from ama_net.features.members.operations.fees import hold_fee, note_payment
from ama_net.features.members.queries_fees import addressees, with_members
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.correspondence import Channel, Direction, channel_of, open_entry, send_letter
from ama_net.kernel.payments import Payment, PaymentState, PaymentWay, Receipt, issue_receipt
from ama_net.kernel.payments.operations.movements import written_by_form
from ama_net.kernel.payments.operations.receipts import receipt_in_force
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

SERIES = "fees"


@dataclass(frozen=True)
class Collected:
    """A payment of a fee as it is typed; ``payer`` when it is not the member, ``send`` whether the receipt leaves."""

    amount_cents: int
    on: date
    way: PaymentWay
    reference: str = ""
    account_id: UUID | None = None
    payer: Person | Organisation | None = None
    form_key: UUID | None = None
    send: bool | None = None


def collect_fee(fee: MembershipFee, paid: Collected, *, by: Actor) -> Receipt:
    """Note a payment of a fee, give its receipt, send it as the settings say. The same form twice is one receipt.

    Raises:
        WrongFact: as ``note_payment``.
    """
    already = written_by_form(paid.form_key)
    payment = already or note_payment(
        fee,
        paid.amount_cents,
        on=paid.on,
        way=paid.way,
        by=by,
        payer=paid.payer,
        reference=paid.reference,
        account_id=paid.account_id,
        form_key=paid.form_key,
    )
    receipt = give_receipt(fee, payment, by=by)
    if already is None:
        _send_as_told([(fee, receipt)], by=by, send=paid.send)
    return receipt


def collect_fees(fee_ids: Iterable[UUID], *, on: date, way: PaymentWay, by: Actor) -> list[Receipt]:
    """Note that what is left of several fees was paid, with a receipt each; those with nothing left are passed over.

    Rows are taken in order before any number is, so two who do it at once wait and never cross.
    """
    wanted = with_members(select(MembershipFee)).where(MembershipFee.id.in_(list(fee_ids)))
    held = wanted.order_by(MembershipFee.id).with_for_update(of=MembershipFee)
    fees = [fee for fee in db.session.scalars(held.execution_options(populate_existing=True)) if not fee.is_paid]
    paid = [(fee, note_payment(fee, fee.left_cents, on=on, way=way, by=by)) for fee in fees]
    given = [(fee, give_receipt(fee, payment, by=by)) for fee, payment in paid]
    _send_as_told(given, by=by)
    return [receipt for _fee, receipt in given]


def finish_payment(payment_id: UUID, *, by: Actor) -> None:
    """Give and send the receipt of a fee's movement that nobody typed; done again, or taken back meanwhile, nothing is."""
    payment = db.session.get_one(Payment, payment_id)
    if payment.about_id is None:
        return
    hold_fee(payment.about_id)
    db.session.refresh(payment, with_for_update={"of": Payment})
    if payment.state != PaymentState.RECEIVED or receipt_in_force(payment) is not None:
        return
    fee = db.session.get_one(MembershipFee, payment.about_id)
    if payment.payer is None:
        member = fee.membership
        payment.person_id, payment.organisation_id = member.person_id, member.organisation_id
        db.session.flush()
        db.session.expire(payment, ["person", "organisation"])
    _send_as_told([(fee, give_receipt(fee, payment, by=by))], by=by)


def give_receipt(fee: MembershipFee, payment: Payment, *, by: Actor) -> Receipt:
    """The receipt of a fee's payment, made out to who paid; asked again, it is the same one."""
    who = payment.payer
    member = fee.membership.person or fee.membership.organisation
    return issue_receipt(
        payment,
        series=SERIES,
        by=by,
        wording=fee_wording(fee.year),
        on_behalf="" if who is None or member is None or who.id == member.id else fee.membership.name,
    )


def fee_wording(year: int) -> str:
    """What a fee's receipt says (TUIR art. 148 c. 8; no tax benefit is a fee's), in Italian whoever asks."""
    with force_locale("it"):
        return str(_("Quota associativa anno %(year)s: non detraibile né deducibile.", year=year))


def send_receipt(fee: MembershipFee, receipt: Receipt, *, by: Actor) -> None:
    """Send a receipt to the member (to who answers for them, when a minor): a link by e-mail, a letter on paper."""
    _send([(fee, receipt)], by=by)


def _send_as_told(given: list[tuple[MembershipFee, Receipt]], *, by: Actor, send: bool | None = None) -> None:
    wanted = read_settings(FeesSettings).send_receipts if send is None else send
    if wanted and given:
        _send(given, by=by)


def _send(given: list[tuple[MembershipFee, Receipt]], *, by: Actor) -> None:
    entry = open_entry(Direction.OUT, subject=str(_("Ricevute delle quote associative")), by=by, kind="fee_receipt")
    whom = addressees([fee.membership for fee, _receipt in given])
    for fee, receipt in given:
        to = whom[fee.membership_id]
        person = fee.membership.person
        send_letter(
            "members/fee_receipt",
            to=to,
            context={
                "name": to.name,
                "year": fee.year,
                "cents": receipt.amount_cents,
                "number": receipt.number_words,
                "left": fee.left_cents,
                "paper": channel_of(to) != Channel.EMAIL,
                "link": f"{current_tenant().base_url}/my/quote",
            },
            entry=entry,
            about=receipt,
            for_person=person if person is not None and person.id != to.id else None,
        )
