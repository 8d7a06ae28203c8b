"""The mails to members, and about them to the office, that an association may say in its own words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ama_net.features.members.editable_mails_fees import CONVOCATION, FEE_LAPSE, FEE_RECEIPT, FEE_REMINDER
from ama_net.kernel.outbox.editable import Context, EditableMail, Placeholder
from ama_net.kernel.outbox.placeholders import (
    GREETING,
    NAME,
    OFFICE,
    ONLY_THIS,
    Words,
    day_of,
    either,
    link,
    paragraphs,
    said,
    sentence,
)

FROM = {"association": "{associazione}"}


def _mail(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...]) -> EditableMail:
    return EditableMail(f"members/{name}", subject, paragraphs(*words), values)


def _appeal(context: Context) -> str:
    assembly, by_mail, days = context["assembly"], context["link"], context["days"]
    if assembly and by_mail:
        words = _(
            "Entro %(days)s giorni da quando ricevi questa lettera puoi chiedere che decida l'assemblea, alla prima riunione "
            "utile. Basta una lettera, o questo link:",
            days=days,
        )
    elif by_mail:
        words = _(
            "Entro %(days)s giorni da quando ricevi questa lettera puoi chiedere che si decida di nuovo, alla prima riunione "
            "utile. Basta una lettera, o questo link:",
            days=days,
        )
    elif assembly:
        words = _(
            "Entro %(days)s giorni da quando ricevi questa lettera puoi chiedere che decida l'assemblea, alla prima riunione "
            "utile. Basta una lettera.",
            days=days,
        )
    else:
        words = _(
            "Entro %(days)s giorni da quando ricevi questa lettera puoi chiedere che si decida di nuovo, alla prima riunione "
            "utile. Basta una lettera.",
            days=days,
        )
    return str(words)


_changed = either(
    "applied",
    _l("abbiamo cambiato i dati come ci hai chiesto."),
    _l("non abbiamo potuto cambiare i dati come ci hai chiesto."),
)


_exit = either(
    "done",
    _l("Dalla sua area un socio è uscito dall'associazione: il recesso è già nel libro soci."),
    _l("Un socio ha scritto che vuole uscire. Il recesso aspetta di essere scritto nel libro soci."),
)


def _exit_subject(context: Context) -> str:
    return str(_("Un socio è uscito") if context["done"] else _("Un socio vuole uscire"))


def _near(context: Context) -> str:
    return str(
        ngettext(
            "%(num)s domanda di ammissione aspetta da %(passed)s giorni. La decisione va comunicata entro %(days)s.",
            "%(num)s domande di ammissione aspettano da %(passed)s giorni. Le decisioni vanno comunicate entro %(days)s.",
            context["count"],
            passed=context["passed"],
            days=context["days"],
        )
    )


def _due(context: Context) -> str:
    return str(
        ngettext(
            "%(num)s domanda di ammissione aspetta da %(days)s giorni o più: il termine per comunicare la decisione è arrivato.",
            "%(num)s domande di ammissione aspettano da %(days)s giorni o più: il termine per comunicare le decisioni è arrivato.",
            context["count"],
            days=context["days"],
        )
    )


def _offices(context: Context) -> str:
    return str(
        ngettext(
            "Entro %(days)s giorni scade %(num)s carica.",
            "Entro %(days)s giorni scadono %(num)s cariche.",
            context["count"],
            days=context["days"],
        )
    )


RESOLUTION = Placeholder("delibera", _l("Il numero della delibera"), said("resolution"), required=True)
DAY = Placeholder("giorno", _l("Il giorno della delibera"), day_of("decided_on"), required=True)
REASON = sentence("motivo", _l("Il motivo, scritto in ufficio"), said("reason"))
DECISION = _l("La decisione è la delibera n. %(number)s del %(day)s.", number="{delibera}", day="{giorno}")
WHY = _l("Il motivo: %(reason)s", reason="{motivo}")
REQUESTS = link(_l("Apri le domande"))

APPLICATIONS = [
    _mail("application_link", _l("La tua domanda di ammissione: %(association)s", **FROM), _l("Ciao,"),
          _l("da questo link vedi a che punto è la tua domanda, puoi finirla se è una bozza, e puoi ritirarla:"), "{link}",
          _l("Chi ha il link può leggere la domanda: non inoltrare questo messaggio."),
          values=(link(_l("Apri la domanda")),)),
    _mail("application_admitted", _l("La domanda di ammissione è accolta: %(association)s", **FROM), GREETING,
          _l("la domanda per diventare socio di %(association)s è accolta. Il numero nel libro degli associati è %(number)s.",
             number="{numero}", **FROM), DECISION,
          _l("Ti diamo il benvenuto. Per la quota e per i prossimi appuntamenti ti scriviamo noi."),
          values=(NAME, Placeholder("numero", _l("Il numero nel libro degli associati"), said("number"), required=True),
                  RESOLUTION, DAY)),
    _mail("application_refused", _l("La domanda di ammissione: %(association)s", **FROM), GREETING,
          _l("la domanda per diventare socio di %(association)s non è stata accolta.", **FROM), WHY, DECISION, "{riesame}",
          "{link}",
          values=(NAME, REASON, RESOLUTION, DAY,
                  sentence("riesame", _l("La frase che dice come chiedere il riesame, ed entro quando"), _appeal),
                  link(_l("Chiedi il riesame")))),
    _mail("application_appeal_rejected", _l("La domanda di ammissione: %(association)s", **FROM), GREETING,
          _l("anche il riesame non ha accolto la domanda per diventare socio di %(association)s.", **FROM), WHY, DECISION,
          values=(NAME, REASON, RESOLUTION, DAY)),
]  # fmt: skip

AREA = [
    _mail("change_answered", _l("I tuoi dati, %(name)s", name="{associazione}"), GREETING, "{esito}", "{risposta}",
          values=(NAME, sentence("esito", _l("La frase che dice com'è andata"), _changed),
                  sentence("risposta", _l("La risposta scritta in ufficio"), said("answer")))),
    _mail("exit_done", _l("Conferma del recesso, %(name)s", name="{associazione}"), _l("Ciao,"),
          _l("il recesso di %(name)s, scritto il %(asked)s, è nel libro soci: ha effetto dal %(day)s.",
             name="{nome}", asked="{scritto_il}", day="{dal}"),
          _l("Grazie della strada fatta insieme. Per tornare basta una nuova domanda."),
          values=(sentence("nome", _l("Chi esce"), said("name")),
                  sentence("scritto_il", _l("Il giorno in cui il recesso è stato scritto"), day_of("asked_on")),
                  sentence("dal", _l("Da quando vale"), day_of("effective_on")))),
]  # fmt: skip

TO_THE_OFFICE = [
    _mail("application_new", _l("È arrivata una domanda di ammissione"),
          _l("Qualcuno chiede di diventare socio. Si legge in ufficio:"), "{link}", ONLY_THIS, values=(OFFICE,)),
    _mail("application_appealed", _l("È arrivata una richiesta di riesame"),
          _l("Chi ha avuto una domanda respinta chiede che si decida di nuovo. Va messa all'ordine del giorno della prima "
             "riunione utile:"), "{link}", ONLY_THIS, values=(OFFICE,)),
    _mail("applications_near", _l("Domande di ammissione: il termine si avvicina"), "{quante}", "{link}",
          values=(sentence("quante", _l("La frase che dice quante sono, e il termine"), _near), REQUESTS)),
    _mail("applications_due", _l("Domande di ammissione: il termine è arrivato"), "{quante}", "{link}",
          values=(sentence("quante", _l("La frase che dice quante sono, e il termine"), _due), REQUESTS)),
    _mail("change_new", _l("Un socio chiede di cambiare i suoi dati"),
          _l("Dalla sua area un socio chiede di cambiare i propri dati. Chi è e che cosa chiede si legge in ufficio."),
          "{link}", values=(link(_l("Guarda la richiesta")),)),
    _mail("exit_new", "{novita}", "{recesso}", "{link}",
          values=(Placeholder("novita", _l("Se è uscito, o se vuole uscire"), _exit_subject),
                  sentence("recesso", _l("La frase che dice a che punto è il recesso"), _exit),
                  link(_l("Guarda la richiesta")))),
    _mail("convening_reached", _l("I soci chiedono di convocare l'assemblea"),
          _l("Una richiesta di convocare l'assemblea ha raggiunto le firme che servono: almeno %(threshold)s su %(members)s "
             "soci.", threshold="{firme}", members="{soci}"),
          _l("Per il codice civile (art. 20) il consiglio deve convocarla. Se non lo fa, i soci possono rivolgersi al presidente "
             "del tribunale."), "{link}",
          values=(sentence("firme", _l("Quante firme servono"), said("threshold")),
                  sentence("soci", _l("Quanti sono i soci"), said("members")), link(_l("Apri la richiesta")))),
    _mail("offices_expiring", _l("Cariche in scadenza"), "{quante}",
          _l("Va messa all'ordine del giorno l'elezione, e dopo il cambio ci sono trenta giorni per comunicarlo al RUNTS."),
          "{link}",
          values=(sentence("quante", _l("La frase che dice quante sono, ed entro quando"), _offices),
                  link(_l("Apri le cariche")))),
]  # fmt: skip

EDITABLE_MAILS = [*APPLICATIONS, FEE_REMINDER, FEE_RECEIPT, FEE_LAPSE, CONVOCATION, *AREA, *TO_THE_OFFICE]
"""In the order of the pages."""
