"""The words of a mail, as they are typed."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired

from ama_net.foundation.web.forms import WebForm, not_longer_than, one_line, plain_text
from ama_net.kernel.outbox.checking_words import LONGEST_BODY, LONGEST_SUBJECT, WordsFault
from ama_net.kernel.outbox.editable import EditableMail
from ama_net.kernel.outbox.models_sending import MailText


class MailTextForm(WebForm):
    """Subject and words. ``version`` is what was read before writing: 0 when the words were still ours."""

    subject = StringField(
        _l("Oggetto"),
        [InputRequired(_l("Serve un oggetto.")), not_longer_than(LONGEST_SUBJECT)],
        filters=[one_line],
    )
    body = TextAreaField(
        _l("Testo"), [InputRequired(_l("Serve un testo.")), not_longer_than(LONGEST_BODY)], filters=[plain_text]
    )
    version = HiddenField(default="0")

    def seen(self) -> int:
        """The version the writer had before them."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    def show_faults(self, faults: list[WordsFault]) -> None:
        """Say beside each field what is wrong with it."""
        for fault in faults:
            field = self._fields.get(fault.part, self.body)
            field.errors = [*field.errors, fault.words]


def text_form(mail: EditableMail, row: MailText | None) -> MailTextForm:
    """The form of a mail, with the association's words or with ours to begin from; no subject when it never changes."""
    form = MailTextForm(
        data={
            "subject": row.subject if row else str(mail.subject),
            "body": row.body if row else str(mail.body),
            "version": str(row.version if row else 0),
        }
    )
    if mail.fixed_subject:
        del form.subject
    return form
