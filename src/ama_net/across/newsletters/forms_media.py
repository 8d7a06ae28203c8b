"""What is sent to the library, and what is said of it."""

from abc import abstractmethod
from contextlib import closing

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import Length

from ama_net.across.newsletters.models import Media
from ama_net.across.newsletters.operations.media import FILE_KINDS, LONGEST_ALTERNATIVE, add_file, add_picture
from ama_net.across.newsletters.pictures import MAX_BYTES, UnusablePicture
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.access import Actor


class _MediaForm(WebForm):
    file = FileField(_l("File"))

    def sent(self) -> tuple[str, bytes] | None:
        """The name and the bytes of what was sent; None with the error beside the field when nothing was."""
        sent = self.file.data
        if not sent or not getattr(sent, "filename", ""):
            self.file.errors = [_("Scegli il file.")]
            return None
        with closing(sent):
            return sent.filename, sent.read(MAX_BYTES + 1)

    def add(self, *, by: Actor) -> Media | None:
        """Add what was sent; None with the reason beside each field that is not right."""
        fine, sent = self.validate(), self.sent()
        if sent is None:
            return None
        if not fine:
            self.file.errors = [_("Scegli di nuovo il file.")]
            return None
        try:
            return self.put(*sent, by=by)
        except UnusablePicture as error:
            self.file.errors = [str(error)]
            return None

    @abstractmethod
    def put(self, name: str, body: bytes, *, by: Actor) -> Media:
        """Put it into the library."""


class PictureForm(_MediaForm):
    """A picture, and what it shows."""

    file = FileField(
        _l("Immagine"),
        description=_l(
            "JPEG, PNG, GIF o WebP, al massimo 10 MB. Si rimpicciolisce da sola; luogo e data dello scatto si tolgono."
        ),
    )
    alternative = StringField(
        _l("Che cosa si vede"),
        [Length(max=LONGEST_ALTERNATIVE)],
        filters=[strip],
        description=_l("Una frase per chi non la vede: «Sei persone sedute in cerchio in una sala luminosa»."),
    )

    def put(self, name: str, body: bytes, *, by: Actor) -> Media:
        """Put it into the library, with what it shows."""
        return add_picture(name, body, alternative=self.alternative.data or "", by=by)


class AttachmentForm(_MediaForm):
    """A file that a newsletter links to."""

    file = FileField(
        _l("File da scaricare"),
        description=_l(
            "%(kinds)s: senza macro, al massimo 10 MB. Chi ha l'indirizzo lo può aprire: niente dati di persone.",
            kinds=FILE_KINDS,
        ),
    )

    def put(self, name: str, body: bytes, *, by: Actor) -> Media:
        """Put it into the library."""
        return add_file(name, body, by=by)


class DescriptionForm(WebForm):
    """What a picture shows."""

    alternative = StringField(_l("Che cosa si vede"), [Length(max=LONGEST_ALTERNATIVE)], filters=[strip])
