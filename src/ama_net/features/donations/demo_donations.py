"""The invented gifts of the demonstration: two years of them, in every way, by people and bodies, once and every month.

They are made by the operations that make real ones. Those of last year have no receipt here (theirs were on paper); those of this
year have theirs, numbered in the order they came. Only the last ones are thanked by mail.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select
from stdnum.it.codicefiscale import calc_check_digit

from ama_net.features.donations.campaign_facts import GIFTS, USUAL, CampaignFacts
from ama_net.features.donations.demo_words import WORDS, DemoWords
from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.models import Campaign, Gift, Interval, RecurringGift, TributeKind
from ama_net.features.donations.operations.campaigns import add_campaign, close_campaign, open_campaign
from ama_net.features.donations.operations.donors import enter_donor
from ama_net.features.donations.operations.finishing import finish, give_to
from ama_net.features.donations.operations.gifts import Giving, TributeFacts, ask_gift
from ama_net.features.donations.operations.receipts import give_gift_receipt
from ama_net.features.donations.operations.receiving import SERIES, Arrived, note_gift, note_in_kind, receive_gift
from ama_net.features.donations.settings import DonationsSettings
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.foundation.text import slugify
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import AccountKind, AccountUse, BankAccount, Payment, PaymentWay, refund_payment
from ama_net.kernel.payments.operations.accounts import save_account
from ama_net.kernel.payments.purposes import purpose_named
from ama_net.kernel.people.identifiers import name_letters
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings, save_settings
from ama_net.kernel.tenancy.tenant_models import LegalForm

OUTSIDE = "https://versamenti.example/donazioni"
CENTS = (1_000, 1_500, 2_000, 2_500, 3_000, 5_000, 5_000, 10_000, 15_000, 25_000)
WAYS = (
    PaymentWay.TRANSFER,
    PaymentWay.TRANSFER,
    PaymentWay.TRANSFER,
    PaymentWay.CASH,
    PaymentWay.CHEQUE,
    PaymentWay.POST_OFFICE,
)
EVERY_DAYS = 9
"""About so many days pass between a gift and the next."""

NOWHERE = "Z998"
"""A place of birth that no tax code has: so that these are nobody's."""


class _Place:
    """Where money of each kind goes: the bank's account, the cash box."""

    def __init__(self) -> None:
        self.bank = _account(AccountKind.BANK) or _first_bank()
        self.box = _account(AccountKind.CASH) or save_account(
            None,
            label="Cassa",
            holder=current_tenant().name,
            iban="",
            used_for=AccountUse.NONE,
            by=SYSTEM,
            kind=AccountKind.CASH,
        )

    def of(self, way: PaymentWay) -> BankAccount:
        """The account that takes what travels so."""
        return self.box if way == PaymentWay.CASH else self.bank


def seed_demo_donations(folder: Path) -> None:
    """Make campaigns and gifts of two years in the association in scope. Harmless to repeat."""
    tenant = current_tenant()
    if not tenant.identity.rooms.donations:
        return
    if tenant.identity.legal_form == LegalForm.PUBLIC_BODY:
        _lead_outside()
        return
    words = WORDS.get(folder.name)
    if words is None or db.session.scalar(select(Campaign.id).limit(1)) is not None:
        return
    place, campaigns = _Place(), _campaigns(words)
    donors = [_donor(*name) for name in words.people] + [_body(name) for name in words.bodies]
    payments = [_give(one, place) for one in _plan(donors, campaigns, folder.name)]
    _series(donors, place)
    _things(words, donors)
    _give_back(payments)
    _dedicate(words, donors, place)
    _promise(donors, campaigns)


def _lead_outside() -> None:
    """A public body: its gifts are paid at the page of its own payments."""
    settings = read_settings(DonationsSettings)
    if not settings.outside_address:
        words = "Come causale scrivi «gruppi di auto mutuo aiuto»."
        save_settings(settings.model_copy(update={"outside_address": OUTSIDE, "outside_words": words}), by=None)


def _account(kind: AccountKind) -> BankAccount | None:
    wanted = select(BankAccount).where(BankAccount.kind == kind, BankAccount.closed_on.is_(None))
    return db.session.scalars(wanted.order_by(BankAccount.position, BankAccount.created_at)).first()


def _first_bank() -> BankAccount:
    return save_account(
        None,
        label="Conto della banca (esempio)",
        holder=current_tenant().name,
        iban="IT60X0542811101000000123456",  # the one that everybody prints as an example: no account has it
        used_for=AccountUse.ALL,
        by=SYSTEM,
    )


def _campaigns(words: DemoWords) -> list[Campaign]:
    made = []
    for place, said in enumerate(words.campaigns):
        last = today() + timedelta(days=said.to_days) if said.to_days is not None else None
        facts = CampaignFacts(
            said.title,
            today() - timedelta(days=said.from_days),
            last,
            summary=said.summary,
            body=said.body,
            goal_cents=said.goal_cents,
            item=USUAL if place else GIFTS,
        )
        campaign = add_campaign(facts, by=SYSTEM)
        open_campaign(campaign, by=SYSTEM)
        if said.is_closed:
            close_campaign(campaign, by=SYSTEM)
        made.append(campaign)
    return made


def _donor(given_name: str, family_name: str) -> DonorFacts:
    start = (
        f"{name_letters(given_name, family_name)}65{'ABCDEHLMPRST'[len(given_name) % 12]}{10 + len(family_name):02d}"
    )
    code = f"{start}{NOWHERE}"
    return DonorFacts(
        given_name,
        family_name,
        email=f"{slugify(given_name)}@donatori.example",
        tax_code=code + calc_check_digit(code),
        street=f"via delle Prove {len(given_name) + len(family_name)}",
        postcode="40100",
        municipality="Bologna",
        province="BO",
    )


def _body(name: str) -> DonorFacts:
    return DonorFacts(organisation=name, email=f"{slugify(name)[:20].strip('-')}@donatori.example")


class _Planned:
    """One gift to make: when, by whom, how much, how, for what, and whether it was announced on the site."""

    def __init__(self, day: date, donor: DonorFacts, campaigns: list[Campaign], chance: random.Random) -> None:
        self.day, self.donor = day, donor
        self.cents = chance.choice(CENTS) * (4 if donor.is_body else 1)
        self.way = PaymentWay.TRANSFER if donor.is_body else chance.choice(WAYS)
        self.from_site = self.way == PaymentWay.TRANSFER and chance.random() < 0.6
        fit = [one for one in campaigns if _is_on(one, day)]
        wanted = fit[:1] if chance.random() < 0.7 else fit
        self.campaign = chance.choice(wanted) if wanted and chance.random() < 0.7 else None
        self.public_name = donor.name if self.campaign is not None and chance.random() < 0.4 else ""

    def giving(self, donor: DonorFacts) -> Giving:
        """As the operations want it."""
        this_year = self.day.year == today().year
        return Giving(
            self.cents,
            self.way,
            donor,
            campaign=self.campaign,
            public_name=self.public_name,
            wants_receipt=this_year,
        )


def _is_on(campaign: Campaign, day: date) -> bool:
    fund = campaign.fund
    return fund.first_day <= day and (fund.last_day is None or day <= fund.last_day)


def _plan(donors: list[DonorFacts], campaigns: list[Campaign], seed: str) -> Iterator[_Planned]:
    """From January of last year to yesterday. Some gave only last year, some began this year, most gave in both."""
    chance = random.Random(seed)  # noqa: S311 - invented data, always the same
    day = date(today().year - 1, 1, 9)
    while day < today():
        began = today().year == day.year
        able = [one for place, one in enumerate(donors) if (place % 4 != 3 if began else place % 5 != 4)]
        yield _Planned(day, chance.choice(able), campaigns, chance)
        day += timedelta(days=chance.randint(EVERY_DAYS - 5, EVERY_DAYS + 5))


def _give(one: _Planned, place: _Place) -> Payment:
    """A gift that came, from its first word to its receipt."""
    arrived = Arrived(one.cents, one.day, one.way, account_id=place.of(one.way).id)
    donor = enter_donor(one.donor, language="it", by=SYSTEM)
    assert donor is not None
    if one.from_site:
        asked = ask_gift(one.giving(one.donor), by=SYSTEM)
        assert isinstance(asked, Gift)
        payment = receive_gift(asked, arrived, by=SYSTEM)
        gift = asked
    else:
        gift = note_gift(one.giving(DonorFacts()), arrived, payer=donor, by=SYSTEM)
        payment = db.session.scalars(select(Payment).where(Payment.about_id == gift.id)).one()
    give_to(gift, donor)
    _end(gift, payment, one.day)
    return payment


def _end(gift: Gift, payment: Payment, day: date) -> None:
    """As if the rest had been done that day: thanked, and this year's with a receipt."""
    gift.created_at = gift.thanked_at = datetime.combine(day, time(10), ROME)
    gift.wants_receipt = day.year == today().year
    if gift.wants_receipt:
        give_gift_receipt(gift, payment, by=SYSTEM)


def _series(donors: list[DonorFacts], place: _Place) -> None:
    """Standing orders: two of every month, one of them begun this year, and one of every year."""
    for donor, cents, every, months in (
        (donors[0], 1_000, Interval.MONTH, 18),
        (donors[5], 1_500, Interval.MONTH, 5),
        (donors[6], 6_000, Interval.YEAR, 1),
    ):
        series = ask_gift(Giving(cents, PaymentWay.TRANSFER, donor, every=every), by=SYSTEM)
        assert isinstance(series, RecurringGift)
        first = today().replace(day=5)
        past = [_months_before(first, back) for back in range(months, 0, -1)]
        days = [day for day in past if day.year >= first.year - 1]
        series.created_at = datetime.combine(days[0] - timedelta(days=4), time(10), ROME)
        for day in days:
            _instalment(series, cents, day, place)


def _instalment(series: RecurringGift, cents: int, day: date, place: _Place) -> None:
    make = purpose_named(SERIES).instalment
    assert make is not None
    gift = db.session.get_one(Gift, make(series.id, cents, day, f"demo:{series.reference}:{day}").id)
    arrived = Arrived(cents, day, PaymentWay.TRANSFER, account_id=place.bank.id)
    payment = receive_gift(gift, arrived, by=SYSTEM)
    donor = series.donor or enter_donor(DonorFacts.of(series.asked_facts), language="it", by=SYSTEM)
    assert donor is not None
    give_to(gift, donor)
    _end(gift, payment, day)


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return day.replace(year=year, month=month + 1)


def _things(words: DemoWords, donors: list[DonorFacts]) -> None:
    payer = enter_donor(donors[1], language="it", by=SYSTEM)
    giving = Giving(42_000, PaymentWay.OTHER, DonorFacts())
    gift = note_in_kind(giving, words.thing, on=today() - timedelta(days=33), payer=payer, by=SYSTEM)
    gift.asked, gift.thanked_at = None, now()


def _give_back(payments: list[Payment]) -> None:
    """One gift of this year went back whole: it had been made twice by mistake."""
    last = next(one for one in reversed(payments) if one.way == PaymentWay.TRANSFER)
    refund_payment(last, on=today(), way=PaymentWay.TRANSFER, why="bonifico fatto due volte", by=SYSTEM)


def _dedicate(words: DemoWords, donors: list[DonorFacts], place: _Place) -> None:
    """The last one, in somebody's memory, with its thanks and its card."""
    tribute = TributeFacts(
        TributeKind.MEMORY,
        words.honoree,
        message="Con affetto, da tutti noi.",
        recipient="Famiglia inventata",
        recipient_email="famiglia@donatori.example",
    )
    facts = donors[2]
    gift = ask_gift(Giving(8_000, PaymentWay.TRANSFER, facts, tribute=tribute, public_name=facts.name), by=SYSTEM)
    assert isinstance(gift, Gift)
    receive_gift(gift, Arrived(8_000, today(), PaymentWay.TRANSFER, account_id=place.bank.id), by=SYSTEM)
    finish(gift.id)


def _promise(donors: list[DonorFacts], campaigns: list[Campaign]) -> None:
    """Announced on the site, their money not here yet: some days ago, some weeks ago, long ago."""
    for place, (back, cents) in enumerate(((2, 5_000), (8, 2_000), (36, 10_000), (12, 3_000))):
        gift = ask_gift(Giving(cents, PaymentWay.TRANSFER, donors[3 + place], campaign=campaigns[0]), by=SYSTEM)
        assert isinstance(gift, Gift)
        gift.created_at = now() - timedelta(days=back)
