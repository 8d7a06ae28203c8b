"""What is typed of where returns are read: each kind of source has its own fields."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, PasswordField, StringField
from wtforms.validators import Length, NumberRange, Optional

from ama_net.across.newsletters.models import FeedbackKind, FeedbackSource
from ama_net.across.newsletters.operations.feedback import Source
from ama_net.across.newsletters.returns.mailboxes import PORTS
from ama_net.foundation.web.forms import WebForm, one_line, strip

LONGEST = 255


class MailboxForm(WebForm):
    """A mailbox, by IMAP or POP."""

    address = StringField(
        _l("Indirizzo della casella"),
        [Length(max=LONGEST)],
        filters=[one_line],
        description=_l("Per esempio ritorni@associazione.it. Deve accettare anche la posta con il segno + nel nome."),
    )
    host = StringField(
        _l("Server"),
        [Length(max=LONGEST)],
        filters=[one_line],
        description=_l("Lo dice chi dà la casella: per esempio imap.associazione.it."),
    )
    port = IntegerField(_l("Porta"), [Optional(), NumberRange(1, 65535)])
    username = StringField(_l("Nome per entrare"), [Length(max=LONGEST)], filters=[one_line])
    secret = PasswordField(_l("Password della casella"), [Length(max=LONGEST)], filters=[strip])


class TopicForm(WebForm):
    """The topic of Amazon SNS."""

    topic = StringField(
        _l("Nome dell'argomento (ARN)"),
        [Length(max=400)],
        filters=[one_line],
        description=_l("Si copia da Amazon SNS e comincia con arn:aws:sns:. Solo i suoi avvisi sono creduti."),
    )


class KeyForm(WebForm):
    """The key that Mailgun signs with."""

    secret = PasswordField(
        _l("Chiave di firma dei webhook"),
        [Length(max=LONGEST)],
        filters=[strip],
        description=_l("In Mailgun, tra le impostazioni: «HTTP webhook signing key»."),
    )


class PlainForm(WebForm):
    """Services that need nothing to be typed here."""


FORMS: dict[str, type[WebForm]] = {
    FeedbackKind.IMAP: MailboxForm,
    FeedbackKind.POP: MailboxForm,
    FeedbackKind.SES: TopicForm,
    FeedbackKind.MAILGUN: KeyForm,
}


def form_of(kind: FeedbackKind, source: FeedbackSource | None = None) -> WebForm:
    """The form of a kind of source, filled with how it is; without its secret."""
    usual = PORTS[kind][0] if kind in PORTS else None
    names = ("address", "host", "port", "username", "topic")
    is_now = {name: getattr(source, name) for name in names} if source else {"port": usual}
    return FORMS.get(kind, PlainForm)(data=is_now)


def typed_in(form: WebForm, kind: FeedbackKind) -> Source:
    """What was typed."""
    typed: dict[str, Any] = {
        name: value or "" for name, value in form.data.items() if name not in ("csrf_token", "port")
    }
    return Source(kind, port=form.data.get("port"), **typed)
