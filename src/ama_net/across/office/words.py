"""How the office says what the system calls by name: rows, rooms, actors; the verbs of the audit are in ``verbs.py``.

A new verb, mail or kind of row gets its words; a guard test finds the one that was forgotten. Until then its own name is shown.
"""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

KINDS: dict[str, LazyString] = {
    "accounting_years": _l("Anno dei conti"),
    "accounts": _l("Accesso"),
    "activities": _l("Attività dei volontari"),
    "applications": _l("Domanda di ammissione"),
    "bank_accounts": _l("Conto"),
    "book_inspections": _l("Richiesta di vedere i libri"),
    "brochures": _l("Opuscolo"),
    "budgets": _l("Preventivo"),
    "campaigns": _l("Campagna"),
    "confidentiality_letters": _l("Lettera di riservatezza"),
    "consents": _l("Consenso"),
    "contacts": _l("Recapito"),
    "contribution_years": _l("Contributi pubblici di un anno"),
    "convening_requests": _l("Richiesta di convocare l'assemblea"),
    "courses": _l("Corso"),
    "data_change_requests": _l("Richiesta di cambiare i dati"),
    "documents": _l("Documento"),
    "donor_choices": _l("Scelte di chi dona"),
    "donor_links": _l("Link all'area di chi dona"),
    "exit_requests": _l("Recesso"),
    "expense_claims": _l("Nota spese"),
    "expense_payment_lists": _l("Distinta di rimborsi"),
    "expense_rules": _l("Regola dei rimborsi"),
    "expense_types": _l("Tipo di spesa"),
    "fee_years": _l("Anno delle quote"),
    "five_per_thousand": _l("5 per mille"),
    "fundraising_statements": _l("Raccolta fondi occasionale"),
    "group_imports": _l("Importazione di gruppi"),
    "group_sources": _l("Fonte di gruppi"),
    "groups": _l("Gruppo"),
    "helpdesk_appointments": _l("Appuntamento dello sportello"),
    "helpdesk_availability": _l("Orario di chi ascolta"),
    "helpdesk_exceptions": _l("Giorni diversi dello sportello"),
    "helpdesk_notes": _l("Appunto dello sportello"),
    "helpdesk_operators": _l("Chi ascolta in un servizio"),
    "helpdesk_pathways": _l("Percorso dello sportello"),
    "helpdesk_services": _l("Servizio dello sportello"),
    "helpdesk_visitors": _l("Chi è venuto allo sportello"),
    "helpdesk_waiting": _l("Posto in lista d'attesa"),
    "households": _l("Famiglia"),
    "identity": _l("Associazione"),
    "hour_certificates": _l("Attestato delle ore"),
    "hour_entries": _l("Ore di una persona"),
    "hour_years": _l("Ore di un anno"),
    "hours": _l("Ore di più persone"),
    "insurance_communications": _l("Comunicazione all'assicuratore"),
    "insurance_policies": _l("Polizza dei volontari"),
    "join_requests": _l("Richiesta di partecipare"),
    "letter_acceptances": _l("Accettazione della lettera di riservatezza"),
    "letters": _l("Lettera"),
    "list": _l("Elenco"),
    "logistic_requests": _l("Richiesta di sala o materiale"),
    "meeting_notices": _l("Avviso di convocazione"),
    "member_fields": _l("Campo proprio dei soci"),
    "member_imports": _l("Registro da importare"),
    "member_tags": _l("Etichetta dei soci"),
    "membership_fees": _l("Quota"),
    "memberships": _l("Socio"),
    "messages": _l("Messaggio"),
    "office_terms": _l("Carica"),
    "organ_meetings": _l("Riunione"),
    "organisations": _l("Organizzazione"),
    "payments": _l("Movimento"),
    "people": _l("Persona"),
    "postal_addresses": _l("Indirizzo"),
    "proposals": _l("Proposta di gruppo"),
    "provider_accounts": _l("Pagamenti online"),
    "protocol_entries": _l("Riga del protocollo"),
    "proxies": _l("Delega"),
    "questions": _l("Voto"),
    "receipts": _l("Ricevuta"),
    "refund_requests": _l("Richiesta di restituire una donazione"),
    "register_closings": _l("Chiusura del registro dei volontari"),
    "resolutions": _l("Delibera"),
    "rooms": _l("Stanza"),
    "settings": _l("Impostazioni"),
    "sheet_printings": _l("Fogli del registro dei volontari"),
    "shifts": _l("Turno"),
    "site_pages": _l("Pagina del sito"),
    "statement_imports": _l("Estratto conto"),
    "statement_lines": _l("Riga di un estratto conto"),
    "supplier_invoices": _l("Fattura di un fornitore"),
    "themes": _l("Tema"),
    "venues": _l("Luogo"),
    "volunteer_applications": _l("Candidatura di volontariato"),
    "volunteer_papers": _l("Documento di un volontario"),
    "volunteer_profiles": _l("Profilo di un volontario"),
    "volunteers": _l("Riga del registro dei volontari"),
}

ACTORS: dict[str, LazyString] = {
    "facilitatore": _l("Chi facilita il gruppo, dal collegamento di un'e-mail"),
    "pubblico": _l("Una persona dal sito"),
    "sistema": _l("Il sistema"),
    "": _l("Qualcuno senza nome"),
}

ROOMS: dict[str, LazyString] = {
    "accounts": _l("Accessi"),
    "applications": _l("Domande di ammissione"),
    "area": _l("Area dei soci"),
    "bookkeeping": _l("Prima nota"),
    "convening": _l("Richieste di convocazione"),
    "documents": _l("Documenti"),
    "donations": _l("Donazioni"),
    "events": _l("Eventi e formazione"),
    "fees": _l("Quote"),
    "groups": _l("Gruppi"),
    "helpdesk": _l("Sportello"),
    "helpdesk_availability": _l("Chiusure dello sportello"),
    "hours": _l("Ore"),
    "insurance": _l("Assicurazione e controlli dei volontari"),
    "letters": _l("Lettere"),
    "meetings": _l("Riunioni"),
    "members": _l("Libro soci"),
    "newsletters": _l("Newsletter"),
    "offices": _l("Cariche"),
    "onboarding": _l("Candidature e lettera di riservatezza"),
    "payments": _l("Incassi e ricevute"),
    "register": _l("Libro soci e scadenze"),
    "roundtables": _l("Tavoli distrettuali"),
    "shifts": _l("Turni"),
    "site": _l("Sito"),
    "trainings": _l("Formazione"),
    "volunteers": _l("Volontari"),
}

LEDGERS: dict[str, LazyString] = {"audit": _l("Registro attività")}

BREAKS: dict[str, LazyString] = {
    "manca una registrazione": _l("manca una registrazione"),
    "la registrazione è stata alterata": _l("la registrazione è stata alterata"),
    "il registro è stato riscritto dopo l'ancoraggio": _l(
        "il registro è stato riscritto dopo che l'impronta era stata copiata fuori"
    ),
    "mancano le impronte copiate fuori dal sistema": _l("mancano le impronte copiate fuori dal sistema"),
    "mancano le ultime registrazioni": _l("mancano le ultime registrazioni"),
}


def said(words: Mapping[str, LazyString], name: str) -> LazyString | str:
    """The words for a name; the name itself when nobody wrote them yet."""
    return words.get(name, name)
