"""What is typed about an occasional fundraising."""

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from ama_net.features.bookkeeping.fundraising import COSTS, GOODS_VALUE
from ama_net.features.bookkeeping.fundraising_words import COSTS as COST_WORDS
from ama_net.features.bookkeeping.models import FundraisingStatement
from ama_net.features.bookkeeping.operations.fundraisings import WORDS, FundraisingFacts, typed_costs
from ama_net.foundation.clock import today
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, one_line, plain_text
from ama_net.kernel.people.forms.fields import DayField

MOST_WORDS = 8000


class FundraisingForm(WebForm):
    """A fundraising: what it was, its report, what the movements do not say."""

    name = StringField(
        _l("Nome della raccolta"),
        [InputRequired(_l("Scrivere come si chiama.")), Length(max=120)],
        filters=[one_line],
        description=_l("Per esempio: «Le uova della speranza 2026»."),
    )
    occasion = StringField(
        _l("Celebrazione, ricorrenza o campagna di sensibilizzazione"), [Length(max=300)], filters=[one_line]
    )
    first_day = DayField(_l("Primo giorno"), [InputRequired(_l("Scrivere la data."))])
    last_day = DayField(_l("Ultimo giorno"), [InputRequired(_l("Scrivere la data."))])
    goods_value = AmountField(
        _l("Beni ricevuti in dono: valore di mercato"),
        [Optional()],
        description=_l("Che cosa sarebbero costati a comprarli. Se non ce ne sono, si lascia vuoto."),
    )
    goods = AmountField(COST_WORDS["goods"], [Optional()])
    services = AmountField(COST_WORDS["services"], [Optional()])
    rent = AmountField(COST_WORDS["rent"], [Optional()])
    promotion = AmountField(COST_WORDS["promotion"], [Optional()])
    staff = AmountField(COST_WORDS["staff"], [Optional()])
    volunteers = AmountField(COST_WORDS["volunteers"], [Optional()])
    report = TextAreaField(
        _l("Relazione"),
        [Length(max=MOST_WORDS)],
        filters=[plain_text],
        description=_l("Come si è svolta: dove, quante volte, chi ha aiutato, che cosa si offriva a chi donava."),
    )
    destination = TextAreaField(
        _l("A che cosa va il ricavato"),
        [Length(max=MOST_WORDS)],
        filters=[plain_text],
        description=_l("L'attività di interesse generale, come la dice lo statuto, e lo scopo di questa raccolta."),
    )
    why_costs = TextAreaField(
        _l("Perché è costata più di quanto ha portato"),
        [Length(max=MOST_WORDS)],
        filters=[plain_text],
        description=_l("Solo se è così: gli oneri dovrebbero restare ben sotto i proventi."),
    )

    @property
    def costs(self) -> list[AmountField]:
        """The fields of the costs."""
        return [self[key] for key in COSTS]

    @classmethod
    def of(cls, statement: FundraisingStatement) -> Self:
        """The form with what is written."""
        fund, figures = statement.fund, statement.figures
        known = {name: getattr(statement, name) for name in WORDS}
        days = {"name": fund.name, "first_day": fund.first_day, "last_day": fund.last_day}
        return cls(data={**known, **days, **{key: figures.get(key) for key in (GOODS_VALUE, *COSTS)}})

    def facts(self) -> FundraisingFacts:
        """What was typed."""
        figures = typed_costs({key: self[key].data for key in COSTS})
        if self.goods_value.data:
            figures[GOODS_VALUE] = self.goods_value.data
        return FundraisingFacts(
            name=self.name.data or "",
            first_day=self.first_day.data or today(),
            last_day=self.last_day.data or today(),
            figures=figures,
            **{name: self[name].data or "" for name in WORDS},
        )
