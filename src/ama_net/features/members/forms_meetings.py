"""What is typed about a meeting: its plan, the items of its agenda, the notice, who comes, who lets whom vote."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation, ValidationError

from ama_net.features.members.meeting_words import MAJORITY_WORDS, ORGAN_WORDS, VOTE_WORDS
from ama_net.features.members.models import Majority, OrganMeeting, VoteMode
from ama_net.features.members.notice_text import missing_parts
from ama_net.features.members.operations.meetings_agenda import AgendaFacts
from ama_net.features.members.operations.meetings_planning import MeetingPlan
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.foundation.clock import ROME
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.documents import File, Visibility
from ama_net.kernel.documents.uploads import UnreadableFile, read_upload
from ama_net.kernel.tenancy.settings import read_settings

VISIBILITY_WORDS: dict[str, LazyString] = {
    Visibility.MEMBERS: _l("Chi fa parte dell'associazione"),
    Visibility.BOARD: _l("Il consiglio"),
    Visibility.OFFICE: _l("Solo l'ufficio"),
}


def choices(words: dict[str, LazyString]) -> list[SelectChoice]:
    """A dictionary of words as the choices of a field."""
    return [SelectChoice(str(key), label) for key, label in words.items()]


def uploaded(field: Field) -> File | None:
    """The file somebody sent, or nothing; said beside the field when it cannot be kept."""
    if not field.data:
        return None
    body = field.data.stream.read()
    field.data.stream.seek(0)
    try:
        return read_upload(field.data.filename or "", body)
    except UnreadableFile as error:
        raise ValidationError(str(error)) from error


def italian_instant(day: date, hour: time) -> datetime:
    """The instant of a day and an hour in Italy.

    Raises:
        ValueError: that night the clocks skip that hour.
    """
    said = datetime.combine(day, hour)
    instant = said.replace(tzinfo=ROME)
    if instant.astimezone(UTC).astimezone(ROME).replace(tzinfo=None) != said:
        raise ValueError(day)
    return instant


def _day_with_hour(form: Any, field: Field) -> None:
    if form.second_hour.data and not field.data:
        raise StopValidation(_("Manca il giorno della seconda convocazione."))


def _hour_with_day(form: Any, field: Field) -> None:
    if form.second_day.data and not field.data:
        raise StopValidation(_("Manca l'ora della seconda convocazione."))


class MeetingForm(WebForm):
    """A meeting's plan."""

    organ = SelectField(_l("Organo"), choices=choices(ORGAN_WORDS))
    title = StringField(_l("Titolo"), [InputRequired(_l("Scrivere un titolo.")), Length(max=200)], filters=[strip])
    extraordinary = BooleanField(
        _l("Riunione straordinaria"), description=_l("Per cambiare lo statuto o sciogliere l'associazione.")
    )
    first_day = DateField(_l("Giorno"), [InputRequired(_l("Scrivere il giorno."))])
    first_hour = TimeField(_l("Ora"), [InputRequired(_l("Scrivere l'ora."))])
    second_day = DateField(_l("Giorno, se serve"), [_day_with_hour, Optional()])
    second_hour = TimeField(_l("Ora"), [_hour_with_day, Optional()])
    place = StringField(
        _l("Luogo"),
        [Length(max=300)],
        filters=[strip],
        description=_l("Sala e indirizzo, come si leggono nella lettera."),
    )
    online_url = StringField(
        _l("Sala in linea"),
        [Length(max=500)],
        filters=[strip],
        description=_l("Un indirizzo che comincia con https: lo legge solo chi è convocato."),
    )

    def validate_first_hour(self, field: Field) -> None:
        """The hour exists that day."""
        _exists(self.first_day.data, field.data)

    def validate_second_hour(self, field: Field) -> None:
        """The second call comes late enough after the first, by the clock on the wall: nights may have 23 or 25 hours."""
        if not self.second_day.data:
            return
        _exists(self.second_day.data, field.data)
        if self.first_day.data and self.first_hour.data:
            first = datetime.combine(self.first_day.data, self.first_hour.data)
            gap = timedelta(hours=read_settings(MeetingsSettings).gap_hours)
            second = datetime.combine(self.second_day.data, field.data)
            if second < first + gap or second <= first:
                hours = read_settings(MeetingsSettings).gap_hours
                raise ValidationError(
                    _("La seconda convocazione viene almeno %(hours)s ore dopo la prima.", hours=hours)
                )

    def validate_online_url(self, field: Field) -> None:
        """An online room stands where the association's settings say, and only where one may attend remotely."""
        if not field.data:
            return
        settings, parts = read_settings(MeetingsSettings), urlsplit(field.data)
        if not settings.remote_allowed:
            raise ValidationError(_("Secondo le impostazioni lo statuto non ammette la partecipazione a distanza."))
        host = (parts.hostname or "").lower()
        if parts.scheme != "https" or not any(host == one or host.endswith(f".{one}") for one in settings.online_hosts):
            raise ValidationError(
                _("Serve un indirizzo https su uno di questi siti: %(hosts)s.", hosts=", ".join(settings.online_hosts))
            )

    def validate_place(self, field: Field) -> None:
        """A meeting is somewhere."""
        if not field.data and not self.online_url.data:
            raise ValidationError(_("Scrivere un luogo, o una sala in linea."))

    def plan(self) -> MeetingPlan:
        """What was typed, for the operation."""
        second = None
        if self.second_day.data and self.second_hour.data:
            second = italian_instant(self.second_day.data, self.second_hour.data)
        return MeetingPlan(
            organ=self.organ.data,
            title=self.title.data or "",
            first_call_at=italian_instant(self.first_day.data, self.first_hour.data),
            second_call_at=second,
            place=self.place.data or "",
            online_url=self.online_url.data or "",
            extraordinary=self.extraordinary.data,
        )


def _exists(day: date | None, hour: time | None) -> None:
    if day and hour:
        try:
            italian_instant(day, hour)
        except ValueError:
            raise ValidationError(_("Quella notte cambia l'ora: questo orario non esiste.")) from None


def meeting_values(meeting: OrganMeeting) -> dict[str, object]:
    """A meeting as its form is filled."""
    first = meeting.first_call_at.astimezone(ROME)
    second = meeting.second_call_at.astimezone(ROME) if meeting.second_call_at else None
    return {
        "organ": meeting.organ,
        "title": meeting.title,
        "extraordinary": meeting.extraordinary,
        "first_day": first.date(),
        "first_hour": first.time(),
        "second_day": second.date() if second else None,
        "second_hour": second.time() if second else None,
        "place": meeting.place,
        "online_url": meeting.online_url,
    }


class AgendaForm(WebForm):
    """An item of the agenda."""

    title = StringField(
        _l("Di che cosa si parla"), [InputRequired(_l("Scrivere il punto.")), Length(max=300)], filters=[strip]
    )
    text = TextAreaField(
        _l("Testo della proposta"),
        [Length(max=20_000)],
        filters=[strip],
        description=_l("Quello su cui si vota, come sarà trascritto nel verbale."),
    )
    vote_mode = SelectField(_l("Come si vota"), choices=choices(VOTE_WORDS))
    majority = SelectField(_l("Maggioranza"), choices=choices(MAJORITY_WORDS))
    seats = IntegerField(
        _l("Posti da eleggere"),
        [Optional(), NumberRange(1, 50)],
        default=1,
        description=_l("Solo per un'elezione."),
    )
    document = FileField(_l("Documento"), description=_l("Bilancio, relazione, nuovo statuto: meglio un PDF."))
    visibility = SelectField(_l("Chi può leggere il documento"), choices=choices(VISIBILITY_WORDS))

    def validate_document(self, field: Field) -> None:
        """A file that can be kept."""
        if field.data:
            uploaded(field)

    def validate_majority(self, field: Field) -> None:
        """What carries a vote needs a vote."""
        if field.data != Majority.PRESENT_HALF and self.vote_mode.data == VoteMode.NONE:
            raise ValidationError(_("Per questa maggioranza bisogna votare: scegliere come."))

    def facts(self) -> AgendaFacts:
        """What was typed, for the operation."""
        return AgendaFacts(
            title=self.title.data or "",
            text=self.text.data or "",
            vote_mode=self.vote_mode.data,
            majority=self.majority.data,
            seats=self.seats.data or 1,
        )


class NoticeForm(WebForm):
    """The text of the notice; ``meeting`` says which parts it must hold."""

    meeting: OrganMeeting
    text = TextAreaField(
        _l("Testo della convocazione"), [InputRequired(_l("Scrivere il testo.")), Length(max=10_000)], filters=[strip]
    )

    def validate_text(self, field: Field) -> None:
        """Nothing that calls is forgotten."""
        missing = missing_parts(self.meeting, field.data or "")
        if missing:
            raise ValidationError(_("Manca una parte obbligatoria: %(parts)s.", parts=", ".join(missing)))


class CancelForm(WebForm):
    """Calling a meeting off."""

    why = TextAreaField(
        _l("Che cosa scrivere a chi è convocato"),
        [InputRequired(_l("Scrivere il motivo.")), Length(max=2000)],
        filters=[strip],
    )
