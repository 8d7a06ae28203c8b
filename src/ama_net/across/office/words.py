"""How the office says what the system calls by name: verbs of the audit, rows, mails, rooms, actors.

A new verb or a new mail gets its words here; a guard test finds the one that was forgotten. Until then its own name is shown.
"""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

VERBS: dict[str, LazyString] = {
    "account.email_changed": _l("Indirizzo e-mail dell'accesso cambiato"),
    "account.invitation_accepted": _l("Invito accettato"),
    "account.invited": _l("Invito mandato"),
    "account.invited_again": _l("Invito mandato di nuovo"),
    "account.locked": _l("Accesso bloccato per troppi tentativi"),
    "account.password_changed": _l("Password cambiata"),
    "account.password_reset": _l("Password scelta di nuovo"),
    "account.reactivated": _l("Accesso riattivato"),
    "account.recovery_codes_renewed": _l("Codici di riserva rifatti"),
    "account.roles_changed": _l("Ruoli cambiati"),
    "account.second_factor_off": _l("Secondo passaggio tolto"),
    "account.second_factor_on": _l("Secondo passaggio attivato"),
    "account.suspended": _l("Accesso sospeso"),
    "accounts.settings_changed": _l("Impostazioni degli accessi cambiate"),
    "address.added": _l("Indirizzo aggiunto"),
    "address.removed": _l("Indirizzo tolto"),
    "brochure.made": _l("Opuscolo preparato"),
    "brochure.put_back": _l("Edizione dell'opuscolo rimessa sul sito"),
    "brochure.withdrawn": _l("Edizione dell'opuscolo tolta dal sito"),
    "consent.confirmed": _l("Consenso confermato"),
    "consent.given": _l("Consenso dato"),
    "consent.withdrawn": _l("Consenso ritirato"),
    "contact.added": _l("Recapito aggiunto"),
    "contact.preferred": _l("Recapito preferito scelto"),
    "contact.removed": _l("Recapito tolto"),
    "facilitator.added": _l("Facilitatore aggiunto a un gruppo"),
    "facilitator.changed": _l("Dati di chi facilita cambiati"),
    "facilitator.ended": _l("Facilitatore: incarico finito"),
    "facilitator.handover_asked": _l("Passaggio di un gruppo proposto"),
    "facilitator.handover_declined": _l("Passaggio di un gruppo rifiutato"),
    "facilitator.handover_withdrawn": _l("Passaggio di un gruppo ritirato"),
    "facilitator.restored": _l("Facilitatore: fine dell'incarico annullata"),
    "facilitator.trained": _l("Formazione di chi facilita annotata"),
    "group.added": _l("Gruppo aggiunto"),
    "group.changed": _l("Gruppo cambiato"),
    "group.closed": _l("Gruppo chiuso"),
    "group.confirmed": _l("Gruppo confermato"),
    "group.correction_accepted": _l("Segnalazione accettata"),
    "group.correction_rejected": _l("Segnalazione non accettata"),
    "group.correction_sent": _l("Segnalazione arrivata"),
    "group.correction_taken_back": _l("Segnalazione rimessa da vedere"),
    "group.heads_counted": _l("Presenze contate"),
    "group.hidden": _l("Gruppo tolto dal sito"),
    "group.joined": _l("Detto uguale a un gruppo di un'altra associazione"),
    "group.kept_apart": _l("Detto diverso da un gruppo di un'altra associazione"),
    "group.leaflet_put": _l("Volantino messo sul sito"),
    "group.leaflet_removed": _l("Volantino tolto"),
    "group.leaflet_set_aside": _l("Volantino tolto dal sito: il gruppo è diventato protetto"),
    "group.pause_ended": _l("Fine della sospensione cambiata"),
    "group.pause_removed": _l("Sospensione tolta"),
    "group.paused": _l("Incontri sospesi per qualche tempo"),
    "group.promoter_added": _l("Organizzazione aggiunta a un gruppo"),
    "group.promoter_removed": _l("Organizzazione tolta da un gruppo"),
    "group.published": _l("Gruppo pubblicato"),
    "group.restored": _l("Stato del gruppo rimesso com'era"),
    "group.said_changed": _l("Dati del gruppo segnalati come cambiati"),
    "group.substitute_named": _l("Sostituzione per un incontro"),
    "group.substitute_removed": _l("Sostituzione per un incontro tolta"),
    "group.suspended": _l("Gruppo sospeso"),
    "group.time_added": _l("Incontro in più"),
    "group.time_cancelled": _l("Incontro annullato"),
    "group.time_changed": _l("Incontro spostato o cambiato"),
    "group.time_restored": _l("Incontro rimesso come al solito"),
    "group.timetable_changed": _l("Giorni e orari cambiati"),
    "group.timetable_restored": _l("Giorni e orari rimessi com'erano"),
    "group.unconfirmed": _l("Gruppo tornato da confermare"),
    "group_source.added": _l("Fonte di gruppi aggiunta"),
    "group_source.changed": _l("Fonte di gruppi cambiata"),
    "group_source.restarted": _l("Fonte di gruppi fatta ripartire"),
    "group_source.stopped": _l("Fonte di gruppi fermata"),
    "groups.import_discarded": _l("Elenco dei gruppi buttato via senza applicarlo"),
    "groups.import_report_downloaded": _l("Resoconto dell'importazione scaricato"),
    "groups.imported": _l("Elenco dei gruppi importato"),
    "identity.changed": _l("Dati dell'associazione cambiati"),
    "identity.restored": _l("Cambio dei dati dell'associazione annullato"),
    "join_request.answered": _l("Risposta a una richiesta"),
    "join_request.called": _l("Telefonata per una richiesta"),
    "join_request.closed": _l("Richiesta chiusa"),
    "join_request.emptied": _l("Richiesta svuotata dei dati"),
    "join_request.kept_open": _l("Richiesta tenuta aperta da chi l'ha scritta"),
    "join_request.read": _l("Richiesta letta"),
    "join_request.reopened": _l("Richiesta riaperta"),
    "join_request.sent": _l("Richiesta di partecipare arrivata"),
    "join_request.withdrawn": _l("Richiesta ritirata"),
    "join_request.written_again": _l("Altre parole su una richiesta"),
    "list.exported": _l("Elenco scaricato"),
    "logistics.answered": _l("Risposta a una richiesta di sala o materiale"),
    "logistics.asked": _l("Sala o materiale chiesti"),
    "menu.ordered": _l("Menu riordinato"),
    "message.retried": _l("Messaggio mandato di nuovo"),
    "organisation.changed": _l("Organizzazione cambiata"),
    "organisation.registered": _l("Organizzazione scritta nel registro"),
    "page.brought_back": _l("Pagina eliminata rimessa"),
    "page.changed": _l("Pagina cambiata"),
    "page.created": _l("Pagina scritta"),
    "page.deleted": _l("Pagina eliminata"),
    "page.published": _l("Pagina pubblicata"),
    "page.translated": _l("Pagina scritta in inglese"),
    "page.unpublished": _l("Pagina tolta dal sito"),
    "page.version_restored": _l("Pagina riportata a una versione di prima"),
    "person.changed": _l("Persona cambiata"),
    "person.registered": _l("Persona scritta nel registro"),
    "proposal.added": _l("Proposta di gruppo annotata"),
    "proposal.changed": _l("Proposta di gruppo cambiata"),
    "proposal.merged": _l("Proposta unita a un'altra"),
    "proposal.moved": _l("Proposta: un passo avanti o indietro"),
    "proposal.parted": _l("Proposta separata di nuovo"),
    "proposal.sent": _l("Proposta di gruppo arrivata"),
    "proposal.told": _l("Chi aspetta un gruppo è stato avvisato"),
    "settings.changed": _l("Impostazioni cambiate"),
    "settings.restored": _l("Cambio delle impostazioni annullato"),
    "theme.added": _l("Tema aggiunto"),
    "theme.changed": _l("Tema cambiato"),
    "venue.added": _l("Luogo aggiunto"),
    "venue.changed": _l("Luogo cambiato"),
}

KINDS: dict[str, LazyString] = {
    "accounts": _l("Accesso"),
    "brochures": _l("Opuscolo"),
    "consents": _l("Consenso"),
    "contacts": _l("Recapito"),
    "group_imports": _l("Importazione di gruppi"),
    "group_sources": _l("Fonte di gruppi"),
    "groups": _l("Gruppo"),
    "identity": _l("Associazione"),
    "join_requests": _l("Richiesta di partecipare"),
    "list": _l("Elenco"),
    "logistic_requests": _l("Richiesta di sala o materiale"),
    "messages": _l("Messaggio"),
    "organisations": _l("Organizzazione"),
    "people": _l("Persona"),
    "postal_addresses": _l("Indirizzo"),
    "proposals": _l("Proposta di gruppo"),
    "settings": _l("Impostazioni"),
    "site_pages": _l("Pagina del sito"),
    "themes": _l("Tema"),
    "venues": _l("Luogo"),
}

MAILS: dict[str, LazyString] = {
    "accounts/email_change": _l("Conferma del nuovo indirizzo"),
    "accounts/email_changed": _l("Avviso: indirizzo cambiato"),
    "accounts/invitation": _l("Invito ad accedere"),
    "accounts/locked": _l("Avviso: troppi tentativi di accesso"),
    "accounts/password_changed": _l("Avviso: password cambiata"),
    "accounts/reset": _l("Nuova password"),
    "accounts/second_factor": _l("Avviso: secondo passaggio"),
    "accounts/sign_in_link": _l("Link per accedere"),
    "groups/freshness": _l("Richiesta di conferma a chi facilita"),
    "groups/freshness_changed": _l("Avviso alla segreteria: dati cambiati"),
    "groups/freshness_digest": _l("Avviso alla segreteria: gruppi da sentire"),
    "groups/handover_answered": _l("Risposta a chi passa un gruppo"),
    "groups/handover_asked": _l("Proposta di prendere un gruppo"),
    "groups/handover_done": _l("Avviso alla segreteria: gruppo passato"),
    "groups/join_request_answer": _l("Risposta a chi ha chiesto"),
    "groups/join_request_for_you": _l("Avviso a chi facilita: nuova richiesta"),
    "groups/join_request_closing": _l("Avviso: la richiesta sta per chiudersi"),
    "groups/join_request_message": _l("Avviso alla segreteria: altre parole"),
    "groups/correction_new": _l("Avviso alla segreteria: segnalazione"),
    "groups/join_request_new": _l("Avviso alla segreteria: nuova richiesta"),
    "groups/join_request_news": _l("Avviso: c'è una novità sul gruppo"),
    "groups/join_request_received": _l("Ricevuta a chi ha chiesto"),
    "groups/logistics_new": _l("Avviso alla segreteria: sala o materiale"),
    "groups/join_requests_late": _l("Avviso alla segreteria: c'è chi aspetta"),
    "groups/source_down": _l("Avviso alla segreteria: una fonte non risponde"),
    "groups/substitute": _l("Avviso a chi sostituisce"),
}

MAIL_STATES: dict[str, LazyString] = {
    "queued": _l("In partenza"),
    "sending": _l("In consegna"),
    "sent": _l("Consegnato"),
    "failed": _l("Non consegnato"),
}

ACTORS: dict[str, LazyString] = {
    "facilitatore": _l("Chi facilita il gruppo, dal collegamento di un'e-mail"),
    "pubblico": _l("Una persona dal sito"),
    "sistema": _l("Il sistema"),
    "": _l("Qualcuno senza nome"),
}

ROOMS: dict[str, LazyString] = {
    "accounts": _l("Accessi"),
    "bookkeeping": _l("Prima nota"),
    "documents": _l("Documenti"),
    "donations": _l("Donazioni"),
    "events": _l("Eventi e formazione"),
    "groups": _l("Gruppi"),
    "helpdesk": _l("Sportello"),
    "members": _l("Libro soci"),
    "newsletters": _l("Newsletter"),
    "roundtables": _l("Tavoli distrettuali"),
    "site": _l("Sito"),
    "volunteers": _l("Volontari"),
}

LEDGERS: dict[str, LazyString] = {"audit": _l("Registro attività")}

BREAKS: dict[str, LazyString] = {
    "manca una registrazione": _l("manca una registrazione"),
    "la registrazione è stata alterata": _l("la registrazione è stata alterata"),
    "il registro è stato riscritto dopo l'ancoraggio": _l(
        "il registro è stato riscritto dopo che l'impronta era stata copiata fuori"
    ),
    "mancano le ultime registrazioni": _l("mancano le ultime registrazioni"),
}

FAILURES: tuple[tuple[str, LazyString], ...] = (
    (
        "refused",
        _l("Il server del destinatario l'ha rifiutato: l'indirizzo è sbagliato o la casella non accetta posta."),
    ),
    ("address", _l("L'indirizzo non è scritto in modo corretto.")),
    ("interrupted", _l("La consegna si è interrotta più volte.")),
    (
        "SMTPAuthenticationError",
        _l("Il nostro server di posta rifiuta il nome o la password con cui il sistema accede."),
    ),
)
"""How a mail's failure begins, and what it means."""

LATER = _l("Il server di posta non ha risposto.")


def said(words: Mapping[str, LazyString], name: str) -> LazyString | str:
    """The words for a name; the name itself when nobody wrote them yet."""
    return words.get(name, name)


def failure_in_words(failure: str) -> LazyString | str:
    """Why a mail did not leave, in words; nothing when it did."""
    if not failure:
        return ""
    return next((words for beginning, words in FAILURES if failure.startswith(beginning)), LATER)
