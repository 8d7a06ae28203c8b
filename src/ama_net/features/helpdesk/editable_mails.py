"""The mails of the helpdesk that an association may say in its own words. Their subject never changes: it tells nobody anything."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.outbox.editable import Context, EditableMail, Lines, Placeholder
from ama_net.kernel.outbox.placeholders import (
    DISCREET,
    GREETING,
    NAME,
    Words,
    button_of,
    either,
    facts,
    link,
    paragraphs,
    said,
    sentence,
)

APPOINTMENT, REQUEST = _l("Il tuo appuntamento"), _l("La tua richiesta")


def _mail(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...]) -> EditableMail:
    return EditableMail(f"helpdesk/{name}", subject, paragraphs(*words), values, fixed_subject=DISCREET)


_cancelled = either(
    "by_us", _l("ci dispiace: abbiamo dovuto disdire questo appuntamento."), _l("questo appuntamento è disdetto.")
)


_others = either("series", _l("Tutti i tuoi incontri fissati sono nella tua pagina."))


_on_the_list = either(
    "confirm",
    _l(
        "abbiamo ricevuto la tua richiesta. Manca un passo: apri questo link e conferma. "
        "Il tuo posto in lista conta da lì in poi."
    ),
    _l("abbiamo ricevuto la tua richiesta: sei in lista. Ti scriviamo appena c'è un orario che va bene per te."),
)


_then = either("confirm", _l("Poi ti scriviamo appena c'è un orario che va bene per te."))


_missed = either(
    "gone",
    _l(
        "È la seconda volta: per questo non sei più in lista. Se ti serve ancora, scrivici o chiamaci: ricominciamo da lì."
    ),
    _l("Resti in lista: quando c'è un altro orario ti scriviamo di nuovo."),
)


def _ended(context: Context) -> str:
    if context["closed"]:
        parts = (
            _(
                "per ora gli incontri per cui aspetti non si fanno più, e ti abbiamo tolto dalla lista: ci dispiace. "
                "Se ti avevamo proposto un orario, non vale più."
            ),
            _("Se ti serve aiuto, chiamaci: cerchiamo insieme che cosa può andare bene."),
        )
    else:
        parts = (
            _(
                "aspetti da molto, e non abbiamo trovato un orario per te: ci dispiace. Per non tenere troppo a lungo quello che "
                "ci hai scritto, ti abbiamo tolto dalla lista."
            ),
            _("Se ti serve ancora, chiedi di nuovo o chiamaci."),
        )
    return "\n\n".join(map(str, parts))


def _to_who_listens(context: Context) -> str:
    if context["what"] == "confirmed":
        return str(_("hai un appuntamento nuovo:"))
    if context["what"] == "moved":
        return str(_("un tuo appuntamento è stato spostato. Adesso è così:"))
    return str(_("un tuo appuntamento è stato disdetto:"))


def _what_is_agreed(context: Context) -> Lines:
    where = [] if context["what"] == "cancelled" else [(str(_("Dove")), str(context["where"]))]
    return [(str(_("Quando")), str(context["when"])), *where]


def _other_meetings(context: Context) -> str:
    words = _("Insieme a questo possono essere cambiati altri incontri: guardali tutti.")
    return str(words) if context["series"] else ""


WHEN = sentence("quando", _l("Il giorno e le ore"), said("when"))
WHERE = sentence("dove", _l("Il posto, o il modo di parlarsi"), said("where"))
OTHERS = sentence("altri_incontri", _l("La frase sugli altri incontri, se ci sono"), _others, required=False)
OWN = link(_l("Apri la tua pagina"))
PAGE = link(_l("Apri la pagina"))
AREA = link(_l("Apri la mia area"))
FACTS = facts((_l("Quando"), "quando"), (_l("Dove"), "dove"))
TO_MOVE = _l(
    "Chi ha il link può spostare o disdire: non inoltrare questo messaggio, e cancellalo se altri leggono la tua posta."
)
TO_ANSWER = _l(
    "Chi ha il link può rispondere al posto tuo: non inoltrare questo messaggio, e cancellalo se altri leggono la tua posta."
)
TO_READ = _l(
    "Chi ha il link può leggere e rispondere al posto tuo: non inoltrare questo messaggio, e cancellalo se altri leggono la "
    "tua posta."
)

APPOINTMENTS = [
    _mail("confirm_link", _l("Il tuo appuntamento: manca un passo"), _l("Ciao,"),
          _l("per confermare l'appuntamento apri questa pagina entro %(minutes)s minuti e premi il bottone.",
             minutes="{minuti}"), "{link}",
          _l("Se non lo hai chiesto tu, non fare niente: fra poco tutto viene cancellato."),
          values=(sentence("minuti", _l("Per quanti minuti vale il link"), said("minutes")), link(_l("Conferma")))),
    _mail("appointment_confirmed", APPOINTMENT, _l("Ciao,"), _l("ti aspettiamo."), FACTS, "{altri_incontri}", "{link}",
          _l("Da lì puoi spostarlo o disdirlo, se ci ripensi."), "{calendario}", TO_MOVE,
          values=(WHEN, WHERE, OTHERS, OWN, button_of("calendario", _l("Mettilo nel calendario"), name="calendar"))),
    _mail("appointment_moved", APPOINTMENT, _l("Ciao,"), _l("il tuo appuntamento è cambiato. Adesso è così:"), FACTS,
          "{altri_incontri}", "{link}", _l("Se non va bene, da lì puoi spostarlo ancora o disdirlo."), "{calendario}", TO_MOVE,
          values=(WHEN, WHERE, OTHERS, OWN, button_of("calendario", _l("Aggiorna il calendario"), name="calendar"))),
    _mail("appointment_cancelled", APPOINTMENT, _l("Ciao,"), "{disdetta}", facts((_l("Quando"), "quando")),
          "{altri_incontri}", "{altro}", "{calendario}", "{link}",
          values=(sentence("disdetta", _l("La frase che dice chi lo ha disdetto"), _cancelled), WHEN, OTHERS,
                  button_of("altro", _l("Prendi un altro appuntamento"), name="again"),
                  button_of("calendario", _l("Toglilo dal calendario"), name="calendar"),
                  link(_l("La tua pagina")))),
    _mail("reminder", APPOINTMENT, _l("Ciao,"), _l("ti ricordiamo il tuo appuntamento."), FACTS, "{link}",
          _l("Non puoi? Dalla pagina lo sposti o lo disdici, se manca abbastanza tempo: così l'orario va a un'altra persona. "
             "All'ultimo momento, chiamaci."),
          _l("Chi ha il link può vedere l'appuntamento: non inoltrare questo messaggio, e cancellalo se altri leggono la tua "
             "posta."), values=(WHEN, WHERE, PAGE)),
]  # fmt: skip

WAITING = [
    _mail("waiting_joined", REQUEST, _l("Ciao,"), "{in_lista}", "{conferma}", "{poi}",
          _l("L'orario sarà tenuto solo per te, per qualche ora. Da questo link vedi a che punto sei, o lasci la lista:"),
          "{link}", TO_ANSWER,
          values=(sentence("in_lista", _l("La frase che dice se è in lista, o se deve confermare"), _on_the_list),
                  button_of("conferma", _l("Conferma"), name="confirm", required=True),
                  sentence("poi", _l("La frase che dice che cosa succede dopo la conferma"), _then, required=False), PAGE)),
    _mail("waiting_offer", APPOINTMENT, _l("Ciao,"), _l("c'è un orario per te."),
          facts((_l("Quando"), "quando"), (_l("Dove"), "dove"), (_l("Tenuto per te fino a"), "fino_a")), "{link}",
          _l("Se va bene, dillo da quella pagina: l'appuntamento è tuo. Se non va bene, dillo lo stesso: resti in lista e lo "
             "proponiamo a un'altra persona. Se non rispondi in tempo, passa a chi viene dopo."), TO_ANSWER,
          values=(WHEN, WHERE, sentence("fino_a", _l("Fino a quando è tenuto"), lambda context: datetime_words(context["until"])),
                  link(_l("Rispondi")))),
    _mail("waiting_missed", REQUEST, _l("Ciao,"),
          _l("l'orario che tenevamo per te è passato a un'altra persona, perché non abbiamo avuto risposta."), "{e_adesso}",
          "{link}", TO_ANSWER,
          values=(sentence("e_adesso", _l("La frase che dice se resta in lista"), _missed), PAGE)),
    _mail("waiting_ended", REQUEST, _l("Ciao,"), "{perche}", "{link}", TO_ANSWER,
          values=(sentence("perche", _l("La frase che dice perché"), _ended), PAGE)),
]  # fmt: skip

PATHWAYS = [
    _mail("pathway_received", REQUEST, _l("Ciao,"),
          _l("abbiamo ricevuto la tua richiesta. La leggiamo e ti scriviamo qui quando c'è una novità."),
          _l("Da questo link vedi come va, e puoi ritirare tutto:"), "{link}", TO_READ,
          values=(link(_l("Apri la richiesta")),)),
    _mail("pathway_news", REQUEST, _l("Ciao,"), _l("c'è una novità per te. La leggi da questo link:"), "{link}", TO_READ,
          values=(link(_l("Leggi la novità")),)),
]  # fmt: skip

TO_WHO_LISTENS = [
    _mail("listener_appointment", _l("I tuoi appuntamenti"), GREETING, "{novita}", "{appuntamento}", "{altri_incontri}",
          _l("Tutti i tuoi appuntamenti, con quello che serve sapere, sono nella tua area:"), "{link}",
          values=(NAME, sentence("novita", _l("La frase che dice che cosa è successo"), _to_who_listens),
                  sentence("appuntamento", _l("Il giorno, le ore e il posto"), _what_is_agreed),
                  sentence("altri_incontri", _l("La frase sugli altri incontri, se ci sono"), _other_meetings), AREA)),
    _mail("pathway_operator", _l("Una novità nella tua area"), GREETING,
          _l("qualcosa è cambiato in quello che segui, o c'è qualcosa di nuovo per te. Lo trovi nella tua area:"), "{link}",
          values=(NAME, AREA)),
    _mail("pathway_new", _l("Richieste da leggere"), _l("È arrivata almeno una richiesta da leggere."), "{link}",
          _l("Per riservatezza qui non c'è scritto né chi è né che cosa chiede."),
          values=(link(_l("Apri le richieste")),)),
]  # fmt: skip

EDITABLE_MAILS = [*APPOINTMENTS, *WAITING, *PATHWAYS, *TO_WHO_LISTENS]
"""In the order of the pages."""
