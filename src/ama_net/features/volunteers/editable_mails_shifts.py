"""The mails about shifts that an association may say in its own words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ama_net.foundation.web.pages import datetime_words
from ama_net.kernel.outbox.editable import Context, EditableMail, Lines, Placeholder
from ama_net.kernel.outbox.placeholders import (
    GREETING,
    NAME,
    Words,
    either,
    link,
    moment_of,
    paragraphs,
    said,
    sentence,
)


def _shift(context: Context) -> Lines:
    first = _("Verresti tu") if context.get("back_at") else _("Quando")
    lines = ((first, "when"), (_("Che cosa"), "label"), (_("Dove"), "where"))
    return [(str(name), str(context[key])) for name, key in lines if context[key]]


def _why_not(context: Context) -> str:
    return str(_("Il motivo: %(reason)s", reason=context["why_not"])) if context["why_not"] else ""


def _before(context: Context) -> str:
    return str(_("Prima era: %(when)s.", when=context["was"])) if context["was"] else ""


_taken_off = either(
    "clash",
    _l(
        "questo turno ha cambiato orario e, da quanto ci risulta, con quello nuovo non puoi venire: "
        "il tuo posto è di nuovo libero."
    ),
    _l("la segreteria ha tolto il tuo nome da questo turno."),
)


def _offer(context: Context) -> str:
    if context["back_at"]:
        return str(_("%(giver)s ti propone di scambiarvi un turno.", giver=context["giver"]))
    return str(_("%(giver)s non può venire a un turno e cerca chi vada al suo posto.", giver=context["giver"]))


def _in_return(context: Context) -> str:
    if not context["back_at"]:
        return ""
    when, label = datetime_words(context["back_at"]), context["back_label"]
    return str(_("In cambio lasci il tuo turno di %(when)s (%(label)s).", when=when, label=label))


def _how_many(context: Context) -> str:
    return str(
        ngettext(
            "In un turno delle prossime %(hours)s ore mancano persone:",
            "In %(num)s turni delle prossime %(hours)s ore mancano persone:",
            len(context["shifts"]),
            hours=context["hours"],
        )
    )


def _which(context: Context) -> str:
    return "\n".join(f"- {when}" for when in context["shifts"])


DAY = Placeholder("giorno", _l("Il giorno e l'ora, in breve"), moment_of("starts_at"))
SHIFT = sentence("turno", _l("Quando, che cosa e dove"), _shift)
WHY_NOT = sentence("motivo", _l("Il motivo, se è scritto"), _why_not)
PAGE = link(_l("Apri il turno"))


def _mail(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...] = (PAGE,)) -> EditableMail:
    return EditableMail(f"volunteers/{name}", subject, paragraphs(GREETING, *words), (NAME, SHIFT, DAY, *values))


def _office(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...]) -> EditableMail:
    return EditableMail(f"volunteers/{name}", subject, paragraphs(*words), values)


SHIFT_MAILS = [
    _mail(
        "shift_reminder",
        _l("Promemoria: turno di volontariato, %(when)s", when="{giorno}"),
        _l("ti aspettiamo per il tuo turno."),
        "{turno}",
        "{link}",
        _l(
            "Non puoi venire? Apri la pagina del turno: da lì chiedi a un'altra persona di venire al tuo posto o, se fai in "
            "tempo, lasci il turno. All'ultimo momento chiama la segreteria."
        ),
    ),
    _mail(
        "shift_assigned",
        _l("Turno di volontariato, %(when)s", when="{giorno}"),
        _l("la segreteria ti ha messo in un turno."),
        "{turno}",
        "{link}",
        _l(
            "Non puoi venire? Apri la pagina del turno: da lì puoi lasciarlo, se fai in tempo, o chiedere a un'altra persona."
        ),
    ),
    _mail(
        "shift_changed",
        _l("Turno di volontariato cambiato, %(when)s", when="{giorno}"),
        _l("è cambiato qualcosa di un tuo turno. Ora è così:"),
        "{turno}",
        "{prima}",
        "{link}",
        values=(sentence("prima", _l("La frase che dice quand'era prima, se cambia l'ora"), _before), PAGE),
    ),
    _mail(
        "shift_cancelled",
        _l("Turno di volontariato annullato, %(when)s", when="{giorno}"),
        _l("questo turno non si fa più: sei libera o libero."),
        "{turno}",
        "{motivo}",
        values=(WHY_NOT,),
    ),
    _mail(
        "shift_removed",
        _l("Turno di volontariato, %(when)s: non serve che tu venga", when="{giorno}"),
        "{perche}",
        "{turno}",
        _l("Se non te lo aspettavi, chiama la segreteria."),
        values=(sentence("perche", _l("La frase che dice perché"), _taken_off),),
    ),
    _mail(
        "swap_offered",
        _l("Cambio di turno, %(when)s: puoi tu?", when="{giorno}"),
        "{proposta}",
        "{turno}",
        "{in_cambio}",
        "{link}",
        _l("Se non rispondi non cambia niente."),
        values=(
            sentence("proposta", _l("La frase che dice chi lo chiede"), _offer),
            sentence("in_cambio", _l("La frase che dice quale turno si lascia, se è uno scambio"), _in_return),
            link(_l("Rispondi")),
        ),
    ),
    EditableMail(
        "volunteers/swap_answered",
        _l("Il cambio di turno, %(when)s", when="{giorno}"),
        paragraphs(GREETING, "{risposta}", "{link}"),
        (NAME, sentence("risposta", _l("La frase che dice com'è andata"), said("answer")), DAY, PAGE),
    ),
]

TO_THE_OFFICE = [
    _office(
        "shift_uncovered",
        _l("Un turno vicino è rimasto scoperto"),
        _l("Chi doveva venire ha lasciato il turno di %(when)s: ora le persone non bastano.", when="{quando}"),
        "{link}",
        values=(sentence("quando", _l("Il giorno e le ore del turno"), said("when")), PAGE),
    ),
    _office(
        "shifts_short",
        _l("Turni senza abbastanza persone"),
        "{quanti}",
        "{turni}",
        "{link}",
        values=(
            sentence("quanti", _l("La frase che dice quanti sono"), _how_many),
            sentence("turni", _l("I turni, uno per riga"), _which),
            link(_l("Apri i turni")),
        ),
    ),
    _office(
        "swap_to_confirm",
        _l("Uno scambio di turno da confermare"),
        _l(
            "Due volontari si sono accordati per un cambio di turno. Aspettano la conferma della segreteria: fino ad allora "
            "viene chi aveva il turno."
        ),
        "{link}",
        values=(link(_l("Apri gli scambi")),),
    ),
]
