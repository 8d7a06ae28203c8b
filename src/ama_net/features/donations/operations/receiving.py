"""Money that arrives for a gift: written as a movement, counted in the gift; what a provider says of it; gifts of a series.

The rest (who gives enters the register, the receipt, the thanks) is done after the commit by a job: ``finishing.py``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.donor_mailbox import called, mailbox_of
from ama_net.features.donations.gift_secrets import WAYS, way_back
from ama_net.features.donations.models import Gift, GiftSource, GiftState, RecurringGift, RecurringState
from ama_net.features.donations.operations import recurring
from ama_net.features.donations.operations.gifts import Giving, check_amount, new_gift
from ama_net.foundation.clock import day_of, today
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.confiding import token_digest
from ama_net.kernel.outbox.operations import send_mail
from ama_net.kernel.payments import (
    About,
    MoneyDirection,
    NewPayment,
    News,
    Payable,
    Payment,
    PaymentKind,
    PaymentState,
    PaymentWay,
    ProviderNews,
    Purpose,
    Row,
    new_references,
    record_payment,
    register_purpose,
)
from ama_net.kernel.payments.modello_d import GIFTS
from ama_net.kernel.payments.models import COUNTED
from ama_net.kernel.payments.operations.movements import net_cents, written_by_form
from ama_net.kernel.people import Organisation, Person, WrongFact

ABOUT, SERIES = "gifts", "recurring_gifts"


@dataclass(frozen=True)
class Arrived:
    """Money that came: cents, the day, how, what the bank says of it."""

    amount_cents: int
    on: date
    way: PaymentWay
    reference: str = ""
    account_id: UUID | None = None
    memo: str = ""
    form_key: UUID | None = None
    line_id: UUID | None = None


def receive_gift(gift: Gift, arrived: Arrived, *, by: Actor) -> Payment:
    """Note that money came for a gift: as much as came, whatever was said. The same form twice is one movement.

    Raises:
        WrongFact: an amount of nothing, a day to come or of a closed year, or the gift is in kind.
    """
    if gift.in_kind:
        raise WrongFact("gift", _("È una donazione di beni: non c'è denaro da annotare."))
    hold_gift(gift.id)
    return record_payment(
        NewPayment(
            arrived.amount_cents,
            arrived.way,
            arrived.on,
            PaymentKind.DONATION,
            reference=arrived.reference,
            account_id=arrived.account_id,
            payer=gift.donor,
            about=gift,
            form_key=arrived.form_key,
            memo=arrived.memo,
            line_id=arrived.line_id,
        ),
        by=by,
    )


def note_gift(
    giving: Giving,
    arrived: Arrived,
    *,
    by: Actor,
    payer: Person | Organisation | None = None,
    source: GiftSource = GiftSource.OFFICE,
) -> Gift:
    """Write down a gift whose money is here already (cash, a cheque, a transfer); the same form twice is one gift.

    ``payer`` None: who gives is entered from ``giving.donor``, or nobody is known (an offering box).

    Raises:
        WrongFact: as ``receive_gift``.
    """
    already = written_by_form(arrived.form_key)
    if already is not None and already.about_id is not None:
        return db.session.get_one(Gift, already.about_id)
    check_amount(giving.amount_cents)
    gift = new_gift(giving, source=source, by=by)
    _belong(gift, payer)
    gift.secret_digest = token_digest(WAYS[Gift].link_token(gift.id))
    db.session.flush()
    receive_gift(gift, arrived, by=by)
    return gift


def note_in_kind(
    giving: Giving, words: str, *, on: date, by: Actor, payer: Person | Organisation | None = None
) -> Gift:
    """Write down a gift of things or of services with its value (DM 28 November 2019); no movement is about it.

    Raises:
        WrongFact: nothing is said of it, a value of nothing, a day to come.
    """
    check_amount(giving.amount_cents)
    if not words.strip():
        raise WrongFact("words", _("Scrivere che cosa è stato donato."))
    if on > today():
        raise WrongFact("on", _("È una data futura."))
    gift = new_gift(giving, source=GiftSource.OFFICE, by=by)
    _belong(gift, payer)
    gift.in_kind, gift.way, gift.given_on, gift.state = words.strip(), "", on, GiftState.RECEIVED
    gift.secret_digest = token_digest(WAYS[Gift].link_token(gift.id))
    db.session.flush()
    record(by=by, verb="gift.noted_in_kind", subject=gift)
    finish_later(gift.id)
    return gift


def hold_gift(gift_id: UUID) -> None:
    """Take a gift's row and read it anew: two movements of it wait for one another."""
    wanted = select(Gift).where(Gift.id == gift_id).with_for_update(of=Gift)
    db.session.scalar(wanted.execution_options(populate_existing=True))


def finish_later(gift_id: UUID) -> None:
    """After the commit: who gives enters the register, receipts are given, thanks are sent."""
    from ama_net.features.donations.gifts_tasks import finish_gift  # the task needs these operations

    enqueue(finish_gift, str(gift_id))


def _belong(gift: Gift, payer: Person | Organisation | None) -> None:
    if isinstance(payer, Person):
        gift.person_id = payer.id
    elif payer is not None:
        gift.organisation_id = payer.id


def _settle(gift_id: UUID) -> None:
    """Count again what came and what went back; the gift's state follows."""
    gift = db.session.get_one(Gift, gift_id)
    gift.paid_cents = max(0, net_cents(ABOUT, gift_id))
    came = select(Payment).where(
        Payment.about_kind == ABOUT,
        Payment.about_id == gift_id,
        Payment.direction == MoneyDirection.IN,
        Payment.state.in_(COUNTED),
    )
    payments = list(db.session.scalars(came.order_by(Payment.on_day, Payment.created_at)))
    kept = [payment for payment in payments if payment.state == PaymentState.RECEIVED]
    if gift.paid_cents:
        gift.state, gift.given_on, gift.way = GiftState.RECEIVED, kept[0].on_day, kept[-1].way
        finish_later(gift_id)
    elif payments:
        gift.state = GiftState.REFUNDED
    elif gift.state in (GiftState.RECEIVED, GiftState.REFUNDED):
        # A payment of a series that never was leaves nothing to wait for.
        gift.state = GiftState.CANCELLED if gift.recurring_id is not None else GiftState.PENDING
        gift.given_on = None
    db.session.flush()


def _left(gift_id: UUID) -> int:
    """What may still be paid: of what was said, or of what came when it was more."""
    gift = db.session.get_one(Gift, gift_id)
    came = db.session.scalar(
        select(func.coalesce(func.sum(Payment.amount_cents), 0)).where(
            Payment.about_id == gift_id, Payment.direction == MoneyDirection.IN, Payment.state.in_(COUNTED)
        )
    )
    return max(gift.amount_cents, int(came or 0)) - gift.paid_cents


def _coding(gift_id: UUID) -> tuple[str, UUID | None]:
    """A gift for a campaign stands where the campaign says, and in its fund."""
    campaign = db.session.get_one(Gift, gift_id).campaign
    return (campaign.item, campaign.fund_id) if campaign is not None else (GIFTS, None)


def _describe(ids: set[UUID]) -> Mapping[UUID, About]:
    gifts = db.session.scalars(
        select(Gift).where(Gift.id.in_(ids)).options(joinedload(Gift.person), joinedload(Gift.organisation))
    )
    return {gift.id: About(_gift_words(gift), url_for("gifts_manage.show", gift_id=gift.id)) for gift in gifts}


def _gift_words(gift: Gift) -> str:
    name = donor_name(gift)
    return str(_("Donazione di %(name)s", name=name) if name else _("Donazione anonima"))


def donor_name(row: Gift | RecurringGift) -> str:
    """Who gives, as the office reads it: from the register, or as they wrote it; empty when nobody is known."""
    return row.donor.name if row.donor is not None else DonorFacts.of(row.asked_facts).name


def _payables() -> Iterable[Payable]:
    """The gifts that wait for a transfer."""
    waiting = (GiftState.PENDING, GiftState.PROCESSING, GiftState.FAILED, GiftState.ABANDONED)
    rows = select(Gift).where(Gift.state.in_(waiting), Gift.in_kind == "", Gift.recurring_id.is_(None))
    for gift in db.session.scalars(rows.options(joinedload(Gift.person), joinedload(Gift.organisation))):
        name = donor_name(gift)
        words = str(_("%(what)s, %(amount)s", what=_gift_words(gift), amount=money(gift.amount_cents)))
        asked = day_of(gift.created_at)
        yield Payable(ABOUT, gift.id, gift.reference, gift.left_cents, (name,), asked, words, any_amount=True)


def _payable_series() -> Iterable[Payable]:
    """The standing orders: each transfer of theirs is a gift."""
    rows = select(RecurringGift).where(
        RecurringGift.state != RecurringState.ENDED, RecurringGift.way == PaymentWay.TRANSFER
    )
    for row in db.session.scalars(
        rows.options(joinedload(RecurringGift.person), joinedload(RecurringGift.organisation))
    ):
        name, asked = donor_name(row), day_of(row.created_at)
        words = str(_("Donazione che si ripete di %(name)s, %(amount)s", name=name, amount=money(row.amount_cents)))
        yield Payable(
            SERIES, row.id, row.reference, row.amount_cents, (name,), asked, words, repeats=True, any_amount=True
        )


def _instalment(series_id: UUID, cents: int, day: date, external_id: str) -> Row:
    """The gift of a payment of a series: made once for each payment, with who gives and what for as the series says."""
    series = recurring.hold_series(series_id)
    already = db.session.scalar(select(Gift.id).where(Gift.external_id == external_id))
    if already is not None:
        return Row(ABOUT, already)
    gift = Gift(source=GiftSource.SERIES, amount_cents=cents, way=series.way, external_id=external_id)
    gift.reference, gift.recurring_id, gift.campaign_id = new_references()[0], series.id, series.campaign_id
    gift.person_id, gift.organisation_id = series.person_id, series.organisation_id
    gift.asked, gift.email_digest, gift.language = series.asked, series.email_digest, series.language
    gift.public_name, gift.wants_receipt = series.public_name, series.wants_receipt
    gift.cover_cents = min(series.cover_cents, cents)
    gift.secret_digest = token_digest(WAYS[Gift].link_token(gift.id))
    db.session.add(gift)
    db.session.flush()
    recurring.hear(series_id, ProviderNews(News.RENEWED, {"paid_on": day}))
    return Row(ABOUT, gift.id)


def _hold_series(series_id: UUID) -> None:
    recurring.hold_series(series_id)


def _left_of_series(series_id: UUID) -> int:
    """What each of its payments is; nothing when it is over."""
    series = db.session.get_one(RecurringGift, series_id)
    return 0 if series.state == RecurringState.ENDED else series.amount_cents


def _describe_series(ids: set[UUID]) -> Mapping[UUID, About]:
    rows = db.session.scalars(select(RecurringGift).where(RecurringGift.id.in_(ids)))
    return {
        row.id: About(
            str(_("Donazione che si ripete di %(name)s", name=donor_name(row))),
            url_for("recurring_manage.show", recurring_id=row.id),
        )
        for row in rows
    }


def _told(gift_id: UUID, news: ProviderNews) -> None:
    """What a provider says of a gift. Money that came or went back is a movement, never news."""
    hold_gift(gift_id)
    gift = db.session.get_one(Gift, gift_id)
    if gift.paid_cents or gift.state in (GiftState.CANCELLED, GiftState.REFUNDED):
        return
    if news.kind == News.PROCESSING:
        gift.state = GiftState.PROCESSING
    elif news.kind == News.FAILED and gift.state != GiftState.FAILED:
        promised = gift.state == GiftState.PROCESSING  # the page said that we would write
        gift.state, gift.failure = GiftState.FAILED, str(news.facts.get("code", ""))[:100]
        record(by=SYSTEM, verb="gift.failed", subject=gift)
        if promised:
            _tell_failed(gift)
    elif news.kind == News.EXPIRED and gift.state == GiftState.PROCESSING:
        gift.state = GiftState.PENDING
    db.session.flush()


def _tell_failed(gift: Gift) -> None:
    address = mailbox_of(gift)
    if address:
        send_mail(
            "donations/failed",
            to=address,
            context={"name": called(gift), "cents": gift.amount_cents, "link": way_back(gift, gift.language)},
            about=gift,
            locale=gift.language,
        )


register_purpose(
    ABOUT,
    Purpose(
        hold=hold_gift,
        settle=_settle,
        left=_left,
        describe=_describe,
        payables=_payables,
        quoted=lambda references: db.session.scalars(select(Gift.id).where(Gift.reference.in_(references))),
        told=_told,
        kind=PaymentKind.DONATION,
        coding=_coding,
    ),
)
register_purpose(
    SERIES,
    Purpose(
        hold=_hold_series,
        settle=lambda _series_id: None,
        left=_left_of_series,
        describe=_describe_series,
        payables=_payable_series,
        instalment=_instalment,
        told=recurring.hear,
        kind=PaymentKind.DONATION,
    ),
)
