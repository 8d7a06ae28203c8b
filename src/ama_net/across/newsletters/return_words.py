"""What came back, and where it is read, in words."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.across.newsletters.models import FeedbackKind, MailReturn, ReturnKind

KINDS: dict[str, LazyString] = {
    ReturnKind.HARD: _l("Indirizzo che non esiste"),
    ReturnKind.SOFT: _l("Per ora non arriva"),
    ReturnKind.COMPLAINT: _l("Segnalato come indesiderato"),
}
SIGNS = {ReturnKind.HARD: "danger", ReturnKind.SOFT: "warn", ReturnKind.COMPLAINT: "danger"}

SOURCES: dict[str, Any] = {
    FeedbackKind.IMAP: _l("Casella di posta (IMAP)"),
    FeedbackKind.POP: _l("Casella di posta (POP)"),
    FeedbackKind.SES: "Amazon SES",
    FeedbackKind.BREVO: "Brevo",
    FeedbackKind.POSTMARK: "Postmark",
    FeedbackKind.MAILGUN: "Mailgun",
}
WHEN: dict[str, LazyString] = {
    FeedbackKind.IMAP: _l("La via più semplice: una casella che serve solo a questo, letta ogni dieci minuti."),
    FeedbackKind.POP: _l("Come la prima, quando il server non offre IMAP."),
    FeedbackKind.SES: _l("Se la posta parte da Amazon SES: avvisa attraverso un argomento di Amazon SNS."),
    FeedbackKind.BREVO: _l("Se la posta parte da Brevo."),
    FeedbackKind.POSTMARK: _l("Se la posta parte da Postmark."),
    FeedbackKind.MAILGUN: _l("Se la posta parte da Mailgun."),
}
WHERE: dict[str, LazyString] = {
    FeedbackKind.SES: _l(
        "In Amazon SNS si aggiunge all'argomento un abbonamento HTTPS con questo indirizzo: la conferma arriva da sola. "
        "In SES si scelgono le notifiche di rimbalzi e reclami, con le intestazioni originali."
    ),
    FeedbackKind.BREVO: _l(
        "In Brevo, tra i webhook della posta transazionale, si aggiunge questo indirizzo e si scelgono gli eventi hard "
        "bounce, soft bounce, invalid email, blocked e spam."
    ),
    FeedbackKind.POSTMARK: _l(
        "In Postmark, tra i webhook del server, si aggiunge questo indirizzo e si scelgono gli eventi Bounce e Spam "
        "complaint."
    ),
    FeedbackKind.MAILGUN: _l(
        "In Mailgun, tra i webhook del dominio, si aggiunge questo indirizzo per gli eventi Permanent failure e Spam "
        "complaints."
    ),
}
"""What to do at the service; the words in its own language are those of its pages."""

FULL, POLICY = (".2.2", ".3.1"), (".7.", ".6.")


def why(row: MailReturn) -> LazyString:
    """Why a mail came back."""
    if row.kind == ReturnKind.COMPLAINT:
        return _l("Chi l'ha ricevuto l'ha segnato come posta non voluta.")
    if row.kind == ReturnKind.HARD:
        return _l("La casella non c'è, o non c'è più.")
    if row.code[1:] in FULL:
        return _l("La casella è piena.")
    if row.code[1:4] in POLICY:
        return _l("Il server di chi riceve non ha voluto il messaggio.")
    return _l("Il server di chi riceve non l'ha potuto consegnare.")
