"""How a member reads what is kept about them: the words of columns and of the values that are words of ours."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.members.meeting_words import ATTENDANCE_WORDS, IDENTITY_WORDS, WAY_WORDS
from ama_net.features.members.member_words import END_WORDS, FEE_WORDS
from ama_net.features.members.vote_words import RIGHT_WORDS
from ama_net.foundation.web.pages import datetime_words, day_words, money
from ama_net.kernel.accounts.listing import STATUS_WORDS
from ama_net.kernel.accounts.role_words import ROLE_WORDS
from ama_net.kernel.correspondence.words import STATES as LETTER_STATES
from ama_net.kernel.payments.words import WAYS as PAYMENT_WAYS
from ama_net.kernel.people.consent_texts import purpose_label
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.people.words import ADDRESS_KINDS, CONSENT_SOURCES, CONTACT_KINDS, LANGUAGE_NAMES

COLUMNS: Mapping[str, Any] = {
    "addressee_id": _l("chi riceve la posta"),
    "admitted_on": _l("ammissione"),
    "agenda": _l("ordine del giorno"),
    "amount_cents": _l("importo"),
    "answer": _l("risposta"),
    "answered_on": _l("giorno della risposta"),
    "applied_on": _l("domanda del"),
    "address": _l("indirizzo"),
    "asked_by": _l("chi l'ha chiesto"),
    "asked_on": _l("chiesto il"),
    "attendance": _l("presenza"),
    "birth_cadastral_code": _l("codice del luogo di nascita"),
    "birth_date": _l("data di nascita"),
    "birth_place": _l("luogo di nascita"),
    "body": _l("testo"),
    "cancelled_why": _l("perché è annullato"),
    "changes": _l("che cosa si è chiesto"),
    "choices": _l("voto"),
    "confirmed_at": _l("confermato"),
    "correspondent": _l("mittente o destinatario"),
    "country": _l("Stato"),
    "created_at": _l("dal"),
    "custom": _l("altri dati"),
    "declared_at": _l("dichiarato"),
    "declared_digest": _l("impronta della dichiarazione"),
    "deceased_on": _l("data di morte"),
    "device": _l("dispositivo"),
    "draft": _l("riga importata"),
    "effective_on": _l("con effetto dal"),
    "email": _l("e-mail"),
    "end_reason": _l("motivo dell'uscita"),
    "ended_on": _l("fine"),
    "expires_on": _l("scadenza"),
    "facts": _l("dati della domanda"),
    "family_name": _l("cognome"),
    "fee_state": _l("quota"),
    "for_person_id": _l("per chi"),
    "given_at": _l("dato il"),
    "given_name": _l("nome"),
    "household_id": _l("nucleo"),
    "identity_check": _l("riconoscimento"),
    "is_listed": _l("il nome si vede"),
    "kind": _l("tipo"),
    "label": _l("quale"),
    "letter_id": _l("lettera"),
    "membership_id": _l("iscrizione"),
    "municipality": _l("comune"),
    "municipality_code": _l("codice del comune"),
    "name": _l("nome"),
    "name_key": _l("nome, per il confronto"),
    "new_email": _l("nuovo indirizzo"),
    "note": _l("nota"),
    "number": _l("numero"),
    "on_day": _l("giorno"),
    "organ": _l("organo"),
    "page": _l("pagina"),
    "paid_on": _l("pagato il"),
    "payer": _l("chi ha pagato"),
    "postcode": _l("CAP"),
    "preferred_language": _l("lingua"),
    "proof": _l("prova"),
    "province": _l("provincia"),
    "purpose": _l("per che cosa"),
    "reason": _l("motivo"),
    "reasons": _l("motivi"),
    "received_on": _l("ricevuta il"),
    "recorded_at": _l("scritto"),
    "reference": _l("riferimento"),
    "roles": _l("ruoli"),
    "seen_at": _l("ultimo uso"),
    "shows_email": _l("l'e-mail si vede"),
    "shows_phone": _l("il telefono si vede"),
    "signed_at": _l("firmato"),
    "signed_in_at": _l("ultimo accesso"),
    "since": _l("dal"),
    "sort_name": _l("nome, per l'ordine alfabetico"),
    "source": _l("come"),
    "started_on": _l("inizio"),
    "state": _l("stato"),
    "status": _l("stato"),
    "street": _l("via"),
    "subject": _l("oggetto"),
    "tax_code": _l("codice fiscale"),
    "tax_key": _l("codice fiscale, per il confronto"),
    "text_version": _l("versione del testo"),
    "told_on": _l("comunicato il"),
    "value": _l("indirizzo o numero"),
    "void_why": _l("perché non vale"),
    "votes": _l("vota"),
    "way": _l("come"),
    "weight": _l("voti"),
    "what": _l("che cosa"),
    "withdrawn_at": _l("ritirato"),
    "written_at": _l("scritta"),
}

IDENTIFIER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

CODED: Mapping[str, tuple[Mapping[Any, Any], ...]] = {
    "attendance": (ATTENDANCE_WORDS,),
    "end_reason": (END_WORDS,),
    "fee_state": (FEE_WORDS,),
    "identity_check": (IDENTITY_WORDS,),
    "kind": (CONTACT_KINDS, ADDRESS_KINDS),
    "preferred_language": (LANGUAGE_NAMES,),
    "roles": (ROLE_WORDS,),
    "source": (CONSENT_SOURCES,),
    "state": (RIGHT_WORDS, LETTER_STATES),
    "status": (STATUS_WORDS,),
    "way": (WAY_WORDS, PAYMENT_WAYS),
}
"""Columns whose values are words of ours, and where the words for people are."""


def column_words(name: str) -> str:
    """What a column is called."""
    return str(COLUMNS.get(name, name.replace("_", " ")))


def value_words(name: str, value: Any) -> str:
    """A value as a page says it; nothing for what is empty or only identifies a row."""
    if value is None or value in ("", [], {}) or IDENTIFIER.fullmatch(str(value)):
        return ""
    if isinstance(value, str) and value.startswith("{"):
        value = _opened(value)
    if isinstance(value, list | dict):
        return _gathered(name, value)
    for kind, written in _WRITTEN:
        if isinstance(value, kind):
            return written(value)
    if name in _NAMED:
        return _NAMED[name](value)
    return next((str(words[value]) for words in CODED.get(name, ()) if value in words), str(value))


def _gathered(name: str, value: list[Any] | dict[str, Any]) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (value_words(name, one) for one in value)))
    return "; ".join(f"{column_words(key)}: {said}" for key, one in value.items() if (said := value_words(key, one)))


def _opened(text: str) -> Any:
    """What a sealed column holds as JSON; its text as it is when it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def typed_words(name: str, value: str) -> str:
    """What a member asks for, as it was typed, with days and telephone numbers as people write them."""
    if name == "birth_date" and value:
        return day_words(date.fromisoformat(value))
    return show_phone(value) if name == "phone" and value else value


_NAMED: Mapping[str, Callable[[Any], str]] = {
    "amount_cents": money,
    "purpose": lambda value: purpose_label(str(value)),
}
"""How the values of some columns are written, whatever they are."""

_WRITTEN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: str(_("sì") if value else _("no"))),
    (datetime, datetime_words),
    (date, day_words),
)
"""How each kind of value is written, the narrower kinds first."""
