"""A form made from the settings a room declares, and the words for what pydantic refuses."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from flask_babel import gettext as _
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from wtforms import BooleanField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.tenancy.settings import RoomSettings, typed_fields
from ama_net.kernel.tenancy.tenant_file import FAULTS


class WholeNumberField(IntegerField):
    """A whole number, refused in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was written; an empty text is not a number."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Scrivi un numero intero.")) from None


def room_form(values: RoomSettings) -> WebForm:
    """The form of a room's settings, filled. Kinds: yes or no, whole numbers, choices, texts, lists of lines."""
    fields = {name: _field(name, info) for name, info in typed_fields(type(values)).items()}
    data = {name: _for_form(value) for name, value in values.model_dump(mode="json").items()}
    form: WebForm = type("RoomSettingsForm", (WebForm,), fields)(data=data)
    return form


def room_values(form: WebForm, model: type[RoomSettings]) -> dict[str, Any]:
    """What was written, as the model wants it."""
    values = {}
    for name, info in typed_fields(model).items():
        data = form[name].data
        if get_origin(info.annotation) in (tuple, list):
            data = [line.strip() for line in (data or "").splitlines() if line.strip()]
        values[name] = data
    return values


def faults_of(error: ValidationError) -> dict[str, str]:
    """What is wrong, place by place (``contact__phones__0__number``), in words one can act on."""
    return {"__".join(str(step) for step in fault["loc"]): _words(fault) for fault in error.errors(include_url=False)}


LIMITS = {"greater_than_equal": "ge", "greater_than": "gt", "less_than_equal": "le", "less_than": "lt"}


def _words(fault: Mapping[str, Any]) -> str:
    kind, limits = str(fault["type"]), dict(fault.get("ctx", {}))
    if kind in LIMITS:
        sign = {"ge": _("Almeno"), "gt": _("Più di"), "le": _("Al massimo"), "lt": _("Meno di")}[LIMITS[kind]]
        return f"{sign} {limits[LIMITS[kind]]}."
    if kind == "string_too_short" or (kind == "string_type" and fault.get("input") is None):
        return str(_("Serve: scrivi qui."))
    if kind == "string_too_long":
        return str(_("È troppo lungo: al massimo %(number)s caratteri.", number=limits["max_length"]))
    if kind == "value_error":
        reason = str(fault["msg"]).removeprefix("Value error, ")
        text = str(_("Non è un indirizzo e-mail: ricontrollalo.")) if "valid email" in reason else reason
        return text[:1].upper() + text[1:].rstrip(".") + "."
    return str(_("Non va bene così: ricontrolla come è scritto.")) if kind not in FAULTS else _known(kind, fault)


def _known(kind: str, fault: Mapping[str, Any]) -> str:
    text = FAULTS[kind].format(**{"input": fault.get("input"), **fault.get("ctx", {})})
    return text[:1].upper() + text[1:] + "."


def _field(name: str, info: FieldInfo) -> Any:
    label, hint = info.title or name.replace("_", " ").capitalize(), _hint(info)
    kind = info.annotation
    choices = _choices(kind)
    if choices:
        return SelectField(label, description=hint, choices=choices)
    if kind is bool:
        return BooleanField(label, description=hint)
    if kind is int:
        return WholeNumberField(label, description=hint)
    if kind == int | None:
        return WholeNumberField(label, description=hint, validators=[Optional()])
    if get_origin(kind) in (tuple, list):
        return TextAreaField(label, description=f"{hint} {_('Una voce per riga.')}".strip())
    return StringField(label, description=hint)


def _hint(info: FieldInfo) -> str:
    """The description; for what the law sets, its default and its article."""
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    hint = info.description or ""
    if "legal_default" in extra:
        hint += " " + _("Senza una regola dello statuto vale: %(value)s.", value=extra["legal_default"])
    if "law" in extra:
        hint += f" ({extra['law']})"
    return hint.strip()


def _choices(kind: Any) -> list[SelectChoice]:
    if get_origin(kind) is Literal:
        return [SelectChoice(str(value), str(value)) for value in get_args(kind)]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [SelectChoice(str(member.value), getattr(member, "label", member.value)) for member in kind]
    return []


def _for_form(value: Any) -> Any:
    return "\n".join(str(line) for line in value) if isinstance(value, list) else value


def switches_form(switches: BaseModel, words: Mapping[str, Any]) -> WebForm:
    """A box for each room that may be open or closed."""
    fields = {name: BooleanField(words.get(name, name)) for name in type(switches).model_fields}
    form: WebForm = type("RoomsForm", (WebForm,), fields)(data=switches.model_dump())
    return form
