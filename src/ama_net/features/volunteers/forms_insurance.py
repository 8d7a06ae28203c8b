"""What is typed about policies, covers, days and communications. The rules stand in the operations."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ama_net.features.volunteers.insurance_words import POLICY_KIND_CHOICES, POLICY_SECTIONS
from ama_net.features.volunteers.models import InsurancePolicy, PolicyKind, Risk
from ama_net.features.volunteers.operations.insurance import PolicyFacts
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, chosen_id, one_line, plain_text
from ama_net.kernel.people import Organisation
from ama_net.kernel.people.forms.fields import DayField, choices

MOST_PEOPLE = 100_000
MOST_BODIES = 500
_DAY = [InputRequired(_l("Scrivi la data."))]


class PolicyForm(WebForm):
    """A policy."""

    insurer = SelectField(
        _l("Chi assicura"), coerce=chosen_id, description=_l("Tra le organizzazioni dell'anagrafe, se c'è.")
    )
    insurer_name = StringField(_l("Oppure il nome, se non è nell'elenco"), [Length(max=200)], filters=[one_line])
    number = StringField(
        _l("Numero della polizza"), [InputRequired(_l("Scrivi il numero.")), Length(max=100)], filters=[one_line]
    )
    kind = RadioField(_l("Tipo"), choices=choices(POLICY_KIND_CHOICES), default=PolicyKind.COLLECTIVE.value)
    section = SelectField(_l("Per chi"), choices=choices(POLICY_SECTIONS))
    covers_accident = BooleanField(_l("Infortuni"), default=True)
    covers_illness = BooleanField(_l("Malattie legate all'attività"), default=True)
    covers_liability = BooleanField(_l("Responsabilità civile verso terzi"), default=True)
    first_on = DayField(_l("Primo giorno coperto"), _DAY)
    last_on = DayField(_l("Ultimo giorno coperto"), _DAY)
    most_insured = IntegerField(
        _l("Numero massimo di assicurati"),
        [Optional(), NumberRange(1, MOST_PEOPLE)],
        description=_l(
            "Serve per una polizza numerica. Se è solo per gli occasionali, è il numero di persone al giorno."
        ),
    )
    premium = AmountField(_l("Premio, in euro"), [Optional(), NumberRange(0, 10**9)])
    broker = TextAreaField(
        _l("Chi chiamare"),
        [Length(max=500)],
        filters=[plain_text],
        description=_l("Agenzia o broker: nome, telefono, e-mail."),
    )
    renews = BooleanField(_l("Si rinnova da sola se nessuno dà disdetta"))
    notice_days = IntegerField(_l("Giorni di preavviso per la disdetta"), [Optional(), NumberRange(0, 366)])

    def offer_insurers(self) -> None:
        """The bodies of the register of people."""
        bodies = select(Organisation.id, Organisation.name).order_by(Organisation.sort_name).limit(MOST_BODIES)
        known = [SelectChoice(str(row.id), row.name) for row in db.session.execute(bodies)]
        self.insurer.choices = [SelectChoice("", _("Nessuna di queste")), *known]

    @classmethod
    def of(cls, policy: InsurancePolicy, **changes: Any) -> "PolicyForm":
        """The form with what is written of a policy, or will be of the one after it."""
        names = {field.name for field in cls() if hasattr(policy, field.name)} - {"insurer"}
        known = {name: getattr(policy, name) for name in names}
        known |= {"insurer": policy.insurer_id, "section": policy.section or "", "premium": policy.premium_cents}
        return cls(data={**known, **changes})

    def facts(self) -> PolicyFacts:
        """What was typed."""
        return PolicyFacts(
            number=self.number.data or "",
            kind=PolicyKind(self.kind.data),
            first_on=self.first_on.data or today(),
            last_on=self.last_on.data or today(),
            insurer_id=self.insurer.data,
            insurer_name="" if self.insurer.data else self.insurer_name.data or "",
            section=self.section.data or None,
            most_insured=self.most_insured.data,
            premium_cents=self.premium.data,
            broker=self.broker.data or "",
            renews=self.renews.data,
            notice_days=self.notice_days.data,
            **{f"covers_{risk}": self[f"covers_{risk}"].data for risk in Risk},
        )


class CoverForm(WebForm):
    """From which day somebody, or everybody, is in a named policy."""

    from_on = DayField(_l("Dal giorno"), _DAY)


class PutInForm(CoverForm):
    """In which named policy a volunteer is put."""

    policy = SelectField(_l("Polizza"), coerce=chosen_id)

    def offer(self, policies: list[InsurancePolicy]) -> None:
        """The named policies that are not over."""
        named = [one for one in policies if one.kind == PolicyKind.NAMED and one.last_on >= today()]
        self.policy.choices = [SelectChoice(str(one.id), f"{one.insurer_words}, {one.number}") for one in named]


class StopForm(WebForm):
    """The last day somebody is covered."""

    last_on = DayField(_l("Ultimo giorno coperto"), _DAY)


class DayForm(WebForm):
    """A day of a numeric policy."""

    on_day = DayField(_l("Giorno"), _DAY)
    people = IntegerField(
        _l("Numero di persone"), [InputRequired(_l("Scrivi quante persone.")), NumberRange(1, MOST_PEOPLE)]
    )
    what = StringField(_l("Attività"), [InputRequired(_l("Scrivi per che cosa.")), Length(max=200)], filters=[one_line])


class SentForm(WebForm):
    """When and how a communication left."""

    sent_on = DayField(_l("Spedita il"), _DAY)
    sent_how = StringField(
        _l("Come"),
        [InputRequired(_l("Scrivi come è stata spedita.")), Length(max=100)],
        filters=[one_line],
        description=_l("Per esempio: PEC, portale dell'assicuratore, consegnata a mano."),
    )


class CommunicationForm(WebForm):
    """Which communication is made."""

    kind = SelectField(_l("Che cosa"))
