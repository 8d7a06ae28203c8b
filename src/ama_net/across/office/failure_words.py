"""Why a mail did not leave, as the office says it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

FAILURES: tuple[tuple[str, LazyString], ...] = (
    (
        "refused",
        _l("Il server del destinatario l'ha rifiutato: l'indirizzo è sbagliato o la casella non accetta posta."),
    ),
    ("address", _l("L'indirizzo non è scritto in modo corretto.")),
    ("in doubt", _l("Il server di posta non ha detto se l'ha preso: si riprova, e può arrivare due volte.")),
    ("interrupted", _l("La consegna si è interrotta più volte.")),
    ("later", _l("Il server del destinatario ha chiesto di riprovare più tardi.")),
    ("40", _l("Il servizio che spedisce rifiuta la chiave o il dominio con cui il sistema accede.")),
    (
        "SMTPAuthenticationError",
        _l("Il nostro server di posta rifiuta il nome o la password con cui il sistema accede."),
    ),
    ("SMTPNotSupportedError", _l("Il nostro server di posta non offre la cifratura: senza, non parte nulla.")),
    ("SSLCertVerificationError", _l("Il certificato del nostro server di posta non è valido.")),
)
"""How a mail's failure begins, and what it means."""

LATER = _l("Il server di posta non ha risposto.")


def failure_in_words(failure: str) -> LazyString | str:
    """Why a mail did not leave, in words; nothing when it did."""
    if not failure:
        return ""
    return next((words for beginning, words in FAILURES if failure.startswith(beginning)), LATER)


RETURNS: tuple[tuple[str, LazyString], ...] = (
    ("5.1.", _l("L'indirizzo non esiste, o non esiste più.")),
    ("5.2.2", _l("La casella di chi riceve è piena.")),
    ("4.2.2", _l("La casella di chi riceve è piena.")),
    ("5.2.", _l("La casella di chi riceve non accetta posta.")),
    ("5.7.", _l("Il server di chi riceve non ha voluto il messaggio.")),
)
"""How the code of a mail that came back begins (RFC 3463), and what it means."""


def return_in_words(code: str) -> LazyString:
    """Why a mail came back, in words."""
    return next(
        (words for start, words in RETURNS if code.startswith(start)), _l("Il messaggio non è stato consegnato.")
    )
