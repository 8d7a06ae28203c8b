"""What is typed about a year of the accounts: words of the statement, approval, closing, opening again, the budget."""

from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from ama_net.features.bookkeeping.models import AccountingYear
from ama_net.features.bookkeeping.operations.years import YearWords
from ama_net.features.bookkeeping.statement_rows import FIGURATIVE
from ama_net.foundation.web.amount_field import AmountField
from ama_net.foundation.web.forms import WebForm, chosen_id, not_longer_than, one_line, plain_text
from ama_net.kernel.documents import Organ
from ama_net.kernel.documents.forms import resolution_choices
from ama_net.kernel.people.forms.fields import DayField

MOST_NOTE = 4000


class WordsForm(WebForm):
    """What the statement says beside its figures."""

    secondary_note = TextAreaField(
        _l("Perché le attività diverse sono secondarie e strumentali"),
        [not_longer_than(MOST_NOTE)],
        filters=[plain_text],
        description=_l(
            "Serve solo a chi ha entrate o uscite da attività diverse: in fondo al rendiconto si dice che restano una piccola "
            "parte e che servono alle altre (D.Lgs. 117/2017 art. 13 c. 6)."
        ),
    )
    costs_general = AmountField(_l("Costi figurativi delle attività di interesse generale"), [Optional()])
    costs_other = AmountField(_l("Costi figurativi delle attività diverse"), [Optional()])
    income_general = AmountField(_l("Proventi figurativi delle attività di interesse generale"), [Optional()])
    income_other = AmountField(_l("Proventi figurativi delle attività diverse"), [Optional()])

    @classmethod
    def of(cls, row: AccountingYear | None) -> Self:
        """The form with what is written of a year."""
        if row is None:
            return cls(formdata=None)
        return cls(formdata=None, data={"secondary_note": row.secondary_note, **row.figurative})

    def words(self) -> YearWords:
        """What was typed."""
        return YearWords(self.secondary_note.data or "", {key: self[key].data or 0 for key in FIGURATIVE})


class ApprovalForm(WebForm):
    """When the assembly approved the statement."""

    approved_on = DayField(_l("Approvato dall'assemblea il"), [Optional()])
    resolution_id = SelectField(_l("Con la delibera"), coerce=chosen_id)

    def begin(self) -> Self:
        """The resolutions one may choose."""
        self.resolution_id.choices = resolution_choices(_("Nessuna"), Organ.ASSEMBLY)
        return self


class CloseForm(WebForm):
    """Closing a year."""

    sure = BooleanField(
        _l("Ho letto il rendiconto e voglio chiudere l'anno"),
        [InputRequired(_l("Segnare la casella per chiudere l'anno."))],
    )


class ReopenForm(WebForm):
    """Opening a year again."""

    why = StringField(
        _l("Perché si riapre"),
        [InputRequired(_l("Scrivere perché: resta nel registro delle attività.")), Length(max=200)],
        filters=[one_line],
    )


class BudgetLineForm(WebForm):
    """What is expected on one line; the fields stand in a table, each with a prefix."""

    class Meta(WebForm.Meta):
        """The page has one token for all."""

        csrf = False

    amount: Any = AmountField(_l("Preventivo"), [Optional()])


class BudgetForm(WebForm):
    """The page's token."""
