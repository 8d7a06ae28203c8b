"""What is typed to write in the registro dei volontari. The rules stand in ``service_rules`` and in the operations."""

from typing import Any
from uuid import UUID, uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from ama_net.features.volunteers.closing_papers import Layout
from ama_net.features.volunteers.models import Section, ServiceEnd
from ama_net.features.volunteers.register_words import SECTIONS, SERVICE_ENDS
from ama_net.foundation.text import known_id
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.people.forms.fields import DayField, choices

_DAY = [InputRequired(_l("Scrivi la data."))]
_ENDS = {key: words for key, words in SERVICE_ENDS.items() if key != ServiceEnd.MOVED}
HIGHEST = 1_000_000


class StartForm(WebForm):
    """The start of a service."""

    section = RadioField(
        _l("Sezione"),
        [InputRequired(_l("Scegli la sezione."))],
        choices=choices(SECTIONS),
        default=Section.REGULAR.value,
        description=_l(
            "Chi aiuta con continuità è «non occasionale»: la legge lo vuole nel registro (art. 17 comma 1)."
        ),
    )
    on = DayField(_l("Comincia il"), _DAY, description=_l("Il primo giorno di attività."))
    number = IntegerField(
        _l("Numero nel vecchio registro"),
        [Optional(), NumberRange(1, HIGHEST)],
        description=_l("Solo se si ricopia un registro di carta. Vuoto: il numero che viene."),
    )


class EndForm(WebForm):
    """The end of a service."""

    reason = RadioField(_l("Motivo"), [InputRequired(_l("Scegli il motivo."))], choices=choices(_ENDS))
    on = DayField(
        _l("Dal giorno"),
        _DAY,
        description=_l("Da quel giorno non fa più volontariato. Può essere un giorno che viene."),
    )


class SectionForm(WebForm):
    """A move to the other section."""

    on = DayField(_l("Dal giorno"), _DAY, description=_l("Da quel giorno sta nell'altra sezione."))


class CorrectionForm(WebForm):
    """What the register should have said; what is left as it is stays."""

    why = TextAreaField(
        _l("Motivo della correzione"),
        [InputRequired(_l("Scrivi il motivo.")), Length(max=500)],
        filters=[strip],
        description=_l("Resta scritto nel registro. Per esempio: data di inizio letta male dalla domanda."),
    )
    started_on = DayField(_l("Inizio"), _DAY)
    ended_on = DayField(_l("Cessazione"), [Optional()])
    end_reason = SelectField(_l("Motivo della cessazione"))

    def suit(self, *, moved: bool, joined: bool) -> None:
        """The reasons there are; who moved to the other section stays moved, while a line of theirs begins there."""
        mine = {ServiceEnd.MOVED: SERVICE_ENDS[ServiceEnd.MOVED]} if moved else {}
        self.end_reason.choices = choices(mine) if joined else choices({**_ENDS, **mine}, _("È ancora in servizio"))

    def facts(self) -> dict[str, Any]:
        """The columns of the volunteer as they should be."""
        days = {name: self[name].data for name in ("started_on", "ended_on")}
        return {**days, "end_reason": self.end_reason.data or None}


class OnceForm(WebForm):
    """A form that says which one it is: sent twice, what it asks is done once."""

    form_key = HiddenField(default=lambda: str(uuid4()))

    @property
    def key(self) -> UUID | None:
        """The form's own key, when it was not tampered with."""
        return known_id(self.form_key.data)


class ClosingForm(OnceForm):
    """A closing of the register."""

    day = DayField(
        _l("Chiudere a tutto il giorno"),
        _DAY,
        description=_l("Di solito il 31 dicembre. Quello che viene scritto dopo entra nella chiusura seguente."),
    )


class SignedFileForm(WebForm):
    """A signed or time-stamped file to put beside a closing."""

    file = FileField(
        _l("File firmato o con marca temporale"),
        description=_l("File .p7m, PDF firmato, .tsr o .tsd: al massimo 12 MB."),
    )


class SheetsForm(OnceForm):
    """A printing on pre-stamped loose sheets."""

    first_entry = IntegerField(
        _l("Dalla registrazione numero"), [InputRequired(_l("Scrivi il numero.")), NumberRange(1, HIGHEST)]
    )
    last_entry = IntegerField(
        _l("Alla registrazione numero"), [InputRequired(_l("Scrivi il numero.")), NumberRange(1, HIGHEST)]
    )
    first_page = IntegerField(
        _l("Numero della prima pagina"),
        [InputRequired(_l("Scrivi il numero.")), NumberRange(1, HIGHEST)],
        description=_l("Quella che viene dopo l'ultima pagina usata dei fogli vidimati."),
    )
    sides = RadioField(
        _l("Come si stampa"),
        [InputRequired(_l("Scegli come si stampa."))],
        default="one",
        choices=choices(
            {
                "one": _l("Solo sul davanti: il retro di ogni foglio porta «pagina annullata»"),
                "two": _l("Davanti e dietro: si annulla solo l'ultimo retro, se resta vuoto"),
            }
        ),
    )
    skipping = BooleanField(_l("Si saltano delle registrazioni: sui fogli vidimati non vanno"))
    headed = BooleanField(_l("I fogli hanno già il nome dell'associazione e il numero di pagina"))

    def layout(self) -> Layout:
        """How the sheets are to be printed."""
        return Layout(self.first_page.data or 1, self.sides.data == "two", bool(self.headed.data))


class BlankSheetsForm(WebForm):
    """Sheets to be stamped before use."""

    dalla = IntegerField(_l("Dalla pagina"), [InputRequired(_l("Scrivi il numero.")), NumberRange(1, HIGHEST)])
    alla = IntegerField(_l("Alla pagina"), [InputRequired(_l("Scrivi il numero.")), NumberRange(1, HIGHEST)])
