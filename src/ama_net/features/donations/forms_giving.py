"""What is typed to give: how much, how often, in which way, who gives; the rest only if one wants."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, ValidationError

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.models import Campaign, Interval, TributeKind
from ama_net.features.donations.operations.gifts import Giving, TributeFacts
from ama_net.features.donations.public_words import HOW_OFTEN, ONCE, TRIBUTES, short_money
from ama_net.features.donations.settings import DonationsSettings
from ama_net.foundation.money import LARGEST_CENTS
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.asking import KeyedForm, honeypot
from ama_net.foundation.web.forms import no_address, not_longer_than, one_line, plain_text
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.pages import money
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.people.forms.fields import Checked, choices
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_body_tax_code, check_email, check_tax_code

OTHER = "other"
LEAST_CENTS = 100
"""Below one euro nobody makes a transfer; online the association decides (``DonationsSettings.least_cents``)."""

LONGEST_MESSAGE = 500
TOO_LONG = _l("È troppo lungo: al massimo %(max)d caratteri.")

ONLINE_WAYS = frozenset({PaymentWay.CARD, PaymentWay.DIRECT_DEBIT})


@dataclass(frozen=True)
class Offer:
    """What one may choose here and now: the ways (in order), the campaigns, the campaign of this page, the mandate's version."""

    settings: DonationsSettings
    ways: dict[str, Any] = field(default_factory=dict)
    campaigns: Sequence[Campaign] = ()
    campaign: Campaign | None = None
    mandate_version: str = ""

    @property
    def often(self) -> dict[str, Any]:
        """How often one may give."""
        offered = {ONCE: True, Interval.MONTH: self.settings.offers_monthly, Interval.YEAR: self.settings.offers_yearly}
        return {key: words for key, words in HOW_OFTEN.items() if offered[key]}

    @property
    def takes_online(self) -> bool:
        """Whether one may pay at once."""
        return bool(ONLINE_WAYS & set(self.ways))


def _line(label: Any, *checks: Any, longest: int = 100, **more: Any) -> StringField:
    return StringField(label, [*checks, Length(max=longest, message=TOO_LONG)], filters=[one_line], **more)


class GivingForm(KeyedForm):
    """A gift, as somebody asks to give it."""

    every = RadioField(_l("Quanto spesso?"), default=ONCE, validate_choice=False)
    amount = RadioField(_l("Quanto vuoi donare?"), validate_choice=False)
    other_amount = AmountField(_l("Altro importo, in euro"))
    campaign = SelectField(_l("Per che cosa?"), default="", validate_choice=False)
    way = RadioField(_l("Come preferisci donare?"), validate_choice=False)
    covers = BooleanField(_l("Copro anche le commissioni"))
    given_name = _line(_l("Nome"), DataRequired(_l("Scrivi il tuo nome.")), no_address)
    family_name = _line(_l("Cognome"), DataRequired(_l("Scrivi il tuo cognome.")), no_address)
    email = _line(
        _l("E-mail"),
        DataRequired(_l("Scrivi la tua e-mail: lì arriva la ricevuta.")),
        Checked(check_email),
        longest=254,
    )
    tax_code = _line(_l("Codice fiscale"), longest=40)
    street = _line(_l("Via e numero"), longest=200)
    postcode = _line(_l("CAP"), longest=12)
    municipality = _line(_l("Comune"))
    province = _line(_l("Provincia (sigla)"), longest=2)
    organisation = _line(_l("Nome dell'azienda o dell'ente"), no_address, longest=200)
    tribute_kind = RadioField(_l("La dedica"), default=TributeKind.MEMORY.value, validate_choice=False)
    honoree = _line(_l("Di chi? Nome e cognome"), no_address)
    recipient = _line(_l("Chi riceve il biglietto"), no_address)
    recipient_email = _line(_l("La sua e-mail"), Checked(check_email), longest=254)
    message = TextAreaField(
        _l("Il tuo messaggio"), [not_longer_than(LONGEST_MESSAGE), no_address], filters=[plain_text]
    )
    says_amount = BooleanField(_l("Il biglietto dice quanto ho donato"))
    public_name = _line(_l("Il nome da mostrare"), no_address, longest=80)
    second_name = honeypot()

    def __init__(self, offer: Offer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        suggested = offer.settings.suggested_cents
        self.every.choices = choices(offer.often)
        self.amount.choices = choices(
            {str(cents): short_money(cents) for cents in suggested} | {OTHER: _("Altro importo")}
        )
        self.way.choices = choices(offer.ways)
        self.tribute_kind.choices = choices(TRIBUTES)
        self.campaign.choices = choices(
            {one.slug: _titled(one) for one in offer.campaigns}, first=_("Per tutto quello che facciamo")
        )
        if not self.is_submitted():
            self.amount.data = str(suggested[len(suggested) // 2]) if suggested else OTHER
            self.way.data = next(iter(offer.ways), None)

    @property
    def cents(self) -> int | None:
        """What is given, without what covers the fee."""
        if self.amount.data == OTHER:
            return self.other_amount.data
        return int(self.amount.data) if (self.amount.data or "").isdecimal() else None

    @property
    def is_online(self) -> bool:
        """Whether it is paid at once."""
        return self.way.data in ONLINE_WAYS

    def validate_every(self, field: RadioField) -> None:
        """One of those on offer."""
        AnyOf(list(self.offer.often), message=_("Scegli quanto spesso."))(self, field)

    def validate_way(self, field: RadioField) -> None:
        """One of those on offer."""
        AnyOf(list(self.offer.ways), message=_("Scegli come preferisci donare."))(self, field)

    def validate_amount(self, field: RadioField) -> None:
        """A button or an amount typed, and not both that say different things."""
        known = {str(cents) for cents in self.offer.settings.suggested_cents}
        if field.data not in known | {OTHER}:
            raise ValidationError(_("Scegli quanto donare."))
        typed = self.other_amount.data
        if field.data != OTHER and typed is not None and typed != self.cents:
            raise ValidationError(
                _(
                    "Hai scelto %(chosen)s ma hai anche scritto %(typed)s: lascia un importo solo.",
                    chosen=short_money(int(field.data)),
                    typed=money(typed),
                )
            )
        if field.data != OTHER:
            self._check_size(int(field.data))

    def validate_other_amount(self, field: AmountField) -> None:
        """Needed when nothing else was chosen; neither too small nor too large."""
        if self.amount.data != OTHER:
            return
        if field.errors:
            field.errors = []
            raise ValidationError(_("Scrivi l'importo con le cifre, per esempio 25 oppure 25,50."))
        if field.data is None:
            raise ValidationError(_("Scrivi quanto vuoi donare, per esempio 25."))
        self._check_size(field.data)

    def _check_size(self, cents: int) -> None:
        settings = self.offer.settings
        least = max(settings.least_cents, LEAST_CENTS) if self.is_online else LEAST_CENTS
        most = settings.most_online_cents if self.is_online else LARGEST_CENTS
        if cents < least:
            raise ValidationError(_("Il minimo è %(least)s.", least=short_money(least)))
        if cents > most and self.is_online and PaymentWay.TRANSFER in self.offer.ways:
            raise ValidationError(
                _("Online si arriva a %(most)s: per di più scegli il bonifico.", most=short_money(most))
            )
        if cents > most:
            raise ValidationError(_("Il massimo è %(most)s: per di più scrivici.", most=short_money(most)))

    def validate_campaign(self, field: SelectField) -> None:
        """One of the open ones, of this association."""
        if field.data and field.data not in {one.slug for one in self.offer.campaigns}:
            raise ValidationError(_("Questa campagna non è più aperta: scegline un'altra."))

    def validate_tax_code(self, field: StringField) -> None:
        """That of a person; of a body, its own eleven digits."""
        if not field.data:
            return
        try:
            field.data = (check_body_tax_code if self.organisation.data else check_tax_code)(field.data)
        except InvalidIdentifier as error:
            raise ValidationError(str(error)) from None

    def validate_postcode(self, field: StringField) -> None:
        """Five digits."""
        if field.data and not (len(field.data) == 5 and field.data.isascii() and field.data.isdecimal()):
            raise ValidationError(_("Il CAP ha cinque cifre, per esempio 44121."))

    def validate_province(self, field: StringField) -> None:
        """Two letters."""
        field.data = (field.data or "").upper()
        if field.data and not (len(field.data) == 2 and field.data.isascii() and field.data.isalpha()):
            raise ValidationError(_("Due lettere, per esempio FE."))

    def validate_tribute_kind(self, field: RadioField) -> None:
        """One of the two."""
        AnyOf(list(TRIBUTES), message=_("Scegli una delle due."))(self, field)

    def validate_honoree(self, field: StringField) -> None:
        """A dedication has a name; it is of a gift given once."""
        if field.data and self.every.data != ONCE:
            raise ValidationError(_("La dedica si può fare solo con una donazione data una volta."))
        if not field.data and self._wants_card:
            raise ValidationError(_("Scrivi a chi è dedicata la donazione."))

    def validate_recipient_email(self, field: StringField) -> None:
        """A card goes somewhere."""
        if not field.data and (self.recipient.data or self.message.data):
            raise ValidationError(_("Scrivi a quale e-mail mandare il biglietto."))

    @property
    def _wants_card(self) -> bool:
        return bool(self.recipient.data or self.recipient_email.data or self.message.data)

    def giving(self) -> Giving:
        """What was typed, for the operation."""
        cents = self.cents or 0
        cover = self.offer.settings.covered(cents) if self.covers.data and self.is_online else 0
        every = Interval(self.every.data) if self.every.data != ONCE else None
        chosen = next((one for one in self.offer.campaigns if one.slug == self.campaign.data), None)
        return Giving(
            amount_cents=cents + cover,
            cover_cents=cover,
            way=PaymentWay(self.way.data),
            donor=self._donor(),
            campaign=self.offer.campaign or chosen,
            every=every,
            public_name=self.public_name.data or "",
            tribute=self._tribute(),
            language=current_locale(),
            form_key=self.form_key.data,
            mandate_version=self.offer.mandate_version if every and self.is_online else "",
        )

    def _donor(self) -> DonorFacts:
        typed = ("given_name", "family_name", "organisation", "email", "tax_code")
        place = ("street", "postcode", "municipality", "province")
        return DonorFacts(**{name: self[name].data or "" for name in typed + place})

    def _tribute(self) -> TributeFacts | None:
        if not self.honoree.data:
            return None
        return TributeFacts(
            kind=TributeKind(self.tribute_kind.data),
            honoree=self.honoree.data,
            message=self.message.data or "",
            recipient=self.recipient.data or "",
            recipient_email=self.recipient_email.data or "",
            says_amount=bool(self.says_amount.data),
        )


def _titled(campaign: Campaign) -> str:
    return (campaign.title_en if current_locale() == "en" else "") or campaign.title
