"""What the office types about members: tags, notes, own fields, filters to keep, households."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DecimalField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from ama_net.features.members.list_frame import ShownField
from ama_net.features.members.member_words import FIELD_KINDS
from ama_net.features.members.models import OwnFieldKind
from ama_net.features.members.operations.own_fields import FieldFacts
from ama_net.features.members.own_values import typed_value
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.people.forms.fields import DayField


class NumberField(DecimalField):
    """A number as Italians write it: with a comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """``1,5`` and ``1.5`` are the same number."""
        super().process_formdata([value.strip().replace(",", ".") for value in valuelist])


class TagForm(WebForm):
    """A tag to give: one there is, or a new one."""

    name = StringField(
        _l("Etichetta"),
        [Length(max=40)],
        filters=[strip],
        description=_l("Una parola per riunire i soci: «banchetti», «giornalino di carta». Mai sulla salute."),
    )


class NoteForm(WebForm):
    """A note."""

    body = TextAreaField(
        _l("Nuova nota"),
        [Length(max=2000)],
        filters=[strip],
        description=_l("La legge solo chi può modificare i soci. Mai la salute, mai perché una persona è venuta."),
    )


class FilterForm(WebForm):
    """A filter to keep."""

    name = StringField(_l("Nome del filtro"), [InputRequired(_l("Scrivi un nome.")), Length(max=60)], filters=[strip])
    shared = BooleanField(_l("Lo vede tutto l'ufficio"))


class FieldForm(WebForm):
    """A field of the association."""

    label = StringField(
        _l("Nome del campo"),
        [InputRequired(_l("Scrivi il nome.")), Length(max=60)],
        filters=[strip],
        description=_l("Per esempio «Lingue parlate». Mai per la salute o per il motivo per cui una persona è venuta."),
    )
    kind = SelectField(_l("Che cosa si scrive"))
    choices = TextAreaField(_l("Voci fra cui scegliere"), [Length(max=2000)], description=_l("Una per riga."))
    in_list = BooleanField(_l("È una colonna dell'elenco dei soci"))
    in_export = BooleanField(_l("È nel file che si scarica"), default=True)
    shown_to_member = BooleanField(_l("Il socio lo vede nella sua area personale"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = [SelectChoice(key, words) for key, words in FIELD_KINDS.items()]

    def facts(self) -> FieldFacts:
        """What was typed."""
        lines = [" ".join(line.split())[:60] for line in (self.choices.data or "").splitlines()]
        choices = list(dict.fromkeys(filter(None, lines))) if self.kind.data == OwnFieldKind.CHOICE else []
        return FieldFacts(
            label=self.label.data or "",
            kind=self.kind.data,
            choices=choices[:40],
            in_list=self.in_list.data,
            in_export=self.in_export.data,
            shown_to_member=self.shown_to_member.data,
        )


class HouseholdForm(WebForm):
    """Somebody to live with, by their number in the register."""

    number = StringField(
        _l("Numero di socio di chi vive con lei o lui"),
        [InputRequired(_l("Scrivi il numero di socio.")), Length(max=7)],
        filters=[strip],
    )


def values_form(fields: list[ShownField], custom: dict[str, Any], *, filled: bool) -> WebForm:
    """A form with one entry for each of the association's fields, over what is written now."""
    made = type("ValuesForm", (WebForm,), {one.key: _entry(one) for one in fields})
    data = {one.key: typed_value(one.kind, custom.get(one.key)) for one in fields}
    form: WebForm = made(prefix="own", data=data) if filled else made(formdata=None, prefix="own", data=data)
    return form


def _entry(own: ShownField) -> Any:
    if own.kind == OwnFieldKind.DATE:
        return DayField(own.label)
    if own.kind == OwnFieldKind.NUMBER:
        return NumberField(own.label, [Optional()], places=None)
    if own.kind == OwnFieldKind.YES_NO:
        return BooleanField(own.label)
    if own.kind == OwnFieldKind.CHOICE:
        choices = [SelectChoice("", ""), *(SelectChoice(one, one) for one in own.choices)]
        return SelectField(own.label, choices=choices)
    return StringField(own.label, [Length(max=500)], filters=[strip])
