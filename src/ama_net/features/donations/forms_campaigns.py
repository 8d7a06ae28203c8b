"""What is typed about a campaign."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from ama_net.features.donations.campaign_facts import (
    GIFTS,
    ITEM_WORDS,
    LONGEST_BODY,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    CampaignFacts,
)
from ama_net.features.donations.models import Campaign
from ama_net.foundation.clock import today
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, not_longer_than, one_line, plain_text
from ama_net.kernel.people.forms.fields import DayField, choices

OF_FUND = ("first_day", "last_day")


class CampaignForm(WebForm):
    """A campaign. It begins as ``CampaignFacts`` does."""

    title = StringField(
        _l("Titolo"),
        [InputRequired(_l("Scrivere il titolo.")), not_longer_than(LONGEST_TITLE)],
        filters=[one_line],
        description=_l("Si legge sul sito. Per esempio: «Una stanza nuova per i gruppi»."),
    )
    title_en = StringField(_l("Titolo in inglese"), [not_longer_than(LONGEST_TITLE)], filters=[one_line])
    summary = TextAreaField(
        _l("In breve"),
        [not_longer_than(LONGEST_SUMMARY)],
        filters=[plain_text],
        description=_l("Una o due frasi, dando del tu: che cosa diventa possibile."),
    )
    summary_en = TextAreaField(_l("In breve, in inglese"), [not_longer_than(LONGEST_SUMMARY)], filters=[plain_text])
    body = TextAreaField(
        _l("Il testo della pagina"),
        [not_longer_than(LONGEST_BODY)],
        filters=[plain_text],
        description=_l(
            "Si può usare Markdown: una riga vuota fra i paragrafi, un trattino davanti alle voci di un elenco."
        ),
    )
    body_en = TextAreaField(_l("Il testo in inglese"), [not_longer_than(LONGEST_BODY)], filters=[plain_text])
    goal = AmountField(_l("Obiettivo, in euro"), [Optional()], description=_l("Vuoto: senza obiettivo."))
    shows_progress = BooleanField(_l("Sul sito si vede quanto è arrivato"), default=True)
    first_day = DayField(_l("Da quando"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    last_day = DayField(_l("Fino a quando"), [Optional()], description=_l("Vuoto: senza scadenza."))
    item = RadioField(
        _l("Dove va nel rendiconto"),
        choices=choices(ITEM_WORDS),
        default=GIFTS,
        description=_l("Dopo la prima donazione non si cambia più."),
    )

    def __init__(self, campaign: Campaign | None = None, **options: Any) -> None:
        super().__init__(data=_values(campaign) if campaign else None, **options)

    def facts(self) -> CampaignFacts:
        """What was typed, in a form that was checked."""
        names = ("title", "title_en", "summary", "summary_en", "body", "body_en", "shows_progress", "item", *OF_FUND)
        return CampaignFacts(goal_cents=self.goal.data, **{name: self[name].data for name in names})


def _values(campaign: Campaign) -> dict[str, Any]:
    own = ("title", "title_en", "summary", "summary_en", "body", "body_en", "shows_progress", "item")
    said = {name: getattr(campaign, name) for name in own}
    return {**said, **{name: getattr(campaign.fund, name) for name in OF_FUND}, "goal": campaign.goal_cents}
