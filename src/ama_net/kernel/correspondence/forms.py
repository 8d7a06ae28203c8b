"""What is typed about letters."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ama_net.foundation.clock import today
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.correspondence.models import Channel, Direction, LetterState
from ama_net.kernel.correspondence.operations_delivery import Outcome
from ama_net.kernel.correspondence.operations_writing import Arrived, Words
from ama_net.kernel.correspondence.papers import SHEET_WORDS, SHEETS
from ama_net.kernel.correspondence.words import CHANNELS, ENTRY_KINDS, RETURN_REASONS, STATES
from ama_net.kernel.documents import File
from ama_net.kernel.documents.uploads import MAX_BYTES, UnreadableFile, read_upload
from ama_net.kernel.people.forms.fields import DayField, choices

AS_EACH = ""
"""The way each is reached: e-mail, else paper."""


class LetterForm(WebForm):
    """A letter in the office's own words."""

    subject = StringField(
        _l("Oggetto"),
        [InputRequired(_l("Scrivere l'oggetto.")), Length(max=150)],
        filters=[strip],
        description=_l("Resta anche nel protocollo, che molti leggono: senza nomi di persone."),
    )
    text = TextAreaField(
        _l("Testo"),
        [InputRequired(_l("Scrivere il testo.")), Length(max=8000)],
        filters=[strip],
        description=_l("Una riga vuota separa i capoversi. Intestazione, indirizzo e data si mettono da soli."),
    )
    channel = SelectField(
        _l("Come mandarla"), choices=choices(CHANNELS, _l("Per e-mail a chi ce l'ha, gli altri su carta")), default=""
    )

    def words(self) -> Words:
        """What it says."""
        return Words(self.subject.data or "", self.text.data or "")

    def way(self) -> Channel | None:
        """The way that was chosen, if one was."""
        return Channel(self.channel.data) if self.channel.data else None


class OutcomeForm(WebForm):
    """What became of letters."""

    state = RadioField(
        _l("Che ne è stato"),
        [InputRequired(_l("Scegliere una voce."))],
        choices=choices({key: STATES[key] for key in (LetterState.SENT, LetterState.DELIVERED, LetterState.RETURNED)}),
        default=LetterState.SENT.value,
    )
    on = DayField(_l("In che giorno"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    reason = SelectField(_l("Perché è tornata indietro"), choices=choices(RETURN_REASONS, _l("Non si sa")), default="")
    receipt = StringField(
        _l("Ricevuta"),
        [Length(max=60)],
        filters=[strip],
        description=_l("Numero della raccomandata, o della ricevuta di consegna della PEC."),
    )

    def outcome(self) -> Outcome:
        """What was typed, for the operation."""
        returned = self.state.data == LetterState.RETURNED
        note = self.reason.data if returned else ""
        return Outcome(LetterState(self.state.data), self.on.data or today(), note or "", self.receipt.data or "")


class LabelsForm(WebForm):
    """Which sheet of labels, and from which label."""

    sheet = SelectField(_l("Foglio di etichette"), choices=choices(SHEET_WORDS), default="70x37")
    start = IntegerField(
        _l("Da quale etichetta cominciare"),
        [Optional(), NumberRange(min=1, max=30)],
        default=1,
        description=_l("1 è la prima in alto a sinistra. Serve per finire un foglio già cominciato."),
    )

    def validate_start(self, field: IntegerField) -> None:
        """The sheet has that label."""
        if field.data and self.sheet.data in SHEETS and field.data > SHEETS[self.sheet.data].labels:
            raise ValidationError(_("Il foglio ha %(count)s etichette.", count=SHEETS[self.sheet.data].labels))


class ScanForm(WebForm):
    """The scan of a letter."""

    scan = FileField(
        _l("Scansione"), description=_l("PDF, immagine, ODT o DOCX: al massimo 12 MB. Si può aggiungere anche dopo.")
    )

    def file(self) -> File | None:
        """The file that was sent, if one was.

        Raises:
            UnreadableFile: it cannot be kept.
        """
        sent = self.scan.data
        if not sent or not getattr(sent, "filename", ""):
            return None
        return read_upload(sent.filename, sent.read(MAX_BYTES + 1))

    def read(self) -> tuple[bool, File | None]:
        """Whether the file is good (or none), and the file; what is wrong stands beside the field."""
        try:
            return True, self.file()
        except UnreadableFile as error:
            self.scan.errors = [str(error)]
            return False, None


class ArrivalForm(ScanForm):
    """A letter that came (or went before this protocol)."""

    direction = RadioField(
        _l("Verso"),
        choices=[SelectChoice("in", _l("È arrivata")), SelectChoice("out", _l("È partita"))],
        default=Direction.IN.value,
    )
    on = DayField(_l("Giorno"), [InputRequired(_l("Scrivere il giorno."))], default=today)
    who = StringField(_l("Mittente o destinatario"), [Length(max=150)], filters=[strip])
    subject = StringField(
        _l("Oggetto"),
        [InputRequired(_l("Scrivere l'oggetto.")), Length(max=150)],
        filters=[strip],
        description=_l("In poche parole e senza nomi di persone: molti leggono il protocollo."),
    )
    kind = SelectField(_l("Tipo"), choices=choices(ENTRY_KINDS), default="letter")
    channel = SelectField(_l("Come"), choices=choices(CHANNELS), default=Channel.POST.value)

    def validate_on(self, field: DayField) -> None:
        """Not in the future."""
        if field.data and field.data > today():
            raise ValidationError(_("Questo giorno deve ancora venire."))

    def arrived(self) -> Arrived:
        """What was typed, for the operation."""
        return Arrived(
            subject=self.subject.data or "",
            who=self.who.data or "",
            on=self.on.data or today(),
            kind=self.kind.data,
            channel=self.channel.data,
            direction=Direction(self.direction.data),
        )
