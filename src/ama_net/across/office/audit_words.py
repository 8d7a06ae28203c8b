"""What an audit entry says that changed, in words: the names of fields and values, never an identifier.

Entries hold names of columns and states (``fields: ["tax_code"]``, ``status: ["new", "closed"]``). A name nobody has
written words for is left as it is; identifiers and fingerprints are left out, the page links to what they stand for.
"""

import re
from collections.abc import Mapping
from datetime import date
from itertools import chain
from typing import Any

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.across.newsletters.return_words import KINDS as RETURN_KINDS
from ama_net.across.newsletters.return_words import SOURCES as RETURN_SOURCES
from ama_net.across.newsletters.subscriber_words import READMISSIONS
from ama_net.across.newsletters.subscriber_words import REASONS as SUPPRESSION_REASONS
from ama_net.across.newsletters.subscriber_words import THROUGH as LEFT_THROUGH
from ama_net.across.office.field_words import FIELDS
from ama_net.across.office.mail_words import MAIL_STATES, MAILS
from ama_net.across.office.settings.identity_form import ROWS, SECTIONS
from ama_net.across.office.verbs import VERBS
from ama_net.across.office.words import KINDS, ROOMS, said
from ama_net.features.groups.facilitator_words import FACILITATOR_ROLES
from ama_net.features.groups.forms_logistics import ROLE_WORDS as PROMOTER_ROLES
from ama_net.features.groups.forms_logistics import STATE_WORDS as LOGISTIC_STATES
from ama_net.features.groups.join_words import CALLS, OUTCOMES, STATES
from ama_net.features.groups.proposal_words import KINDS as PROPOSAL_KINDS
from ama_net.features.groups.proposal_words import STAGES
from ama_net.features.groups.queries import EXAMPLE_WORDS, OFFICE_KIND_WORDS, OFFICE_STATUS_WORDS
from ama_net.features.groups.settings import WHO_ANSWERS, GroupsSettings
from ama_net.features.helpdesk.pathway_words import STATES as PATHWAY_STATES
from ama_net.features.members.import_words import DECISION_WORDS
from ama_net.features.members.meeting_words import VOTE_WORDS
from ama_net.features.members.meeting_words import WAY_WORDS as PROXY_WAYS
from ama_net.features.members.member_words import STATE_WORDS as MEMBER_STATES
from ama_net.features.members.office_words import KINDS as OFFICES
from ama_net.features.members.register_words import DEADLINES, END_REASONS, INSPECTION_STATES
from ama_net.features.site.lists import MENU_WORDS, STATE_WORDS
from ama_net.features.volunteers.insurance_words import WORK_KINDS
from ama_net.features.volunteers.register_words import MATCHES, SERVICE_ENDS, SIGNED_KINDS
from ama_net.features.volunteers.register_words import SECTIONS as VOLUNTEER_SECTIONS
from ama_net.foundation.web.texts import language_now
from ama_net.kernel.accounts.listing import STATUS_WORDS
from ama_net.kernel.accounts.role_words import ROLE_WORDS
from ama_net.kernel.correspondence.words import DIRECTIONS
from ama_net.kernel.correspondence.words import STATES as LETTER_STATES
from ama_net.kernel.documents.words import ORGANS, VISIBILITY_SHORT
from ama_net.kernel.people.words import ADDRESS_KINDS, CONTACT_KINDS, ORGANISATION_KINDS
from ama_net.kernel.places.queries import STEP_FREE_WORDS
from ama_net.kernel.training.words import ANSWERS as COURSE_ANSWERS
from ama_net.kernel.training.words import TRAININGS

Words = Mapping[Any, Any]

IDENTIFIERS = frozenset(
    {
        "address",
        "consent",
        "contact",
        "document",
        "lost",
        "of",
        "other",
        "sha256",
        "signup",
        "subject_id",
        "term",
        "text",
        "version",
    }
)
"""Changes that only say which row: nothing anybody can read."""

IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

PAGE_KINDS: Words = {"page": _l("Pagina"), "news": _l("Notizia")}
SITUATIONS: Words = {
    "unreachable": _l("Senza recapiti"),
    "without_email": _l("Senza e-mail"),
    "deceased": _l("Persone decedute"),
}

VALUES: dict[str, tuple[Words, ...]] = {
    "answer": (COURSE_ANSWERS,),
    "contact": (CONTACT_KINDS,),
    "deadline": (DEADLINES,),
    "direction": (DIRECTIONS,),
    "example": (EXAMPLE_WORDS,),
    "kind": (
        CONTACT_KINDS,
        ADDRESS_KINDS,
        PAGE_KINDS,
        ORGANISATION_KINDS,
        OFFICE_KIND_WORDS,
        PROPOSAL_KINDS,
        OFFICES,
        SIGNED_KINDS,
        RETURN_KINDS,
        RETURN_SOURCES,
    ),
    "decision": (DECISION_WORDS,),
    "match": (MATCHES,),
    "menu": (MENU_WORDS,),
    "organ": (ORGANS,),
    "outcome": (OUTCOMES,),
    "pathway": (PATHWAY_STATES,),
    "readmission": (READMISSIONS,),
    "reason": (END_REASONS, SERVICE_ENDS, SUPPRESSION_REASONS),
    "role": (ROLE_WORDS, FACILITATOR_ROLES, PROMOTER_ROLES),
    "roles": (ROLE_WORDS,),
    "room": (ROOMS,),
    "section": (VOLUNTEER_SECTIONS,),
    "stage": (STAGES,),
    "state": (
        MEMBER_STATES,
        STATES,
        STATE_WORDS,
        MAIL_STATES,
        SITUATIONS,
        LOGISTIC_STATES,
        LETTER_STATES,
        INSPECTION_STATES,
    ),
    "status": (OFFICE_STATUS_WORDS, STATUS_WORDS),
    "step_free": (STEP_FREE_WORDS,),
    "subject": (KINDS,),
    "template": (MAILS,),
    "through": (LEFT_THROUGH,),
    "training": (TRAININGS,),
    "verb": (VERBS,),
    "visibility": (VISIBILITY_SHORT,),
    "vote_mode": (VOTE_WORDS,),
    "way": (PROXY_WAYS,),
    "who_answers": (WHO_ANSWERS,),
    "work": (WORK_KINDS,),
}
"""Where the words of a field's values are: the first that has them."""

LISTS: Words = {
    "comunicazione-donazioni": _l("Comunicazione delle donazioni"),
    "dati-runts": _l("Dati RUNTS"),
    "distinta-rimborsi": _l("Distinta dei rimborsi"),
    "donazioni": _l("Elenco delle donazioni"),
    "fatture": _l("Fatture"),
    "formazione": _l("Elenco dei corsi"),
    "gruppi": _l("Elenco dei gruppi"),
    "indirizzi-esclusi": _l("Indirizzi esclusi"),
    "iscrizioni-newsletter": _l("Iscrizioni alla newsletter"),
    "incassi": _l("Elenco dei movimenti"),
    "lettere": _l("Elenco delle lettere"),
    "libro-soci": _l("Libro soci"),
    "libri": _l("Indice di un libro sociale"),
    "luoghi": _l("Elenco dei luoghi"),
    "note-spese": _l("Elenco delle note spese"),
    "notizie": _l("Elenco delle notizie"),
    "organizzazioni": _l("Elenco delle organizzazioni"),
    "pagine": _l("Elenco delle pagine"),
    "ore": _l("Elenco delle ore"),
    "ore-attivita": _l("Ore per attività"),
    "ore-persone": _l("Ore per persona"),
    "percorsi": _l("Percorsi di formazione"),
    "persone": _l("Elenco delle persone"),
    "protocollo": _l("Protocollo"),
    "quadro-donazioni": _l("Quadro delle donazioni"),
    "quadro-volontari": _l("Quadro dei volontari"),
    "quote": _l("Elenco delle quote"),
    "registro-attivita": _l("Registro attività"),
    "registro-volontari": _l("Registro dei volontari"),
    "prima-nota": _l("Prima nota"),
    "ricevute": _l("Elenco delle ricevute"),
    "soci": _l("Elenco dei soci"),
    "sportello": _l("Quadro dello sportello"),
    "turni": _l("Elenco dei turni"),
    "volontari": _l("Elenco dei volontari"),
}
"""The lists that can be taken away as a file, by the name of the file."""


def changes_in_words(facts: Mapping[str, Any]) -> str:
    """``Stato: Da leggere → Chiusa``; ``Cambiati: cognome, codice fiscale``."""
    verb, parts = str(facts.get("verb", "")), []
    for name, value in (facts.get("changes") or {}).items():
        if name == "fields":
            parts.append(_("Cambiati: %(names)s", names=", ".join(dict.fromkeys(map(_field, value)))))
        elif name not in IDENTIFIERS or verb == "list.exported":
            parts.append(_changed(name, value, verb))
    return "; ".join(parts)


def _changed(name: str, value: Any, verb: str) -> str:
    label = _field(name)
    label = label[:1].upper() + label[1:]
    if isinstance(value, list) and len(value) == 2 and verb != "list.exported":
        before, after = (_value(name, one, verb) for one in value)
        return label if not before and not after else f"{label}: {before or '–'} → {after or '–'}"
    said_value = _value(name, value, verb)
    return f"{label}: {said_value}" if said_value else label


def _field(name: str) -> str:
    if name in FIELDS:
        return str(FIELDS[name])
    if name.startswith("rooms."):
        return str(_("stanza %(name)s", name=said(ROOMS, name.removeprefix("rooms."))))
    if name in GroupsSettings.model_fields:
        return str(GroupsSettings.model_fields[name].title or name)
    return _of_the_identity(name)


def _of_the_identity(name: str) -> str:
    """``contact.hours``: the words of its field and of its section."""
    flat = name.replace(".", "__")
    for key, (section, labels) in SECTIONS.items():
        if flat in labels:
            return f"{section}, {labels[flat]}"
        if key in ROWS and ROWS[key][0] == flat:
            return str(section)
    return name


def _value(name: str, value: Any, verb: str) -> str:
    """A value in words; nothing for what is empty or only identifies."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(_("sì") if value else _("no"))
    if isinstance(value, list):
        return ", ".join(filter(None, (_value(name, item, verb) for item in value)))
    text = str(value)
    if IDENTIFIER.fullmatch(text):
        return ""
    if DAY.fullmatch(text):
        return str(format_date(date.fromisoformat(text), "d MMMM y", locale=language_now()))
    calls = (CALLS,) if name == "outcome" and verb == "join_request.called" else ()
    found = (str(words[text]) for words in chain(calls, VALUES.get(name, ())) if text in words)
    return next(found, text)
