"""The mails to who subscribes, and to who writes newsletters, that an association may say in its own words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.kernel.outbox.editable import Context, EditableMail, Placeholder
from ama_net.kernel.outbox.placeholders import HELLO, Words, either, link, paragraphs, said, sentence

NAMED = {"name": "{associazione}"}
DAYS = sentence("giorni", _l("Per quanti giorni vale il link"), said("days"), required=False)
CHOICES = link(_l("Cambia che cosa ricevi"))
ASK_AGAIN = _l(
    "Il link vale %(days)s giorni. Dopo, chiedine uno nuovo con «Cambia che cosa ricevi», in fondo a ogni newsletter.",
    days="{giorni}",
)
VALID = _l("Vale %(days)s giorni.", days="{giorni}")


def _mail(name: str, subject: Words, *words: Words, button: Placeholder) -> EditableMail:
    return EditableMail(f"newsletters/{name}", subject, paragraphs("{saluto}", *words), (HELLO, button, DAYS))


CONFIRM = _mail(
    "confirm",
    _l("Conferma l'iscrizione alla newsletter: %(name)s", **NAMED),
    _l(
        "qualcuno ha scritto questo indirizzo per ricevere la newsletter di %(name)s. Sei tu? Conferma: prima di allora non ti "
        "scriviamo.",
        **NAMED,
    ),
    "{link}",
    VALID,
    button=link(_l("Conferma l'iscrizione")),
)
WELCOME = _mail(
    "welcome",
    _l("Ora ricevi la newsletter: %(name)s", **NAMED),
    _l("grazie: la tua iscrizione alla newsletter di %(name)s è confermata.", **NAMED),
    _l(
        "Da qui scegli che cosa ricevere, il nome e la lingua. Per non ricevere più niente basta un clic, in fondo a ogni "
        "newsletter."
    ),
    "{link}",
    ASK_AGAIN,
    button=CHOICES,
)
ALREADY = _mail(
    "already",
    _l("La tua iscrizione alla newsletter: %(name)s", **NAMED),
    _l("ricevi già la newsletter di %(name)s: non serve fare niente.", **NAMED),
    _l("Da qui cambi che cosa ricevi, o smetti di riceverla."),
    "{link}",
    ASK_AGAIN,
    button=CHOICES,
)
CHANGE = _mail(
    "choices",
    _l("Cambia che cosa ricevi: %(name)s", **NAMED),
    _l("da qui cambi che cosa ricevi da %(name)s, o smetti di riceverlo.", **NAMED),
    "{link}",
    VALID,
    button=CHOICES,
)
STAY = EditableMail(
    "newsletters/stay",
    _l("Vuoi continuare a ricevere la newsletter? %(name)s", **NAMED),
    paragraphs(
        "{saluto}",
        _l(
            "la newsletter di %(name)s non arriva più a questa casella. Se è stato uno sbaglio, da qui continui a riceverla.",
            **NAMED,
        ),
        "{link}",
        _l("Va bene entro un'ora da quando è stata disdetta. Dopo, ci si iscrive di nuovo."),
    ),
    (HELLO, link(_l("Continua a riceverla"))),
)


def _what_awaits(context: Context) -> str:
    words = (
        _("Una newsletter aspetta di essere approvata")
        if context["approves"]
        else _("Una newsletter aspetta di essere spedita")
    )
    return str(words)


_what_to_do = either(
    "approves",
    _l(
        "Qualcuno ha finito di scrivere una newsletter. Prima di partire va letta: poi si approva, oppure si rimanda a chi l'ha scritta."
    ),
    _l("Qualcuno ha finito di scrivere una newsletter: la spedisce chi può farlo."),
)


_where_to_change = either("to_change", _l("Che cosa va cambiato è scritto lì."))


TO_APPROVE = EditableMail(
    "newsletters/to_approve",
    "{novita}",
    paragraphs("{che_cosa_fare}", "{link}"),
    (
        Placeholder("novita", _l("Se aspetta di essere approvata, o spedita"), _what_awaits),
        sentence("che_cosa_fare", _l("La frase che dice che cosa fare"), _what_to_do),
        link(_l("Leggi la newsletter")),
    ),
)
APPROVED = EditableMail(
    "newsletters/approved",
    _l("La newsletter è approvata"),
    paragraphs(_l("Un'altra persona ha letto la newsletter e l'ha approvata: adesso si può farla partire."), "{link}"),
    (link(_l("Apri la newsletter")),),
)
GIVEN_BACK = EditableMail(
    "newsletters/given_back",
    _l("La newsletter è tornata in bozza"),
    paragraphs(
        _l(
            "Un'altra persona ha letto la newsletter e l'ha rimandata in bozza: si può cambiare, e consegnare di nuovo."
        ),
        "{da_cambiare}",
        "{link}",
    ),
    (
        sentence("da_cambiare", _l("La frase che dice dov'è scritto che cosa cambiare"), _where_to_change),
        link(_l("Apri la newsletter")),
    ),
)

STOPPED = EditableMail(
    "newsletters/stopped",
    "{in_breve}",
    paragraphs("{perche}", "{link}"),
    (
        Placeholder("in_breve", _l("Se si è fermata, o non è partita"), said("in_short")),
        sentence("perche", _l("La frase che dice perché"), said("why")),
        link(_l("Apri la newsletter")),
    ),
)

EDITABLE_MAILS = [CONFIRM, WELCOME, ALREADY, CHANGE, STAY, TO_APPROVE, APPROVED, GIVEN_BACK, STOPPED]
"""In the order of the pages."""
