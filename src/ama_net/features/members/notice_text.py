"""The text of a convocation: written by the office around parts that the system fills, so that none is forgotten."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.members.meeting_words import NOTICE_TITLES
from ama_net.features.members.models import MeetingNotice, NoticeKind, OrganMeeting
from ama_net.features.members.operations.meetings_proxies import limit_of
from ama_net.foundation.web.pages import datetime_full
from ama_net.kernel.documents import Organ
from ama_net.kernel.tenancy import current_tenant

FIRST, SECOND, PLACE, AGENDA = "{prima_convocazione}", "{seconda_convocazione}", "{luogo}", "{ordine_del_giorno}"


def required_parts(meeting: OrganMeeting) -> list[str]:
    """The parts a notice must hold: without the agenda and the day it calls nobody (c.c., disp. att. art. 8)."""
    return [FIRST, *([SECOND] if meeting.second_call_at else []), PLACE, AGENDA]


def missing_parts(meeting: OrganMeeting, text: str) -> list[str]:
    """Those a text leaves out."""
    return [part for part in required_parts(meeting) if part not in text]


def draft_notice(meeting: OrganMeeting) -> str:
    """A text to begin from."""
    with force_locale("it"):
        paragraphs = [_opening(meeting), AGENDA, *_closing(meeting)]
    return "\n\n".join(paragraphs)


def fill_notice(meeting: OrganMeeting) -> str:
    """The notice as who is called reads it."""
    with force_locale("it"):
        agenda = "\n".join(f"{number}. {item.title}" for number, item in enumerate(meeting.items, start=1))
        parts = {
            FIRST: datetime_full(meeting.first_call_at),
            SECOND: datetime_full(meeting.second_call_at),
            PLACE: place_words(meeting),
            AGENDA: agenda,
        }
    text = meeting.notice
    for part, words in parts.items():
        text = text.replace(part, words)
    return text


def place_words(meeting: OrganMeeting) -> str:
    """Where it is held; the address of an online room stands apart, for who is called only."""
    online = _("in linea") if meeting.online_url else ""
    return str(_(" e ")).join(filter(None, (meeting.place, str(online))))


def letter_context(meeting: OrganMeeting, notice: MeetingNotice) -> dict[str, Any]:
    """What the letters of a notice say, the same for everybody."""
    cancelled = notice.kind == NoticeKind.CANCELLATION
    return {
        "heading": str(NOTICE_TITLES[notice.kind]),
        "kind": notice.kind,
        "meeting_title": meeting.title,
        "when": meeting.first_call_at,
        "text": notice.text,
        "number": notice.entry.number_words,
        "paper": False,
        "online_url": "" if cancelled else meeting.online_url,
        "link": f"{current_tenant().base_url}/my/riunioni/{meeting.id}",
        "proxies": 0 if cancelled or meeting.organ != Organ.ASSEMBLY else limit_of(meeting),
    }


def _opening(meeting: OrganMeeting) -> str:
    second = "" if meeting.second_call_at is None else _(", e in seconda convocazione %(part)s", part=SECOND)
    text: str = _(
        "È convocata la riunione «%(title)s»: in prima convocazione %(first)s%(second)s, %(place)s, con questo ordine "
        "del giorno:",
        title=meeting.title,
        first=FIRST,
        second=second,
        place=PLACE,
    )
    return text


def _closing(meeting: OrganMeeting) -> list[str]:
    if meeting.organ != Organ.ASSEMBLY:
        return []
    return [
        _(
            "Chi non può venire può farsi rappresentare da un'altra persona associata con diritto di voto, con una delega "
            "scritta: dalla propria area personale, o con il modulo in fondo a questa lettera."
        )
    ]
