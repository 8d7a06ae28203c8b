"""The mails to who gives that an association may say in its own words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.donations.editable_mails_recurring import RECURRING_MAILS
from ama_net.foundation.web.pages import day_words, money
from ama_net.kernel.outbox.editable import Context, EditableMail, Lines, Placeholder
from ama_net.kernel.outbox.placeholders import (
    HELLO,
    Words,
    button_of,
    either,
    hello,
    lines_of,
    link,
    money_of,
    paragraphs,
    said,
    sentence,
)


def _what_came(context: Context) -> str:
    if context["in_kind"]:
        return str(_("abbiamo ricevuto il tuo dono: %(what)s. Grazie.", what=context["in_kind"]))
    return str(_("la tua donazione di %(amount)s è arrivata. Grazie.", amount=money(context["cents"])))


def _what_for(context: Context) -> str:
    return str(_("È per «%(title)s».", title=context["campaign"])) if context.get("campaign") else ""


def _receipts(context: Context) -> Lines:
    return [(str(_("Ricevuta n. %(number)s (PDF)", number=number)), address) for number, address in context["receipts"]]


_comes_back = either("series", _l("È una donazione che si ripete."))


def _to_transfer(context: Context) -> str:
    amount = money(context["cents"])
    if context["every"] == "month":
        words = _(
            "grazie. Per donare %(amount)s ogni mese imposta nella tua banca un bonifico ricorrente con questi dati:",
            amount=amount,
        )
    elif context["every"] == "year":
        words = _(
            "grazie. Per donare %(amount)s ogni anno imposta nella tua banca un bonifico ricorrente con questi dati:",
            amount=amount,
        )
    else:
        words = _("grazie. Per donare %(amount)s fai un bonifico con questi dati:", amount=amount)
    return str(words)


_refund = either(
    "done",
    _l("ti abbiamo restituito la tua donazione. Se avevi una ricevuta, non vale più."),
    _l("hai chiesto indietro la tua donazione: questa volta non possiamo restituirla."),
)


def _which_gift(context: Context) -> Lines:
    arrived = [(str(_("Arrivata il")), day_words(context["on"]))] if context["on"] else []
    return [(str(_("Importo")), money(context["cents"])), *arrived]


def _who_gave(context: Context) -> str:
    names = {"giver": context["giver"], "association": context["tenant"].name}
    if context["in_memory"]:
        if context["giver"]:
            return str(_("%(giver)s ha fatto una donazione per %(association)s in memoria di:", **names))
        return str(_("qualcuno ha fatto una donazione per %(association)s in memoria di:", **names))
    if context["giver"]:
        return str(_("%(giver)s ha fatto una donazione per %(association)s in onore di:", **names))
    return str(_("qualcuno ha fatto una donazione per %(association)s in onore di:", **names))


def _how_much(context: Context) -> Lines:
    return [(str(_("Importo")), money(context["cents"]))] if context["cents"] else []


CALLED, RECIPIENT = hello("called"), hello("recipient")
HOW_TO_PAY = sentence("dati_per_pagare", _l("I dati per il bonifico"), lines_of("lines"))
OWN = link(_l("Apri la tua donazione"))
AMOUNT = Placeholder("importo", _l("Quanto"), money_of("cents"), required=True)


def _mail(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...]) -> EditableMail:
    return EditableMail(f"donations/{name}", subject, paragraphs("{saluto}", *words), values)


PROMISES = [
    _mail("transfer_data", _l("La tua donazione: i dati per il bonifico"), "{come}", "{dati_per_pagare}",
          _l("Copia la causale così com'è: il codice ci fa riconoscere la tua donazione. Quando arriva ti mandiamo la ricevuta."),
          _l("Qui trovi i dati da copiare, e a che punto è la donazione:"), "{link}",
          _l("Hai cambiato idea? Dalla stessa pagina puoi annullarla. Se non fai il bonifico, non succede niente."),
          values=(CALLED, sentence("come", _l("La frase che dice quanto, e ogni quanto"), _to_transfer), HOW_TO_PAY, OWN)),
    _mail("transfer_reminder", _l("La tua donazione: il bonifico non è ancora arrivato"),
          _l("volevi donare %(amount)s, ma il bonifico non ci risulta arrivato. Se lo hai già fatto, grazie: forse manca il "
             "codice nella causale. Scrivici e lo cerchiamo insieme.", amount="{importo}"),
          _l("Se vuoi ancora farlo, questi sono i dati:"), "{dati_per_pagare}",
          _l("Hai cambiato idea? Va bene lo stesso: non ti scriviamo più. Qui puoi annullare la donazione:"), "{link}",
          values=(CALLED, AMOUNT, HOW_TO_PAY, OWN)),
    _mail("failed", _l("La tua donazione non è riuscita"),
          _l("la banca non ha accettato l'addebito di %(amount)s. Non è stato preso niente.", amount="{importo}"), "{link}",
          values=(HELLO, AMOUNT, link(_l("Prova di nuovo, o scegli il bonifico")))),
]  # fmt: skip

THANKS = _mail(
    "thanks",
    _l("Grazie: la tua donazione è arrivata"),
    "{arrivo} {campagna}",
    "{parole}",
    "{ricevute}",
    "{link}",
    "{si_ripete}",
    "{ricorrente}",
    values=(
        HELLO,
        sentence("arrivo", _l("La frase che dice che cosa è arrivato"), _what_came),
        sentence("ricevute", _l("Le ricevute da scaricare"), _receipts),
        sentence("parole", _l("Le parole scritte in ufficio per questa persona"), said("words")),
        sentence("campagna", _l("La frase che dice per quale raccolta è"), _what_for, required=False),
        OWN,
        sentence("si_ripete", _l("La frase che dice che si ripete, se lo fa"), _comes_back, required=False),
        button_of("ricorrente", _l("Cambia o ferma la donazione"), name="series"),
    ),
)

AFTERWARDS = [
    _mail("donor_link", _l("Il link per le tue donazioni: %(name)s", name="{associazione}"),
          _l("con questo link apri le tue donazioni: ricevute, riepiloghi dell'anno, quelle che si ripetono."), "{link}",
          _l("Vale 30 minuti e funziona una volta sola."), values=(HELLO, link(_l("Apri")))),
    _mail("refund_answer", _l("La tua donazione: risposta alla tua richiesta"), "{esito}", "{donazione}", "{risposta}",
          _l("Se qualcosa non torna, rispondi a questo messaggio."),
          values=(HELLO, sentence("esito", _l("La frase che dice com'è andata"), _refund),
                  sentence("donazione", _l("Quale donazione"), _which_gift),
                  sentence("risposta", _l("La risposta scritta in ufficio"), said("answer")))),
    _mail("tribute_card", _l("Un biglietto per te"), "{chi_dona}", "**{per_chi}**", "{dedica}", "{importo}",
          values=(RECIPIENT, sentence("chi_dona", _l("La frase che dice chi ha donato"), _who_gave),
                  sentence("per_chi", _l("La persona ricordata o festeggiata"), said("honoree")),
                  sentence("dedica", _l("Le parole di chi dona"), said("message")),
                  sentence("importo", _l("Quanto, se chi dona lo dice"), _how_much))),
]  # fmt: skip

EDITABLE_MAILS = [*PROMISES, THANKS, *RECURRING_MAILS, *AFTERWARDS]
"""In the order of the pages."""
