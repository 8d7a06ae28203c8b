"""The papers of an application: the application itself, to be signed when it is on paper, and the extract of the resolution."""

from typing import Any

from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from ama_net.features.members.application_facts import NOTHING, ApplicationFacts, facts_of
from ama_net.features.members.application_texts import declaration
from ama_net.features.members.models import Application
from ama_net.foundation.pdf import render_pdf
from ama_net.kernel.access import Actor
from ama_net.kernel.documents import File, Resolution, keep_document
from ama_net.kernel.documents.words import ORGANS
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours

LINE = ""
"""What an empty form has in place of an answer: the template draws a line to write on."""


def keep_papers(application: Application, resolution: Resolution, *, by: Actor) -> None:
    """Keep the application and the extract as documents about it and about the person. Rendered in Italian, as the books are."""
    with force_locale("it"):
        papers = (
            (_("Domanda di ammissione"), "application", application_pdf(application)),
            (_("Estratto della delibera di ammissione"), "resolution", extract_pdf(application, resolution)),
        )
    for title, kind, body in papers:
        file = File(f"{kind}-{application.id.hex[-8:]}.pdf", body)
        keep_document(
            file,
            title=title,
            kind=kind,
            dated_on=resolution.adopted_on,
            person_id=application.person_id,
            about=application,
            by=by,
        )


def application_pdf(application: Application) -> bytes:
    """The application with what was said in it."""
    facts = facts_of(application)
    return _application_pdf(facts, application)


def empty_form_pdf() -> bytes:
    """The application to fill by hand."""
    return _application_pdf(NOTHING, None)


def extract_pdf(application: Application, resolution: Resolution) -> bytes:
    """What an organ decided about this one application, and nothing about the others of the same resolution."""
    facts = facts_of(application)
    name = facts.name
    if application.membership is not None:
        decided = _(
            "È ammesso come socio %(name)s, categoria: %(category)s. È iscritto nel libro degli associati con il n. %(number)s.",
            name=name,
            category=application.category.label if application.category else "",
            number=application.membership.number,
        )
    else:
        decided = _(
            "La domanda di %(name)s non è accolta. Motivo: %(reason)s", name=name, reason=application.reason or ""
        )
    data = {
        **_letterhead(),
        "title": _("Estratto della delibera n. %(number)s", number=resolution.number_words),
        "facts": [
            _fact(_("Organo"), str(ORGANS[resolution.organ])),
            _fact(_("Data"), _day(resolution.adopted_on)),
            _fact(_("Oggetto"), resolution.subject),
            _fact(_("Domanda del"), _day(application.received_on)),
        ],
        "decided_title": _("Ha deliberato"),
        "decided": decided,
        "signature": _("Firma di chi presiede"),
        "note": _("Estratto dal libro dell'organo. Riguarda solo la persona nominata."),
    }
    return render_pdf("members/pdf/application_extract.typ", data)


def _application_pdf(facts: ApplicationFacts, application: Application | None) -> bytes:
    minor = facts.is_minor()
    shown = application is not None
    category = application.category.label if application is not None and application.category else ""
    data = {
        **_letterhead(),
        "title": _("Domanda di ammissione a socio"),
        "people": [
            {"title": _("Chi chiede di diventare socio"), "facts": _about(facts, category)},
            *_guardian_parts(facts, shown=shown),
        ],
        "declared_title": _("Dichiaro"),
        "declared": (facts.declared or declaration(minor=minor).body).split("\n\n"),
        "place_and_date": _("Luogo e data"),
        "signature": _("Firma di chi esercita la responsabilità genitoriale") if minor else _("Firma"),
        "received": _received(application),
        "empty": not shown,
    }
    return render_pdf("members/pdf/application.typ", data)


def _about(facts: ApplicationFacts, category: str) -> list[dict[str, str]]:
    return [
        _fact(_("Cognome e nome"), facts.list_name),
        _fact(_("Data e luogo di nascita"), ", ".join(filter(None, (_day(facts.birth_date), facts.birth_place)))),
        _fact(_("Codice fiscale"), facts.tax_code),
        _fact(_("Residenza"), facts.address),
        _fact(_("E-mail"), facts.email),
        _fact(_("Telefono"), facts.phone),
        _fact(_("Categoria"), category),
    ]


def _guardian_parts(facts: ApplicationFacts, *, shown: bool) -> list[dict[str, Any]]:
    """One part for each guardian; on the empty form room for two, to be filled when it is needed."""
    if not shown:
        title = _("Solo se ha meno di 18 anni: chi esercita la responsabilità genitoriale")
        lines = [_fact(_("Cognome e nome"), LINE), _fact(_("E-mail o telefono"), LINE)]
        return [{"title": title, "facts": [*lines, *lines]}]
    return [
        {
            "title": _("Chi esercita la responsabilità genitoriale"),
            "facts": [
                _fact(_("Nome e cognome"), one.name),
                _fact(_("E-mail"), one.email),
                _fact(_("Telefono"), one.phone),
            ],
        }
        for one in facts.guardians
    ]


def _received(application: Application | None) -> str:
    if application is None or application.received_on is None:
        return ""
    day = _day(application.received_on)
    if application.declared_at is None:
        return str(_("Ricevuta su carta il %(day)s.", day=day))
    return str(
        _(
            "Mandata dal sito il %(day)s, con questa dichiarazione (versione %(version)s).",
            day=day,
            version=application.declared_version,
        )
    )


def _letterhead() -> dict[str, Any]:
    tenant = current_tenant()
    registration = tenant.identity.registration
    code = _("Codice fiscale %(code)s", code=registration.tax_code) if registration.tax_code else ""
    return {"association": tenant.name, "association_code": code, "colours": colours(tenant.slug)}


def _fact(term: str, text: str) -> dict[str, str]:
    return {"term": str(term), "text": text}


def _day(day: Any) -> str:
    return "" if day is None else str(format_date(day, "d MMMM y"))
