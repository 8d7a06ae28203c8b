"""What is typed about documents and resolutions."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlalchemy import select
from wtforms import IntegerField, SelectChoice, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.documents.kinds import CONFINED, keeps_kind
from ama_net.kernel.documents.models import Document, Organ, Resolution, Visibility
from ama_net.kernel.documents.operations import File
from ama_net.kernel.documents.rules import FOR_MEMBERS
from ama_net.kernel.documents.uploads import MAX_BYTES, UnreadableFile, read_upload
from ama_net.kernel.documents.words import KINDS, ORGANS, VISIBILITIES
from ama_net.kernel.people.forms.fields import DayField, choices

RECENT = 50
"""How many resolutions a menu offers: the latest."""

FILE_HINT = _l("PDF, documento ODT o DOCX, immagine JPEG o PNG: al massimo 12 MB.")


class FileForm(WebForm):
    """A file alone: another version, a scan."""

    file = FileField(_l("File"), description=FILE_HINT)

    def read(self, *, needed: bool = True) -> tuple[bool, File | None]:
        """Whether the file is good, and the file; what is wrong stands beside the field."""
        sent = self.file.data
        if not sent or not getattr(sent, "filename", ""):
            self.file.errors = [_("Scegliere il file.")] if needed else []
            return not needed, None
        try:
            return True, read_upload(sent.filename, sent.read(MAX_BYTES + 1))
        except UnreadableFile as error:
            self.file.errors = [str(error)]
            return False, None


class DescriptionForm(WebForm):
    """What is said of a document."""

    title = StringField(_l("Titolo"), [InputRequired(_l("Scrivere il titolo.")), Length(max=150)], filters=[strip])
    kind = SelectField(_l("Tipo"), choices=choices(KINDS), default="other")
    dated_on = DayField(_l("Data del documento"), [InputRequired(_l("Scrivere la data."))], default=today)
    visibility = SelectField(_l("Chi lo legge"), choices=choices(VISIBILITIES), default=Visibility.OFFICE.value)

    @classmethod
    def of(cls, document: Document) -> "DescriptionForm":
        """What is said of a document now; one that stays of its kind offers no other."""
        form = cls(formdata=None, obj=document, prefix="said")
        form.suit(document)
        return form

    def suit(self, document: Document) -> None:
        """Offer no other kind to a document that stays of its own."""
        if keeps_kind(document):
            self.kind.choices = choices({document.kind: KINDS[document.kind]})

    def validate_visibility(self, field: SelectField) -> None:
        """Registers and insurance are never for members or for all."""
        if self.kind.data in CONFINED and field.data in FOR_MEMBERS:
            raise ValidationError(
                _("Contiene i dati di molte persone: si può mostrare al consiglio, non ai soci o a tutti.")
            )

    def facts(self) -> dict[str, Any]:
        """What was typed, for the operations."""
        return {
            "title": self.title.data or "",
            "kind": self.kind.data,
            "dated_on": self.dated_on.data,
            "visibility": Visibility(self.visibility.data),
        }


class DocumentForm(DescriptionForm, FileForm):
    """A new document, perhaps filed at once in a book."""

    organ = SelectField(
        _l("Metterlo in un libro sociale"),
        choices=choices(ORGANS, _l("No")),
        default="",
        description=_l("Prende il numero successivo di quel libro, e non si toglie più."),
    )


class FilingForm(WebForm):
    """The book a document goes in."""

    organ = SelectField(_l("In quale libro"), choices=choices(ORGANS))


class ResolutionForm(FileForm):
    """A decision that is on paper, or taken outside a meeting kept here."""

    adopted_on = DayField(_l("Del giorno"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    number = IntegerField(
        _l("Numero"),
        [Optional(), NumberRange(min=1, max=9999)],
        description=_l("Solo se la delibera ne ha già uno su carta. Vuoto: prende il successivo dell'anno."),
    )
    subject = StringField(_l("Oggetto"), [InputRequired(_l("Scrivere l'oggetto.")), Length(max=200)], filters=[strip])
    text = TextAreaField(_l("Che cosa si è deciso"), [Length(max=20000)], filters=[strip])

    def validate_adopted_on(self, field: DayField) -> None:
        """Not in the future."""
        if field.data and field.data > today():
            raise ValidationError(_("Questo giorno deve ancora venire."))


def organ_or_none(text: str) -> Organ | None:
    """The organ a form or an address names, if there is one."""
    return Organ(text) if text in set(Organ) else None


def resolution_choices(first: Any, *organs: Organ) -> list[SelectChoice]:
    """The latest resolutions of some organs, to choose among; ``first`` are the words of the empty choice."""
    latest = select(Resolution).where(Resolution.organ.in_(organs)).order_by(Resolution.adopted_on.desc()).limit(RECENT)
    return choices({one.id: _resolution_words(one) for one in db.session.scalars(latest)}, first)


def _resolution_words(one: Resolution) -> str:
    day = day_words(one.adopted_on)
    return str(_("N. %(number)s del %(day)s: %(subject)s", number=one.number_words, day=day, subject=one.subject))
