"""What is written in minutes: their text, what was discussed, a paper in their place."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation

from ama_net.features.members.minutes import who_may_sign
from ama_net.features.members.models import OrganMeeting
from ama_net.features.members.operations.minutes import Signers, fingerprint
from ama_net.foundation.web.forms import WebForm, not_longer_than, plain_text, strip
from ama_net.kernel.documents import File
from ama_net.kernel.documents.uploads import UnreadableFile, read_upload

LONGEST_MINUTES, LONGEST_DISCUSSION, LONGEST_TITLE = 40_000, 20_000, 200


def _uuid(value: str | UUID | None) -> UUID | None:
    return UUID(str(value)) if value and value != "None" else None


class MinutesForm(WebForm):
    """The first part, and who signs."""

    text = TextAreaField(
        _l("Apertura"),
        [not_longer_than(LONGEST_MINUTES)],
        filters=[plain_text],
        description=_l("Una riga vuota separa i paragrafi. Voti, delibere e presenze si aggiungono da soli."),
    )
    chaired_by = SelectField(_l("Chi presiede"), coerce=_uuid)
    minuted_by = SelectField(_l("Chi verbalizza"), coerce=_uuid)
    seen = HiddenField()

    def offer(self, meeting: OrganMeeting) -> None:
        """Fill the choices with who was there."""
        people = [SelectChoice(str(key), name) for key, name in who_may_sign(meeting)]
        for choice in (self.chaired_by, self.minuted_by):
            choice.choices = [SelectChoice("", _("Scegliere")), *people]

    def signers(self) -> Signers:
        """Who was chosen."""
        return Signers(self.chaired_by.data, self.minuted_by.data)


def minutes_values(meeting: OrganMeeting) -> dict[str, Any]:
    """The form as it begins."""
    return {
        "text": meeting.minutes_text,
        "chaired_by": meeting.chaired_by,
        "minuted_by": meeting.minuted_by,
        "seen": fingerprint(meeting.minutes_text),
    }


class DiscussionForm(WebForm):
    """What was said of one item."""

    text = TextAreaField(
        _l("Discussione"),
        [not_longer_than(LONGEST_DISCUSSION)],
        filters=[plain_text],
        description=_l("Chi interviene e che cosa dice, in breve. Una riga vuota separa i paragrafi."),
    )
    seen = HiddenField()


class FilingForm(WebForm):
    """The minutes go into the book: whoever sends them there has read that nothing changes any more."""

    understood = BooleanField(
        _l("Ho riletto il verbale: da qui non si può più cambiare"),
        [InputRequired(_l("Per metterlo nel libro serve questa conferma."))],
    )


class PaperForm(WebForm):
    """A PDF that goes into the book: minutes made elsewhere, or an addendum."""

    title = StringField(
        _l("Titolo"), [InputRequired(_l("Scrivere un titolo.")), Length(max=LONGEST_TITLE)], filters=[strip]
    )
    paper = FileField(_l("File PDF"))

    file: File | None = None

    def validate_paper(self, field: Field) -> None:
        """A PDF and nothing else: it stays for ever."""
        sent = field.data
        if not sent or not getattr(sent, "filename", ""):
            raise StopValidation(_("Scegliere un file."))
        try:
            file = read_upload(sent.filename, sent.stream.read())
        except UnreadableFile as error:
            raise StopValidation(str(error)) from None
        if file.media_type != "application/pdf":
            raise StopValidation(_("Nel libro entra solo un PDF."))
        self.file = file
