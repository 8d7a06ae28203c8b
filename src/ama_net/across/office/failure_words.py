"""Why a mail did not leave, as the office says it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

FAILURES: tuple[tuple[str, LazyString], ...] = (
    (
        "refused",
        _l("Il server del destinatario l'ha rifiutato: l'indirizzo è sbagliato o la casella non accetta posta."),
    ),
    ("address", _l("L'indirizzo non è scritto in modo corretto.")),
    ("interrupted", _l("La consegna si è interrotta più volte.")),
    (
        "SMTPAuthenticationError",
        _l("Il nostro server di posta rifiuta il nome o la password con cui il sistema accede."),
    ),
)
"""How a mail's failure begins, and what it means."""

LATER = _l("Il server di posta non ha risposto.")


def failure_in_words(failure: str) -> LazyString | str:
    """Why a mail did not leave, in words; nothing when it did."""
    if not failure:
        return ""
    return next((words for beginning, words in FAILURES if failure.startswith(beginning)), LATER)
