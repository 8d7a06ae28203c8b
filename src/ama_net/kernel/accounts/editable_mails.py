"""The mails about signing in that an association may say in its own words: never without the link they are for."""

from flask_babel import lazy_gettext as _l

from ama_net.kernel.outbox.editable import EditableMail, Placeholder
from ama_net.kernel.outbox.placeholders import HELLO, Words, either, link, paragraphs, sentence

ACCESS = _l("Il tuo accesso per %(name)s", name="{associazione}")


def _mail(name: str, subject: Words, *words: Words, values: tuple[Placeholder, ...]) -> EditableMail:
    return EditableMail(f"accounts/{name}", subject, paragraphs("{saluto}", *words), (HELLO, *values))


_second_step = either(
    "is_on",
    _l("Da ora, per accedere, dopo la password serve anche un codice del telefono."),
    _l("Da ora, per accedere, basta la password: il codice del telefono non serve più."),
)


INVITATION = _mail(
    "invitation",
    ACCESS,
    _l("%(name)s ha preparato un accesso per te. Per cominciare scegli una password.", name="{associazione}"),
    "{link}",
    _l("Il collegamento vale sette giorni e funziona una volta sola. Se è scaduto, chiedine un altro alla segreteria."),
    values=(link(_l("Scegli la password")),),
)
SIGN_IN = _mail(
    "sign_in_link",
    _l("Il tuo link per entrare: %(name)s", name="{associazione}"),
    _l("Con questo link entri nella tua area senza password."),
    "{link}",
    _l("Vale 15 minuti e funziona una volta sola."),
    values=(link(_l("Entra")),),
)
RESET = _mail(
    "reset",
    _l("Una nuova password per %(name)s", name="{associazione}"),
    _l("Qualcuno, forse tu, ha chiesto di cambiare la password del tuo accesso."),
    "{link}",
    _l("Il collegamento vale un'ora e funziona una volta sola."),
    values=(link(_l("Scegli un'altra password")),),
)
PASSWORD_CHANGED = _mail(
    "password_changed",
    ACCESS,
    _l("La password del tuo accesso è cambiata, e tutti i dispositivi sono stati scollegati."),
    _l("Se non l'hai cambiata tu, scegline subito un'altra:"),
    "{link}",
    values=(link(_l("Scegli un'altra password")),),
)
EMAIL_CHANGE = _mail(
    "email_change",
    _l("Conferma il tuo indirizzo per %(name)s", name="{associazione}"),
    _l("Hai chiesto di accedere con questo indirizzo. Confermalo aprendo il collegamento."),
    "{link}",
    _l("Il collegamento vale un giorno e funziona una volta sola."),
    values=(link(_l("Conferma l'indirizzo")),),
)
EMAIL_CHANGED = _mail(
    "email_changed",
    ACCESS,
    _l("L'indirizzo e-mail con cui accedi è cambiato: da ora vale quello nuovo."),
    _l("Se non sei stato tu, o non sei stata tu, scrivi o telefona subito alla segreteria: i recapiti sono qui sotto."),
    values=(),
)
SECOND_STEP = _mail(
    "second_factor",
    ACCESS,
    "{cambio}",
    _l("Se non è una tua scelta, controlla il tuo accesso e avvisa la segreteria:"),
    "{link}",
    values=(
        sentence("cambio", _l("La frase che dice che cosa è cambiato"), _second_step),
        link(_l("Controlla il tuo accesso")),
    ),
)
LOCKED = _mail(
    "locked",
    ACCESS,
    _l(
        "Qualcuno ha sbagliato molte volte la password o il codice del tuo accesso. Per un quarto d'ora non si può "
        "accedere; poi si riapre da solo."
    ),
    _l("Se hai dimenticato la password puoi sceglierne un'altra subito:"),
    "{link}",
    _l("Se i tentativi non erano tuoi, l'accesso è rimasto chiuso: non serve fare altro."),
    values=(link(_l("Scegli un'altra password")),),
)

EDITABLE_MAILS = [INVITATION, SIGN_IN, RESET, PASSWORD_CHANGED, EMAIL_CHANGE, EMAIL_CHANGED, SECOND_STEP, LOCKED]
"""In the order of the pages."""
