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

from ama_net.across.office.mail_words import MAIL_STATES, MAILS
from ama_net.across.office.settings.identity_form import ROWS, SECTIONS
from ama_net.across.office.words import KINDS, ROOMS, VERBS, said
from ama_net.features.groups.facilitator_words import FACILITATOR_ROLES
from ama_net.features.groups.forms_logistics import ROLE_WORDS as PROMOTER_ROLES
from ama_net.features.groups.forms_logistics import STATE_WORDS as LOGISTIC_STATES
from ama_net.features.groups.join_words import CALLS, OUTCOMES, STATES
from ama_net.features.groups.proposal_words import KINDS as PROPOSAL_KINDS
from ama_net.features.groups.proposal_words import STAGES
from ama_net.features.groups.queries import EXAMPLE_WORDS, OFFICE_KIND_WORDS, OFFICE_STATUS_WORDS
from ama_net.features.groups.settings import WHO_ANSWERS, GroupsSettings
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

FIELDS: Words = {
    "activity": _l("attività"),
    "actor": _l("chi"),
    "address": _l("indirizzo"),
    "admitted_on": _l("ammesso il"),
    "amount": _l("importo"),
    "answer": _l("risposta"),
    "applied": _l("applicate"),
    "applied_on": _l("domanda del"),
    "applies_itself": _l("applica da sola"),
    "approved": _l("già approvate"),
    "audience_id": _l("a chi si rivolge"),
    "audience_ids": _l("a chi si rivolge"),
    "audiences": _l("a chi si rivolge"),
    "birth_cadastral_code": _l("codice del luogo di nascita"),
    "birth_date": _l("data di nascita"),
    "birth_place": _l("luogo di nascita"),
    "blank": _l("schede bianche"),
    "body": _l("testo"),
    "broker": _l("chi si chiama"),
    "call": _l("convocazione"),
    "came": _l("venuti"),
    "cancelled": _l("annullato"),
    "carried": _l("approvato"),
    "cast": _l("voti dati"),
    "categories": _l("categorie"),
    "category": _l("categoria"),
    "category_id": _l("categoria"),
    "choices": _l("voci"),
    "confirmed_on": _l("confermato il"),
    "consent": _l("consenso"),
    "contact": _l("contatto"),
    "contact_consent_on": _l("consenso del contatto"),
    "contact_email": _l("e-mail del contatto"),
    "contact_name": _l("nome del contatto"),
    "contact_phone": _l("telefono del contatto"),
    "count": _l("quanti"),
    "counted": _l("voti per ogni scelta, in ordine"),
    "covers_accident": _l("copre gli infortuni"),
    "covers_illness": _l("copre le malattie"),
    "covers_liability": _l("copre la responsabilità civile"),
    "created": _l("nuove"),
    "dated_on": _l("data"),
    "day": _l("giorno"),
    "days": _l("giorni"),
    "deadline": _l("che cosa"),
    "deceased_on": _l("data del decesso"),
    "decision": _l("decisione"),
    "description": _l("descrizione"),
    "description_en": _l("descrizione in inglese"),
    "direction": _l("verso"),
    "district": _l("distretto"),
    "due_on": _l("scadenza"),
    "effective_on": _l("con effetto dal"),
    "end_reason": _l("motivo dell'uscita"),
    "end_resolution_id": _l("delibera dell'uscita"),
    "ended_on": _l("giorno della fine"),
    "ends": _l("ora della fine"),
    "entered": _l("entrate nel libro"),
    "entries": _l("voci"),
    "entry": _l("come si entra"),
    "every_hours": _l("ogni quante ore"),
    "example": _l("veri o esempi"),
    "family_name": _l("cognome"),
    "fee": _l("quota"),
    "fees": _l("quote"),
    "first_day": _l("primo giorno"),
    "first_on": _l("primo giorno"),
    "format": _l("formato"),
    "given_name": _l("nome"),
    "group": _l("gruppo"),
    "groups": _l("gruppi"),
    "hides_place": _l("luogo protetto"),
    "holder": _l("intestatario"),
    "iban": _l("IBAN"),
    "imports": _l("importazioni"),
    "in_export": _l("nel file"),
    "in_list": _l("colonna dell'elenco"),
    "in_portal": _l("sul portale di tutte le associazioni"),
    "insurer_id": _l("assicuratore"),
    "insurer_name": _l("assicuratore"),
    "is_example": _l("gruppo di esempio"),
    "joined": _l("entrate, già in anagrafe"),
    "kind": _l("tipo"),
    "label": _l("nome"),
    "label_en": _l("nome in inglese"),
    "languages": _l("lingue"),
    "last_day": _l("ultimo giorno"),
    "last_on": _l("ultimo giorno"),
    "lat": _l("latitudine"),
    "late": _l("attesa"),
    "left": _l("da decidere"),
    "left_out": _l("rimasti fuori"),
    "letters": _l("lettere"),
    "lon": _l("longitudine"),
    "match": _l("che cosa se ne può dire"),
    "meeting": _l("incontro"),
    "meetings": _l("giorni e orari"),
    "menu": _l("menu"),
    "menu_label": _l("nome nel menu"),
    "merged": _l("unite"),
    "minutes": _l("minuti"),
    "mode": _l("come ci si incontra"),
    "most_insured": _l("numero di assicurati"),
    "municipality": _l("comune"),
    "municipality_code": _l("comune"),
    "name": _l("nome"),
    "needs": _l("le quattro risposte della pagina iniziale"),
    "newcomers": _l("accoglie persone nuove"),
    "note": _l("avviso"),
    "notes": _l("note"),
    "notice_days": _l("giorni di preavviso"),
    "number": _l("numero"),
    "office_notes": _l("note d'ufficio"),
    "on": _l("al giorno"),
    "on_day": _l("giorno"),
    "online_notes": _l("note per collegarsi"),
    "online_url": _l("indirizzo online"),
    "organ": _l("organo"),
    "organisation": _l("chi lo promuove"),
    "original_day": _l("giorno solito"),
    "outcome": _l("esito"),
    "pages": _l("pagine"),
    "people": _l("persone"),
    "place": _l("posto nel menu"),
    "places": _l("posti"),
    "position": _l("ordine"),
    "position_source": _l("da dove viene il punto"),
    "postcode": _l("CAP"),
    "preferred_language": _l("lingua preferita"),
    "premium_cents": _l("premio"),
    "present": _l("presenti"),
    "public_consent_on": _l("consenso a mostrare il nome"),
    "public_name": _l("nome pubblico"),
    "public_text": _l("testo per il sito"),
    "public_where": _l("dove e quando, sul sito"),
    "published": _l("sul sito"),
    "published_on": _l("giorno"),
    "reached_on": _l("giorno della formazione"),
    "reason": _l("perché"),
    "refused": _l("rifiutate"),
    "renews": _l("si rinnova da sola"),
    "require_second_factor": _l("secondo passaggio obbligatorio in ufficio"),
    "resolution": _l("delibera"),
    "resolution_id": _l("delibera"),
    "resolution_ref": _l("delibera"),
    "role": _l("ruolo"),
    "roles": _l("ruoli"),
    "room": _l("stanza"),
    "rows": _l("righe"),
    "section": _l("sezione"),
    "series": _l("serie"),
    "shown_to_member": _l("lo vede il socio"),
    "size_max": _l("persone al massimo"),
    "size_min": _l("persone almeno"),
    "skipped": _l("lasciate fuori"),
    "slug": _l("indirizzo della pagina"),
    "source": _l("da dove viene l'informazione"),
    "stage": _l("a che punto è"),
    "started_on": _l("giorno di inizio"),
    "starts": _l("ora dell'inizio"),
    "state": _l("stato"),
    "status": _l("stato"),
    "step_free": _l("senza gradini"),
    "subject": _l("su cosa"),
    "summary": _l("in breve"),
    "synonyms": _l("parole con cui si cerca"),
    "tag": _l("etichetta"),
    "tax_code": _l("codice fiscale"),
    "teacher": _l("chi lo tiene"),
    "template": _l("messaggio"),
    "tenant": _l("associazione"),
    "theme": _l("tema"),
    "theme_id": _l("tema"),
    "theme_key": _l("tema"),
    "theme_words": _l("di che cosa si parla"),
    "title": _l("titolo"),
    "training": _l("formazione"),
    "trusted": _l("fidata"),
    "unchanged": _l("invariate"),
    "updated": _l("aggiornate"),
    "urgent": _l("urgente"),
    "url": _l("indirizzo sul web"),
    "used_for": _l("per che cosa"),
    "vat_code": _l("partita IVA"),
    "venue": _l("sede"),
    "venue_id": _l("sede"),
    "verb": _l("cosa"),
    "visibility": _l("chi lo legge"),
    "vote_mode": _l("come si vota"),
    "votes": _l("voti presenti"),
    "way": _l("come"),
    "when": _l("giorni e orari"),
    "work": _l("come"),
    "year": _l("anno"),
}

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
    ),
    "decision": (DECISION_WORDS,),
    "match": (MATCHES,),
    "menu": (MENU_WORDS,),
    "organ": (ORGANS,),
    "outcome": (OUTCOMES,),
    "reason": (END_REASONS, SERVICE_ENDS),
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
    "dati-runts": _l("Dati RUNTS"),
    "distinta-rimborsi": _l("Distinta dei rimborsi"),
    "formazione": _l("Elenco dei corsi"),
    "gruppi": _l("Elenco dei gruppi"),
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
    "quadro-volontari": _l("Quadro dei volontari"),
    "quote": _l("Elenco delle quote"),
    "registro-attivita": _l("Registro attività"),
    "registro-volontari": _l("Registro dei volontari"),
    "ricevute": _l("Elenco delle ricevute"),
    "soci": _l("Elenco dei soci"),
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
