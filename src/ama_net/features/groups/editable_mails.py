"""The mails of the groups that an association may say in its own words.

Those to who asks to join keep our subject: it tells nobody anything.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ama_net.foundation.web.pages import date_words
from ama_net.kernel.outbox.editable import Context, EditableMail, Placeholder
from ama_net.kernel.outbox.placeholders import (
    DISCREET,
    HELLO,
    OFFICE,
    ONLY_THIS,
    Words,
    either,
    link,
    paragraphs,
    said,
    sentence,
)

GROUP = sentence("gruppo", _l("Il nome del gruppo"), said("group"))
AREA = link(_l("Apri la tua area"))
REQUEST = link(_l("Apri la richiesta"))
FROM = {"association": "{associazione}"}


def _asking(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...]) -> EditableMail:
    return EditableMail(f"groups/{name}", subject, paragraphs(*words), values, fixed_subject=DISCREET)


def _following(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...]) -> EditableMail:
    return EditableMail(f"groups/{name}", subject, paragraphs("{saluto}", *words), (HELLO, *values))


def _office(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...] = (OFFICE,)) -> EditableMail:
    return EditableMail(f"groups/{name}", subject, paragraphs(*words), values)


_not_answered = either("unanswered", _l("non siamo riusciti a risponderti, e ci dispiace."))


def _reply(context: Context) -> str:
    if context["answer"]:
        parts = (_("Ecco la nostra risposta, come ci hai chiesto:"), context["answer"])
        return "\n\n".join((*parts, _("Da questo link puoi aggiungere qualcosa o ritirare tutto:")))
    return str(_("c'è una risposta per te. La leggi da questo link:"))


_handed_over = either(
    "accepted",
    _l(
        "la persona a cui hai proposto il gruppo ha accettato: da oggi lo facilita lei. "
        "Grazie per il tempo che ci hai messo."
    ),
    _l(
        "la persona a cui hai proposto il gruppo non può prenderlo. Per ora resta a te; "
        "puoi chiedere a un'altra o alla segreteria."
    ),
)


def _how_many_late(context: Context) -> str:
    return str(
        ngettext(
            "%(num)s richiesta aspetta una risposta da troppo tempo. Si legge in ufficio:",
            "%(num)s richieste aspettano una risposta da troppo tempo. Si leggono in ufficio:",
            context["count"],
        )
    )


def _not_confirmed(context: Context) -> str:
    if not context["stale"]:
        return str(_("I gruppi attivi sono tutti confermati da poco."))
    return str(
        ngettext(
            "Un gruppo attivo non è confermato da molto tempo.",
            "%(num)s gruppi attivi non sono confermati da molto tempo.",
            context["stale"],
        )
    )


def _without_anybody(context: Context) -> str:
    if not context["groups"]:
        return ""
    first = ngettext(
        "Un gruppo sul sito non ha nessuno che lo facilita:",
        "%(num)s gruppi sul sito non hanno nessuno che li facilita:",
        context["without"],
    )
    more = [ngettext("e un altro.", "e altri %(num)s.", context["more"])] if context["more"] else []
    return "\n".join([str(first), *(f"- {group}" for group in context["groups"]), *map(str, more)])


def _how_long_down(context: Context) -> str:
    if context["stopped"]:
        return str(
            _(
                "Da due settimane la fonte «%(name)s» non si riesce a leggere: ora è ferma. I suoi gruppi restano come sono.",
                name=context["name"],
            )
        )
    return str(
        _(
            "Da tre giorni la fonte «%(name)s» non si riesce a leggere. I suoi gruppi restano come sono, "
            "e si continua a provare.",
            name=context["name"],
        )
    )


TO_WHO_ASKS = [
    _asking(
        "join_request_received",
        _l("La tua richiesta: %(association)s", **FROM),
        _l("Ciao,"),
        _l("abbiamo ricevuto la tua richiesta. Ti rispondiamo noi."),
        _l("Da questo link vedi la risposta, puoi aggiungere qualcosa o ritirare tutto:"),
        "{link}",
        _l(
            "Chi ha il link può leggere la risposta: non inoltrare questo messaggio, e cancellalo se altri leggono la tua posta."
        ),
        values=(REQUEST,),
    ),
    _asking(
        "join_request_answer",
        _l("Una risposta da %(association)s", **FROM),
        _l("Ciao,"),
        "{risposta}",
        "{link}",
        values=(sentence("risposta", _l("La risposta scritta in ufficio, o dove si legge"), _reply), REQUEST),
    ),
    _asking(
        "join_request_news",
        _l("Una novità da %(association)s", **FROM),
        _l("Ciao,"),
        _l("c'è una novità per te. La leggi da questo link:"),
        "{link}",
        _l("Se non ti interessa più, dallo stesso link cancelli tutto."),
        values=(link(_l("Leggi la novità")),),
    ),
    _asking(
        "join_request_closing",
        _l("La tua richiesta: %(association)s", **FROM),
        _l("Ciao,"),
        "{scuse}",
        _l("Dopo %(day)s chiudiamo la tua richiesta, e poi cancelliamo quello che avevi scritto.", day="{giorno}"),
        _l("Se ti interessa ancora, apri il link e tienila aperta:"),
        "{link}",
        _l("Se non ti interessa più, non devi fare niente."),
        values=(
            sentence("giorno", _l("L'ultimo giorno in cui resta aperta"), said("day")),
            sentence("scuse", _l("Le scuse, se nessuno ha risposto"), _not_answered),
            REQUEST,
        ),
    ),
]

TO_WHO_FACILITATES = [
    _following(
        "join_request_for_you",
        _l("C'è un messaggio da leggere, %(name)s", name="{associazione}"),
        _l("nella tua area c'è un messaggio che aspetta una risposta."),
        "{link}",
        _l("In questa e-mail non c'è scritto altro, per riservatezza."),
        values=(AREA,),
    ),
    _following(
        "freshness",
        _l("Una conferma per %(name)s", name="{associazione}"),
        _l(
            "i dati di «%(group)s» sono ancora giusti? Luogo, giorno, ora: chi cerca un gruppo si fida di quello che trova scritto.",
            group="{gruppo}",
        ),
        "{link}",
        _l("Basta un tocco, senza password. Il collegamento è solo tuo e vale sei settimane: non inoltrarlo."),
        values=(GROUP, link(_l("Guarda e conferma"))),
    ),
    _following(
        "handover_asked",
        _l("Ti chiedono una mano, %(name)s", name="{associazione}"),
        _l(
            "una persona che facilita un gruppo ti chiede se puoi prendere il suo posto. Nella tua area trovi quale gruppo, "
            "e puoi dire di sì o di no."
        ),
        "{link}",
        values=(AREA,),
    ),
    _following(
        "handover_answered",
        _l("Una risposta per te da %(name)s", name="{associazione}"),
        "{risposta}",
        "{link}",
        values=(sentence("risposta", _l("La frase che dice com'è andata"), _handed_over), AREA),
    ),
    _following(
        "substitute",
        _l("Una sera per te, %(name)s", name="{associazione}"),
        _l(
            "per «%(group)s» risulti tu a sostituire chi facilita, %(day)s. Se non lo sapevi o non puoi, senti chi te l'ha chiesto.",
            group="{gruppo}",
            day="{giorno}",
        ),
        values=(GROUP, sentence("giorno", _l("Il giorno"), lambda context: date_words(context["day"]))),
    ),
]

TO_THE_OFFICE = [
    _office("join_request_new", _l("C'è una nuova richiesta da leggere"),
            _l("È arrivata una richiesta dal sito. Si legge in ufficio:"), "{link}", ONLY_THIS),
    _office("join_request_message", _l("C'è un nuovo messaggio da leggere"),
            _l("Chi aveva mandato una richiesta ha scritto ancora. Si legge in ufficio:"), "{link}", ONLY_THIS),
    _office("join_requests_late", _l("C'è chi aspetta una risposta"), "{quante}", "{link}", ONLY_THIS,
            values=(sentence("quante", _l("La frase che dice quante sono"), _how_many_late), OFFICE)),
    _office("correction_new", _l("C'è una segnalazione da vedere"),
            _l("Qualcuno dice che la pagina di un gruppo ha qualcosa di sbagliato. Si legge in ufficio:"), "{link}"),
    _office("logistics_new", _l("Un gruppo chiede una mano"),
            _l("Chi facilita un gruppo chiede una sala o del materiale. Si legge in ufficio:"), "{link}"),
    _office("freshness_changed", _l("I dati di un gruppo sono da rivedere"),
            _l("Chi facilita «%(group)s» dice che qualcosa è cambiato. Conviene sentirsi e correggere la scheda.",
               group="{gruppo}"), "{link}", values=(GROUP, link(_l("Apri la scheda del gruppo")))),
    _office("freshness_digest", _l("Gruppi da sentire"), "{confermati}", "{senza_nessuno}", "{link}",
            values=(sentence("confermati", _l("La frase sui gruppi da confermare"), _not_confirmed),
                    sentence("senza_nessuno", _l("I gruppi senza chi li facilita, se ce ne sono"), _without_anybody),
                    link(_l("Apri le conferme")))),
    _office("handover_done", _l("Un gruppo ha cambiato chi lo facilita"),
            _l("«%(group)s» è passato da una persona a un'altra: chi lo lasciava l'ha proposto, l'altra ha accettato.",
               group="{gruppo}"), "{link}", values=(GROUP, link(_l("Guarda chi lo facilita")))),
    _office("source_down", _l("Un elenco di gruppi da leggere non risponde"), "{da_quando}",
            _l("L'ultima volta: %(error)s", error="{errore}"), _l("Si guarda in ufficio:"), "{link}",
            values=(sentence("da_quando", _l("La frase che dice quale fonte, e da quando"), _how_long_down),
                    sentence("errore", _l("Che cosa è andato storto"), said("error")),
                    link(_l("Guarda in ufficio")))),
]  # fmt: skip

EDITABLE_MAILS = [*TO_WHO_ASKS, *TO_WHO_FACILITATES, *TO_THE_OFFICE]
"""In the order of the pages."""
