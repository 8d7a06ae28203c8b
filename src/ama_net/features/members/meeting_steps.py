"""Where a meeting has got to: what is done, what comes next, what deserves a warning. Derived, never stored."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.members.models import MeetingState, OrganMeeting
from ama_net.features.members.notice_text import missing_parts
from ama_net.features.members.queries_votes import votes_waiting
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.foundation.clock import day_of, today
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.tenancy.settings import read_settings

HELD = (MeetingState.CLOSED, MeetingState.FILED)


@dataclass(frozen=True)
class Step:
    """One step: its words, the page where it is done, whether it is."""

    title: str
    text: str
    endpoint: str
    done: bool


def next_steps(meeting: OrganMeeting) -> list[Step]:
    """The way from the plan to the minutes in the book."""
    called = meeting.state != MeetingState.DRAFT
    opened = meeting.opened_at is not None
    return [
        Step(_("Ordine del giorno"), _agenda_words(meeting), "meetings_agenda_manage.index", bool(meeting.items)),
        Step(
            _("Convocazione"),
            _("Il testo, e le lettere a chi è convocato."),
            "meetings_notice_manage.index",
            called,
        ),
        Step(_("Elenco e deleghe"), _("Chi può votare, e per chi."), "meetings_roll_manage.index", opened),
        Step(
            _("Presenze e apertura"),
            _("Chi arriva, il numero legale, l'apertura e la chiusura."),
            "meetings_door_manage.index",
            meeting.state in HELD,
        ),
        Step(
            _("Voti"),
            _("Si preparano, si aprono durante la riunione, si contano e si proclamano."),
            "votes_manage.index",
            meeting.state in HELD and not votes_waiting(meeting.id),
        ),
        Step(
            _("Verbale e libro"),
            _("Si scrive, si rilegge e si mette nel libro: da lì non si cambia più."),
            "minutes_manage.index",
            meeting.state == MeetingState.FILED,
        ),
    ]


def last_day_for_notice(meeting: OrganMeeting) -> date:
    """Until when it can be convened with the days of notice the statute asks for."""
    days = read_settings(MeetingsSettings).days_before(meeting.organ)
    return day_of(meeting.first_call_at) - timedelta(days=days)


def notice_warnings(meeting: OrganMeeting) -> list[str]:
    """What to think of before convening: nothing here forbids it."""
    warnings = []
    if meeting.state == MeetingState.DRAFT and last_day_for_notice(meeting) < today():
        warnings.append(
            _(
                "Il preavviso è più breve di quello dello statuto: andava convocata entro %(day)s.",
                day=date_words(last_day_for_notice(meeting)),
            )
        )
    if not meeting.items:
        warnings.append(_("Manca l'ordine del giorno: senza, la convocazione non vale."))
    if meeting.notice and missing_parts(meeting, meeting.notice):
        warnings.append(_("Nel testo manca una parte obbligatoria: riaprirlo e salvarlo."))
    return warnings


def _agenda_words(meeting: OrganMeeting) -> str:
    if not meeting.items:
        return str(_("Ancora nessun punto."))
    return str(ngettext("%(num)s punto", "%(num)s punti", len(meeting.items)))
