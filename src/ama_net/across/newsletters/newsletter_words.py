"""How the office says where a newsletter is, and what its blocks are."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audience_words import words_of
from ama_net.across.newsletters.blocks import PickedSource
from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.accounts.queries import names_of_accounts

STATES: dict[str, LazyString] = {
    NewsletterState.DRAFT: _l("Bozza"),
    NewsletterState.REVIEW: _l("Consegnata"),
    NewsletterState.SCHEDULED: _l("In calendario"),
    NewsletterState.FREEZING: _l("Sta per partire"),
    NewsletterState.SENDING: _l("In partenza"),
    NewsletterState.PAUSED: _l("Ferma"),
    NewsletterState.SENT: _l("Spedita"),
    NewsletterState.CANCELLED: _l("Interrotta"),
}
STATE_KINDS = {
    NewsletterState.REVIEW: "warn",
    NewsletterState.SCHEDULED: "info",
    NewsletterState.FREEZING: "info",
    NewsletterState.SENDING: "info",
    NewsletterState.PAUSED: "warn",
    NewsletterState.SENT: "ok",
    NewsletterState.CANCELLED: "danger",
}
APPROVED: LazyString = _l("Approvata")

BLOCKS: dict[str, LazyString] = {
    "text": _l("Testo"),
    "heading": _l("Titolo"),
    "image": _l("Immagine"),
    "button": _l("Bottone"),
    "picked": _l("Dal sito"),
    "attachment": _l("File da scaricare"),
    "columns": _l("Due colonne"),
    "divider": _l("Linea"),
}
"""In the order in which they are offered: what is used most comes first."""

SOURCES: dict[str, LazyString] = {
    PickedSource.GROUP: _l("Gruppi"),
    PickedSource.EVENT: _l("Incontri"),
    PickedSource.NEWS: _l("Notizie"),
    PickedSource.PAGE: _l("Pagine"),
    PickedSource.CAMPAIGN: _l("Raccolte di denaro"),
    PickedSource.SERVICE: _l("Sportello"),
}

WHY_NOT_GONE: dict[str, LazyString] = {
    "late": _l(
        "Non è partita: alla sua ora il sistema era spento, e le notizie potrebbero essere vecchie. Si può rimandare."
    ),
    "unready": _l("Non è partita alla sua ora: c'era qualcosa da sistemare. È di nuovo una bozza."),
    "recipients": _l(
        "Dopo l'approvazione è cambiato a chi arriva: un filtro o una lista non è più com'era. Non parte finché qualcuno non la approva di nuovo."
    ),
}
WHY_PAUSED: dict[str, LazyString] = {
    "by_hand": _l("L'ha fermata qualcuno dell'ufficio. Riparte da dove si è fermata."),
    "failures": _l(
        "Si è fermata da sola: troppe consegne di fila non sono riuscite. Prima di farla ripartire, guardare che cosa è successo."
    ),
    "unready": _l(
        "Si è fermata da sola: qualcosa nelle impostazioni della newsletter non va, per esempio l'indirizzo per le risposte."
    ),
}
NO_SERVER = _l(
    "Chi consegna la posta non risponde: la spedizione aspetta e riparte da sola. Nessun messaggio va perso."
)

STOPPED: dict[str, LazyString] = {
    **{reason: WHY_PAUSED[reason] for reason in ("failures", "unready")},
    "late": WHY_NOT_GONE["late"],
    "not_begun": WHY_NOT_GONE["unready"],
    "no_server": _l(
        "Chi consegna la posta non ha risposto per più di un'ora, e la newsletter ha aspettato. Riparte da sola appena risponde: "
        "nessun messaggio va perso."
    ),
}
"""What whoever decided that it leaves is told when it stops by itself."""

STOPPED_IN_SHORT: dict[str, LazyString] = {
    **dict.fromkeys(("failures", "unready"), _l("Una newsletter si è fermata")),
    **dict.fromkeys(("late", "not_begun"), _l("Una newsletter non è partita")),
    "no_server": _l("Una newsletter aspetta la posta"),
}

_BUDGETS: dict[str, tuple[LazyString, LazyString]] = {
    "hour": (
        _l("Riprende alle %(hour)s: il limite dell'ora è raggiunto."),
        _l("Riprende domani alle %(hour)s: il limite dell'ora è raggiunto."),
    ),
    "day": (
        _l("Riprende alle %(hour)s: il limite del giorno è raggiunto."),
        _l("Riprende domani alle %(hour)s: il limite del giorno è raggiunto."),
    ),
}


def waits_words(newsletter: Newsletter) -> str:
    """When it goes on, of one that waits for the next hour's or day's messages; else nothing."""
    waits = newsletter.state == NewsletterState.SENDING and newsletter.pause_reason in _BUDGETS
    if not waits or newsletter.resumes_at is None or newsletter.resumes_at <= now():
        return ""
    at = newsletter.resumes_at.astimezone(ROME)
    words = _BUDGETS[newsletter.pause_reason][at.date() != today()]
    return str(words) % {"hour": f"{at.hour}:{at.minute:02}"}


def state_words(newsletter: Newsletter) -> LazyString:
    """Where it is, in words."""
    if newsletter.state == NewsletterState.REVIEW and newsletter.approved_at is not None:
        return APPROVED
    return STATES[newsletter.state]


def state_kind(newsletter: Newsletter) -> str:
    """The colour of its badge."""
    if newsletter.state == NewsletterState.REVIEW and newsletter.approved_at is not None:
        return "ok"
    return STATE_KINDS.get(NewsletterState(newsletter.state), "neutral")


def missing_in(newsletter: Newsletter) -> dict[str, LazyString]:
    """What the steps of writing it still miss, by step: what is seen without reading it through."""
    missing: dict[str, LazyString] = {}
    if not newsletter.blocks or not newsletter.subject.strip():
        missing["text"] = _l("senza oggetto") if newsletter.blocks else _l("da scrivere")
    if Audience.of(newsletter.audience).is_empty:
        missing["recipients"] = _l("da scegliere")
    return missing


def given_back_words(newsletter: Newsletter) -> str:
    """Who gave it back, and when."""
    names = names_of_accounts([newsletter.given_back_by])
    who = next(iter(names.values()), _("Un'altra persona"))
    return str(_("%(who)s, %(when)s", who=who, when=datetime_words(newsletter.given_back_at)))


def audience_in_words(newsletter: Newsletter) -> str:
    """Whom it is for, in one line."""
    return " · ".join(words_of(Audience.of(newsletter.audience)))
