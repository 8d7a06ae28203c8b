"""What the office types about a register: the file, which field each column is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from ama_net.features.members.importing.columns import FIELDS
from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm

COLUMN = "column-"


class RegisterForm(WebForm):
    """A register to import."""

    file = FileField(
        _l("File del registro"),
        [FileRequired(_l("Scegli il file da importare."))],
        description=_l(
            "Un foglio XLSX o CSV con una riga per socio. I titoli sopra i nomi delle colonne non danno fastidio. "
            "Al massimo 50 MB."
        ),
    )


class ColumnsForm(WebForm):
    """Which field each column is, and what to take where a row is silent."""

    category_id = SelectField(_l("Categoria di chi non ce l'ha scritta"), [InputRequired()])
    admitted_on = DateField(
        _l("Data di ammissione di chi non ce l'ha scritta"),
        [Optional()],
        description=_l("Se resta vuota, le righe senza data di ammissione non entrano."),
    )


def columns_form(
    heading: Sequence[str], mapping: Mapping[str, Any], categories: Sequence[tuple[str, str]]
) -> ColumnsForm:
    """The form for a heading, filled with what was proposed or remembered; empty columns are not asked about."""
    asked: dict[str, Any] = {
        f"{COLUMN}{place}": SelectField(head, choices=_choices(mapping), validators=[Optional()])
        for place, head in enumerate(heading)
        if head
    }
    made = type("HeadingForm", (ColumnsForm,), asked)
    known = {f"{COLUMN}{place}": field for place, field in mapping.get("columns", {}).items()}
    day = mapping.get("admitted_on", "")
    chosen = {"category_id": mapping.get("category_id", ""), "admitted_on": date.fromisoformat(day) if day else None}
    form: ColumnsForm = made(data={**known, **chosen})
    form.category_id.choices = [SelectChoice(value, label) for value, label in categories]
    return form


def columns_said(form: ColumnsForm) -> dict[str, str]:
    """The field of each column that has one, by its position."""
    return {f.name.removeprefix(COLUMN): f.data for f in form if f.name.startswith(COLUMN) and f.data}


def category_said(form: ColumnsForm) -> UUID:
    """The category chosen among those offered."""
    return UUID(form.category_id.data)


def _choices(mapping: Mapping[str, Any]) -> list[SelectChoice]:
    years = {field.removeprefix("fee:") for field in mapping.get("columns", {}).values() if field.startswith("fee:")}
    recent = {str(today().year - back) for back in range(6)}
    fees = [(f"fee:{year}", _("Quota %(year)s", year=year)) for year in sorted(years | recent, reverse=True)]
    offered = [("", _("Non usarla")), *((field, str(words)) for field, words in FIELDS.items()), *fees]
    return [SelectChoice(value, label) for value, label in offered]
