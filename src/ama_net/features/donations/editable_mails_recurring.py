"""The mails about gifts that come back that an association may say in its own words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.foundation.web.pages import day_words, money
from ama_net.kernel.outbox.editable import Context, EditableMail, Placeholder
from ama_net.kernel.outbox.placeholders import Words, hello, link, money_of, paragraphs, said, sentence


def _how_much(context: Context) -> dict[str, Any]:
    return {"amount": money(context["amount_cents"]), "every": context["every"]}


def _changed_subject(context: Context) -> str:
    if context["change"] == "paused":
        return str(_("La tua donazione è in pausa"))
    if context["change"] == "resumed":
        return str(_("La tua donazione riprende"))
    return str(_("La tua donazione ha un nuovo importo"))


def _changed(context: Context) -> str:
    much = _how_much(context)
    if context["change"] == "changed":
        return str(_("dalla prossima volta la tua donazione è di %(amount)s %(every)s. Grazie.", **much))
    if context["change"] == "paused":
        return str(
            _(
                "la tua donazione di %(amount)s %(every)s è in pausa: non prendiamo niente finché non la fai ripartire.",
                **much,
            )
        )
    return str(_("la tua donazione di %(amount)s %(every)s riprende. Grazie.", **much))


def _ended(context: Context) -> str:
    much = _how_much(context)
    if context["why"] == "unpaid":
        return str(
            _(
                "abbiamo provato più volte, ma la tua donazione di %(amount)s %(every)s non è riuscita: l'abbiamo fermata.",
                **much,
            )
        )
    return str(_("la tua donazione di %(amount)s %(every)s è finita: non prendiamo più niente.", **much))


def _late(context: Context) -> str:
    much = _how_much(context)
    if context["series"].started_on:
        return str(_("aspettavamo il bonifico della tua donazione di %(amount)s %(every)s, e non lo vediamo.", **much))
    return str(
        _("volevi donare %(amount)s %(every)s con un ordine permanente, ma il primo bonifico non lo vediamo.", **much)
    )


def _change_it_there(context: Context) -> str:
    is_order = context["series"].way == "transfer"
    return str(_("È un ordine permanente della tua banca: cambialo anche lì.")) if is_order else ""


def _stop_it_there(context: Context) -> str:
    is_order = context["series"].way == "transfer"
    return str(_("È un ordine permanente della tua banca: fermalo anche lì.")) if is_order else ""


HELLO = hello("called")
AMOUNT = Placeholder("importo", _l("Quanto"), money_of("amount_cents"), required=True)
EVERY = Placeholder("ogni_quanto", _l("«Ogni mese» o «ogni anno»"), said("every"))
METHOD = sentence(
    "carta_o_conto", _l("La carta o il conto, con le ultime cifre"), lambda context: context["series"].method
)
OWN = link(_l("Apri la tua donazione"))
RENEW = link(_l("Cambia carta o conto"))
MUCH = {"amount": "{importo}", "every": "{ogni_quanto}"}


def _mail(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...]) -> EditableMail:
    return EditableMail(f"donations/recurring_{name}", subject, paragraphs("{saluto}", *words), (HELLO, *values))


RECURRING_MAILS = [
    _mail(
        "changed",
        "{novita}",
        "{cambio}",
        "{banca}",
        _l("Se non l'hai chiesto tu, scrivici."),
        "{link}",
        values=(
            Placeholder("novita", _l("Che cosa è cambiato, in breve"), _changed_subject),
            sentence("cambio", _l("La frase che dice che cosa è cambiato"), _changed),
            sentence("banca", _l("La frase per chi ha un ordine permanente"), _change_it_there),
            OWN,
        ),
    ),
    _mail(
        "debit",
        _l("La tua donazione: avviso di addebito"),
        _l(
            "il %(day)s, o nei giorni subito dopo, la tua banca pagherà %(amount)s con un addebito sul tuo conto (%(method)s). "
            "È la tua donazione che si ripete.",
            day="{giorno}",
            amount="{importo}",
            method="{carta_o_conto}",
        ),
        _l(
            "Non devi fare niente. Se vuoi cambiare importo, metterla in pausa o fermarla, puoi farlo prima di quel giorno:"
        ),
        "{link}",
        "{rimborso}",
        values=(
            sentence("giorno", _l("Il giorno dell'addebito"), lambda context: day_words(context["on"])),
            AMOUNT,
            METHOD,
            OWN,
            sentence(
                "rimborso",
                _l("La frase sul rimborso che si può chiedere alla banca"),
                lambda _context: str(_("Puoi chiedere il rimborso alla tua banca entro otto settimane dall'addebito.")),
            ),
        ),
    ),
    _mail(
        "failed",
        _l("La tua donazione non è riuscita"),
        _l(
            "questa volta la tua donazione di %(amount)s %(every)s non è riuscita. Può succedere: una carta scaduta o "
            "cambiata, un conto con troppo poco.",
            **MUCH,
        ),
        _l("Riproviamo da soli. Se la carta o il conto sono cambiati, metti qui quelli nuovi:"),
        "{link}",
        _l("Dalla stessa pagina puoi anche mettere in pausa o fermare la donazione."),
        values=(AMOUNT, EVERY, RENEW),
    ),
    _mail(
        "expiring",
        _l("La tua donazione: la carta sta per scadere"),
        _l(
            "la carta con cui doni %(amount)s %(every)s (%(method)s) scade il %(day)s.",
            method="{carta_o_conto}",
            day="{giorno}",
            **MUCH,
        ),
        _l("Se vuoi continuare, metti qui quella nuova:"),
        "{link}",
        values=(
            AMOUNT,
            EVERY,
            METHOD,
            sentence(
                "giorno",
                _l("Il giorno in cui la carta scade"),
                lambda context: day_words(context["series"].method_expires_on),
            ),
            RENEW,
        ),
    ),
    _mail(
        "late",
        _l("La tua donazione che si ripete"),
        "{avviso}",
        _l(
            "Se lo hai fatto, grazie: forse manca il codice %(reference)s nella causale. Scrivici e lo cerchiamo insieme.",
            reference="{codice}",
        ),
        _l("Hai cambiato idea? Va bene lo stesso: da qui la fermi, e non ti scriviamo più."),
        "{link}",
        values=(
            sentence("avviso", _l("La frase che dice quale bonifico manca"), _late),
            sentence("codice", _l("Il codice da scrivere nella causale"), lambda context: context["series"].reference),
            OWN,
        ),
    ),
    _mail(
        "ended",
        _l("La tua donazione che si ripete è finita"),
        "{fine}",
        "{banca}",
        _l("Grazie di quello che hai donato. Le ricevute restano tue."),
        "{link}",
        values=(
            sentence("fine", _l("La frase che dice com'è finita"), _ended),
            sentence("banca", _l("La frase per chi ha un ordine permanente"), _stop_it_there),
            OWN,
        ),
    ),
]
"""In the order of the pages."""
