"""The letters about fees and about the meetings that an association may say in its own words.

They travel as letters too: what cannot be on paper (a button) is left out there by itself. A convocation keeps every part the
law and the statute want: each is a value that may not be missing, the words around them are free.
"""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.foundation.web.pages import datetime_full, day_words, money
from ama_net.kernel.outbox.editable import Context, EditableMail, Lines, Placeholder
from ama_net.kernel.outbox.placeholders import (
    GREETING,
    NAME,
    day_of,
    either,
    lines_of,
    link,
    money_of,
    paragraphs,
    said,
    sentence,
)


def _notice(context: Context) -> str:
    facts: dict[str, Any] = {"year": context["year"], "day": day_words(context["due_on"])}
    if context["late"]:
        return str(
            _(
                "la quota associativa %(year)s era da versare entro il %(day)s e non ci risulta ancora arrivata per intero.",
                **facts,
            )
        )
    return str(_("la quota associativa %(year)s si versa entro il %(day)s.", **facts))


def _whose(context: Context) -> str:
    return str(_("È la quota di %(name)s.", name=context["for_name"])) if context["for_name"] else ""


def _what_is_left(context: Context) -> str:
    left = money(context["left"])
    if context["paid"]:
        return str(_("Hai già versato %(paid)s: restano %(left)s.", paid=money(context["paid"]), left=left))
    return str(_("Importo: %(left)s.", left=left))


_by_transfer = either("lines", _l("Per pagare con un bonifico:"))


def _what_for(context: Context) -> str:
    words = _("Nella causale scrivi il codice così com'è: ci aiuta a riconoscere il versamento.")
    return str(words) if context["lines"] else ""


def _still_left(context: Context) -> str:
    return str(_("Per completare la quota restano %(left)s.", left=money(context["left"]))) if context["left"] else ""


_where_to_read = either(
    "paper", _l("La ricevuta è allegata a questa lettera."), _l("Si legge e si scarica nella tua area personale:")
)


def _no_benefit(_context: Context) -> str:
    return str(_("La quota non è una donazione: non è detraibile né deducibile."))


def _whose_membership(context: Context) -> str:
    return str(_("Riguarda l'iscrizione di %(name)s.", name=context["for_name"])) if context["for_name"] else ""


def _lapsed(context: Context) -> str:
    days = {"day": day_words(context["day"]), "since": day_words(context["from_day"])}
    return str(
        _(
            "con la delibera n. %(number)s del %(day)s il consiglio direttivo ha dichiarato la decadenza da socio per il mancato "
            "versamento della quota, dal %(since)s.",
            number=context["number"],
            **days,
        )
    )


YEAR = Placeholder("anno", _l("L'anno della quota"), said("year"))
FEES = link(_l("Apri le tue quote"), required=False)

FEE_REMINDER = EditableMail(
    "members/fee_reminder",
    _l("La quota associativa %(year)s", year="{anno}"),
    paragraphs(
        GREETING,
        "{avviso} {di_chi} {importo}",
        "{come_pagare}",
        "{dati_per_pagare}",
        "{causale}",
        "{link}",
        _l("Se hai già pagato o hai una difficoltà, scrivici o chiamaci: troviamo insieme una soluzione."),
    ),
    (
        NAME,
        YEAR,
        sentence("avviso", _l("La frase che dice entro quando, o che è in ritardo"), _notice),
        sentence("importo", _l("Quanto resta da versare"), _what_is_left),
        sentence("di_chi", _l("Di chi è la quota, se chi riceve risponde per un'altra persona"), _whose),
        sentence("dati_per_pagare", _l("I dati per il bonifico"), lines_of("lines")),
        sentence("come_pagare", _l("«Per pagare con un bonifico», se ci sono i dati"), _by_transfer, required=False),
        sentence("causale", _l("La frase sulla causale, se ci sono i dati"), _what_for, required=False),
        Placeholder("scadenza", _l("Il giorno entro cui si versa"), day_of("due_on")),
        FEES,
    ),
)

FEE_RECEIPT = EditableMail(
    "members/fee_receipt",
    _l("Ricevuta della quota %(year)s", year="{anno}"),
    paragraphs(
        GREETING,
        _l(
            "abbiamo ricevuto %(amount)s per la quota associativa %(year)s. La ricevuta è la n. %(number)s.",
            amount="{importo}",
            year="{anno}",
            number="{numero}",
        ),
        "{resta}",
        "{dove_si_legge}",
        "{link}",
        "{detrazioni}",
    ),
    (
        NAME,
        YEAR,
        Placeholder("importo", _l("Quanto è arrivato"), money_of("cents"), required=True),
        Placeholder("numero", _l("Il numero della ricevuta"), said("number"), required=True),
        sentence("dove_si_legge", _l("La frase che dice dov'è la ricevuta"), _where_to_read),
        sentence("detrazioni", _l("La frase sulle tasse: la quota non si detrae"), _no_benefit),
        sentence("resta", _l("La frase che dice quanto manca, se manca"), _still_left),
        FEES,
    ),
)

FEE_LAPSE = EditableMail(
    "members/fee_lapse",
    _l("Decisione del consiglio direttivo, %(name)s", name="{associazione}"),
    paragraphs(
        GREETING,
        "{decisione} {di_chi}",
        _l(
            "Chi non è d'accordo può ricorrere nei modi che lo statuto prevede. Chi vuole tornare fra i soci può presentare una "
            "nuova domanda: per noi resta sempre la porta aperta."
        ),
    ),
    (
        NAME,
        sentence("decisione", _l("La frase con la delibera, e da quando vale"), _lapsed),
        sentence("di_chi", _l("Di chi è l'iscrizione, se chi riceve risponde per un'altra persona"), _whose_membership),
    ),
)


def _heading(context: Context) -> str:
    if context["paper"]:  # the letterhead has it
        return ""
    return f"{context['heading']}\n{_('Protocollo n. %(number)s', number=context['number'])}"


def _to_whom(context: Context) -> str:
    guardian = [_("che esercita la responsabilità su %(name)s", name=context["minor"])] if context["minor"] else []
    return "\n".join(map(str, (_("A %(name)s", name=context["name"]), *guardian)))


def _meeting(context: Context) -> str:
    return "" if context["paper"] else f"{context['meeting_title']}\n{datetime_full(context['when'])}"


def _online(context: Context) -> Lines:
    label = str(_("La sala in linea, solo per chi è convocato:")).rstrip(":")
    return [(label, context["online_url"])] if context["online_url"] else []


def _proxy(context: Context) -> str:
    if not context["proxies"]:
        return ""
    if not context["paper"]:
        return str(
            _(
                "Chi non può venire può dare una delega dalla stessa pagina, o firmare il modulo che si scarica lì. "
                "Ogni persona può riceverne al massimo %(number)s.",
                number=context["proxies"],
            )
        )
    when = datetime_full(context["when"])
    lines = (
        _("DELEGA (se serve, da consegnare firmata)"),
        _("Io sottoscritto/a ______________________________________"),
        _("delego ______________________________________________"),
        _(
            "a rappresentarmi e a votare per me nella riunione «%(title)s» del %(when)s.",
            title=context["meeting_title"],
            when=when,
        ),
        _("Data ______________  Firma ____________________________"),
        _(
            "Il nome di chi riceve la delega va scritto; ogni persona può riceverne al massimo %(number)s.",
            number=context["proxies"],
        ),
    )
    return "\n\n".join(map(str, lines))


CONVOCATION = EditableMail(
    "members/meeting_notice",
    _l("Convocazione, cambiamento o disdetta – il giorno e l'ora"),
    paragraphs(
        "{intestazione}",
        "{a_chi}",
        "{riunione}",
        "{testo}",
        "{sala}",
        _l("Documenti e calendario, nell'area personale:"),
        "{link}",
        "{delega}",
    ),
    (
        sentence("intestazione", _l("Che cosa è (convocazione, cambiamento, disdetta), e il protocollo"), _heading),
        sentence("a_chi", _l("A chi è diretta"), _to_whom),
        sentence("riunione", _l("Il titolo, il giorno e l'ora"), _meeting),
        sentence(
            "testo", _l("Il testo scritto per questa riunione: chiamate, luogo e ordine del giorno"), said("text")
        ),
        sentence("sala", _l("L'indirizzo della sala in linea, se c'è"), _online),
        sentence("delega", _l("Come si dà una delega, se si può"), _proxy),
        Placeholder("link", _l("La pagina della riunione"), said("link"), True, _l("Apri la riunione")),
    ),
    fixed_subject=_l("Deve dire sempre se è una convocazione, un cambiamento o una disdetta, e di quale giorno."),
)
