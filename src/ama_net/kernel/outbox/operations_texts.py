"""Saving a mail in the association's own words, and going back to ours. For who may act on mail (``MAIL_EDIT``)."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.foundation.web.forms import one_line, plain_text
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.outbox.checking_words import TextFaults, faults_of
from ama_net.kernel.outbox.editable import EditableMail, editable_mails
from ama_net.kernel.outbox.models_sending import MailText
from ama_net.kernel.outbox.own_words import forget_own_texts
from ama_net.kernel.tenancy import current_tenant_id

PUT_BACK = "mail_text.put_back"


class TextChanged(Exception):
    """Somebody else changed the text meanwhile; ``row`` is theirs, None when they went back to ours."""

    def __init__(self, row: MailText | None) -> None:
        super().__init__("changed")
        self.row = row


def text_of(template: str, language: str) -> MailText | None:
    """The association's own text of a mail in a language, if it has one."""
    return db.session.scalar(select(MailText).where(MailText.template == template, MailText.language == language))


def save_text(mail: EditableMail, language: str, *, subject: str, body: str, version: int, by: Actor) -> MailText:
    """Keep a mail in the association's own words; from now on it leaves so.

    Args:
        version: the version that was read before writing, 0 when it was still ours.

    Raises:
        TextFaults: a value is missing, or is not of this mail.
        TextChanged: somebody else saved meanwhile; nothing was changed.
    """
    subject, body = "" if mail.fixed_subject else one_line(subject), plain_text(body)
    faults = faults_of(mail, subject, body)
    if faults:
        raise TextFaults(faults)
    row = _held(mail.template, language, version)
    if row is None:
        row = MailText(template=mail.template, language=language, version=0)
        db.session.add(row)
    elif (row.subject, row.body, row.failed_at) == (subject, body, None):
        return row
    row.subject, row.body, row.failed_at = subject, body, None
    row.version, row.updated_at, row.updated_by = version + 1, now(), by.account_id
    db.session.flush()
    forget_own_texts()
    record(by=by, verb="mail_text.changed", subject=row, changes={"template": mail.template})
    return row


def put_back(mail: EditableMail, language: str, *, version: int, by: Actor) -> dict[str, Any] | None:
    """Go back to our words.

    Returns:
        What undoing it needs; None when they were ours already.

    Raises:
        TextChanged: somebody else saved meanwhile; nothing was changed.
    """
    row = _held(mail.template, language, version)
    if row is None:
        return None
    kept = {"template": row.template, "language": language, "subject": row.subject, "body": row.body}
    record(by=by, verb=PUT_BACK, subject=row, changes={"template": mail.template})
    db.session.delete(row)
    db.session.flush()
    forget_own_texts()
    return kept


@undoable(PUT_BACK, Permission.MAIL_EDIT)
def take_again(payload: dict[str, Any], *, by: Actor) -> None:
    """Take the association's words again, unless others were written meanwhile."""
    try:
        mail = editable_mails()[payload["template"]]
        save_text(mail, payload["language"], subject=payload["subject"], body=payload["body"], version=0, by=by)
    except (KeyError, TextFaults, TextChanged) as error:
        raise CannotUndo(_("Nel frattempo questo testo è cambiato: non si può più annullare.")) from error


def _held(template: str, language: str, version: int) -> MailText | None:
    hold(f"outbox:text:{current_tenant_id()}:{template}:{language}")
    row = text_of(template, language)
    if row is not None:
        db.session.refresh(row, with_for_update=True)
    if (row.version if row is not None else 0) != version:
        raise TextChanged(row)
    return row
