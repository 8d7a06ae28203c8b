"""The form of the association's identity: flat fields named after their place in ``TenantFile``, ``contact__hours``."""

from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectChoice, SelectField, StringField, TextAreaField

from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.tenancy.tenant_models import TenantFile

LEGAL_FORMS: dict[str, LazyString] = {
    "odv": _l("Organizzazione di volontariato (ODV)"),
    "aps": _l("Associazione di promozione sociale (APS)"),
    "ets": _l("Ente del Terzo settore (ETS)"),
    "association": _l("Associazione non iscritta al RUNTS"),
    "public_body": _l("Progetto di un ente pubblico"),
}

SECTIONS: dict[str, tuple[LazyString, dict[str, LazyString]]] = {
    "who": (
        _l("Chi siamo"),
        {
            "name": _l("Nome intero"),
            "short_name": _l("Nome breve"),
            "tagline": _l("Che cosa facciamo, in una riga"),
            "tagline_en": _l("La stessa riga in inglese"),
            "legal_form": _l("Forma giuridica"),
            "registration__tax_code": _l("Codice fiscale"),
            "registration__runts_section": _l("Sezione del RUNTS"),
            "registration__runts_number": _l("Numero di repertorio del RUNTS"),
        },
    ),
    "seat": (
        _l("Sede legale"),
        {
            "seat__place": _l("Presso"),
            "seat__address": _l("Indirizzo"),
            "seat__postcode": _l("CAP"),
            "seat__municipality": _l("Comune"),
            "seat__province": _l("Provincia (sigla)"),
        },
    ),
    "contact": (
        _l("Contatti sul sito"),
        {
            "contact__public_email": _l("E-mail pubblica"),
            "contact__website": _l("Altro sito"),
            "contact__hours": _l("Orari"),
            "contact__hours_en": _l("Orari in inglese"),
        },
    ),
    "phones": (_l("Telefoni"), {}),
    "mail": (
        _l("Posta che parte dal sito"),
        {
            "mail__sender_name": _l("Nome del mittente"),
            "mail__mail_from": _l("Indirizzo del mittente"),
            "mail__secretariat_mail": _l("Indirizzo a cui arrivano gli avvisi per l'ufficio"),
        },
    ),
    "emergency": (
        _l("In caso di emergenza"),
        {"emergency__text": _l("Testo in ogni pagina"), "emergency__text_en": _l("Lo stesso testo in inglese")},
    ),
    "numbers": (_l("Numeri di emergenza"), {}),
}

ROWS: dict[str, tuple[str, dict[str, LazyString]]] = {
    "phones": (
        "contact__phones",
        {"label": _l("Chi risponde"), "label_en": _l("Chi risponde, in inglese"), "number": _l("Numero")},
    ),
    "numbers": (
        "emergency__numbers",
        {"number": _l("Numero"), "label": _l("Che cos'è"), "label_en": _l("Che cos'è, in inglese")},
    ),
}
"""Sections made of rows: an emptied row is taken away, there is always an empty one to fill."""

REQUIRED = frozenset(
    {"name", "short_name", "tagline", "legal_form", "seat__municipality", "seat__province", "emergency__text"}
    | {"mail__sender_name", "mail__mail_from", "mail__secretariat_mail"}
)
LONG = frozenset({"emergency__text", "emergency__text_en"})


@dataclass(frozen=True)
class Section:
    """A part of the form, as the page shows it: its fields, row by row."""

    key: str
    title: LazyString
    rows: list[list[Field]]


def identity_form(identity: TenantFile) -> WebForm:
    """The form, filled with the identity."""
    values = identity.model_dump(mode="json")
    fields = {name: _field(name, label) for _, labels in SECTIONS.values() for name, label in labels.items()}
    for prefix, labels in ROWS.values():
        for position in range(len(_at(values, prefix)) + 1):
            fields |= {
                f"{prefix}__{position}__{name}": StringField(label, filters=[_stripped])
                for name, label in labels.items()
            }
    form: WebForm = type("IdentityForm", (WebForm,), fields)(data={name: _at(values, name) or "" for name in fields})
    for name in REQUIRED:
        form[name].flags.required = True  # marked here, refused by TenantFile together with every other fault
    return form


def sections(form: WebForm) -> list[Section]:
    """The form in its sections."""
    found = []
    for key, (title, labels) in SECTIONS.items():
        if key in ROWS:
            prefix, parts = ROWS[key]
            rows = [[form[f"{prefix}__{position}__{name}"] for name in parts] for position in _positions(form, prefix)]
        else:
            rows = [[form[name] for name in labels]]
        found.append(Section(key, title, rows))
    return found


def values_of(form: WebForm) -> dict[str, Any]:
    """What was written, as ``TenantFile`` has it; an empty text is None, an emptied row is left out."""
    values: dict[str, Any] = {}
    for _, labels in SECTIONS.values():
        for name in labels:
            _put(values, name, form[name].data or (None if name not in REQUIRED else ""))
    for prefix, parts in ROWS.values():
        rows = [_row(form, prefix, position, parts) for position in _positions(form, prefix)]
        _put(values, prefix, [row for row in rows if any(row.values())])
    return values


def show_faults(form: WebForm, faults: dict[str, str]) -> None:
    """Put each fault (place in ``TenantFile`` -> words) beside its field, or above the form when it is of none."""
    kept = {
        prefix: [at for at in _positions(form, prefix) if any(_row(form, prefix, at, parts).values())]
        for prefix, parts in ROWS.values()
    }
    for place, words in faults.items():
        field = form._fields.get(_field_of(place, kept))
        if field is None:
            form.form_errors.append(words)
        else:
            field.errors = [*field.errors, words]


def _field_of(place: str, kept: dict[str, list[int]]) -> str:
    """The field of a place: rows are counted without the emptied ones."""
    for prefix, positions in kept.items():
        head, _, name = place.removeprefix(f"{prefix}__").partition("__")
        if place.startswith(f"{prefix}__") and head.isdecimal() and int(head) < len(positions):
            return f"{prefix}__{positions[int(head)]}__{name}"
    return place


def _field(name: str, label: LazyString) -> Any:
    if name == "legal_form":
        return SelectField(label, choices=[SelectChoice(value, words) for value, words in LEGAL_FORMS.items()])
    if name == "registration__runts_section":
        return SelectField(
            label, choices=[SelectChoice("", _l("Nessuna")), *(SelectChoice(letter, letter) for letter in "ABCDEFG")]
        )
    return (TextAreaField if name in LONG else StringField)(label, filters=[_stripped])


def _stripped(value: str | None) -> str:
    return (value or "").replace("\x00", "").strip()


def _row(form: WebForm, prefix: str, position: int, parts: dict[str, LazyString]) -> dict[str, str | None]:
    return {name: form[f"{prefix}__{position}__{name}"].data or None for name in parts}


def _positions(form: WebForm, prefix: str) -> list[int]:
    places = {
        name.removeprefix(f"{prefix}__").partition("__")[0] for name in form._fields if name.startswith(f"{prefix}__")
    }
    return sorted(int(place) for place in places)


def _at(values: Any, path: str) -> Any:
    """The value at a place of nested values; None where there is nothing."""
    for step in path.split("__"):
        if isinstance(values, list):
            values = values[int(step)] if int(step) < len(values) else None
        else:
            values = (values or {}).get(step)
    return values


def _put(values: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split("__")
    for step in above:
        values = values.setdefault(step, {})
    values[last] = value
