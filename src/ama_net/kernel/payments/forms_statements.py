"""What is typed about a bank's statement: the file and its account, what each column is."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectChoice, SelectField
from wtforms.validators import InputRequired, Optional

from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.payments.models import BankAccount
from ama_net.kernel.payments.statement_words import COLUMN_NAMES
from ama_net.kernel.payments.statements import Columns

COLUMN = "column-"


class StatementForm(WebForm):
    """A file of a bank."""

    account_id = SelectField(_l("Di quale conto"), [InputRequired(_l("Scegliere il conto."))])
    file = FileField(
        _l("File della banca"),
        [FileRequired(_l("Scegliere il file."))],
        description=_l("CSV o XLSX della banca, camt.053, MT940 o CBI (RH). Al massimo 10 MB. Non il PDF."),
    )
    by_hand = BooleanField(
        _l("Voglio dire io che cosa c'è nelle colonne"),
        description=_l("Serve solo se la volta scorsa il foglio è stato letto male."),
    )


def statement_form(accounts: Sequence[BankAccount]) -> StatementForm:
    """The form, with the accounts that a bank holds."""
    form = StatementForm()
    form.account_id.choices = [SelectChoice(str(one.id), one.label) for one in accounts if one.iban]
    return form


def columns_form(headings: Sequence[str], columns: Columns) -> WebForm:
    """A choice for each column, on what it was guessed to be."""
    offered = [SelectChoice("", _("Non serve")), *(SelectChoice(key, str(said)) for key, said in COLUMN_NAMES.items())]
    fields = {
        f"{COLUMN}{place}": SelectField(heading, choices=offered, validators=[Optional()])
        for place, heading in enumerate(headings)
    }
    made: type[WebForm] = type("HeadingsForm", (WebForm,), fields)
    guessed = {heading: name for name, heading in columns.items()}
    return made(data={f"{COLUMN}{place}": guessed.get(heading, "") for place, heading in enumerate(headings)})


def columns_said(form: WebForm, headings: Sequence[str]) -> list[tuple[str, str]]:
    """Our name and the heading of each column that serves."""
    chosen = [(form[f"{COLUMN}{place}"].data, heading) for place, heading in enumerate(headings)]
    return [(name, heading) for name, heading in chosen if name]
