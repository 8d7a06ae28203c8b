"""What a group's page and its printed sheet say, in the reader's language: facts, notices, timetable. Nothing is invented.

A protected group (``hides_place``) tells neither place nor hour here, whoever prints it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from ama_net.features.groups.asking import before_going, status_words
from ama_net.features.groups.models import Entry, Group, Meeting, Mode, Status, Theme
from ama_net.features.groups.rules import shows_its_place
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.directory.words import ENTRY_WORDS, KIND_WORDS, MODE_WORDS, meeting_words


@dataclass(frozen=True)
class Notice:
    """Something to know before going. ``kind`` is the component's: info, warn."""

    title: str
    text: str
    kind: str


@dataclass(frozen=True)
class GroupSheet:
    """A group as people read it."""

    title: str
    kind: str
    theme: str
    description: str
    facts: list[tuple[str, str]]
    notices: list[Notice]


def sheet_of(group: Group, *, english: bool) -> GroupSheet:
    """The sheet of a group that may be seen."""
    return GroupSheet(
        title=group.name,
        kind=str(KIND_WORDS[group.kind]),
        theme=_theme(group, english=english),
        description=group.description,
        facts=list(_facts(group, english=english)),
        notices=list(_notices(group)),
    )


def timetable(group: Group) -> list[str]:
    """The lines of the timetable in words, each saying what has to be asked."""
    return [_line(meeting) for meeting in group.meetings]


def _line(meeting: Meeting) -> str:
    names = ("weekday", "starts", "ends", "time_words", "frequency", "month_week")
    said = meeting_words({name: getattr(meeting, name) for name in names})
    has_hour = bool(meeting.starts or meeting.time_words)
    if meeting.weekday is None and not has_hour:
        missing = _("giorno e ora da chiedere")
    elif meeting.weekday is None:
        missing = _("giorno da chiedere")
    elif not has_hour:
        missing = _("ora da chiedere")
    else:
        return said
    return ", ".join(filter(None, (said, missing)))


def _theme(group: Group, *, english: bool) -> str:
    if group.theme is None:
        return group.theme_words
    theme: Theme = group.theme
    return theme.label_en if english and theme.label_en else theme.label


def _facts(group: Group, *, english: bool) -> Iterator[tuple[str, str]]:
    yield _("Tema"), _theme(group, english=english) or _("Da chiedere")
    audiences = [(english and audience.label_en) or audience.label for audience in group.audiences]
    if audiences:
        yield _("Rivolto a"), ", ".join(audiences)
    yield from _where_and_when(group)
    if group.mode != Mode.UNKNOWN:
        yield _("Come ci si incontra"), str(MODE_WORDS[group.mode])
    entry = str(ENTRY_WORDS[group.entry]) if group.entry != Entry.UNKNOWN else ""
    yield _("Come si entra"), entry or _("Chiedi alla segreteria: ti spiega come si entra")
    if group.is_group:
        yield _("Quanto costa"), _("Niente: è gratis")
    if group.organisation:
        yield _("Promosso da"), group.organisation
    confirmed = date_words(group.confirmed_on) if group.confirmed_on else _("non ancora")
    yield _("Confermato dall'associazione"), confirmed


def _where_and_when(group: Group) -> Iterator[tuple[str, str]]:
    if not shows_its_place(group):
        yield _("Dove e quando"), _("Si dice al primo contatto: è un gruppo protetto")
        return
    yield _("Dove"), _where(group)
    if group.venue is not None:
        if group.venue.step_free is not None:
            yield _("Gradini"), _("Si entra senza gradini") if group.venue.step_free else _("Ci sono gradini")
        if group.venue.notes:
            yield _("Come si arriva"), group.venue.notes
    lines = timetable(group)
    yield _("Quando"), "; ".join(lines) if lines else _("Giorno e ora da chiedere")


def _where(group: Group) -> str:
    venue = group.venue
    if venue is not None:
        town = venue.municipality.label if venue.municipality else ""
        address = venue.address if venue.address != venue.name else ""
        return ", ".join(filter(None, (venue.name, address, town)))
    if group.municipality is not None:
        town = group.municipality.label
        return town if group.mode == Mode.ONLINE else str(_("%(town)s, sede da chiedere", town=town))
    return str(_("Da chiedere alla segreteria"))


def _notices(group: Group) -> Iterator[Notice]:
    if group.is_example:
        yield Notice(
            _("Questo è un esempio"), _("Serve a mostrare come funziona il sito: il gruppo non esiste."), "warn"
        )
    if not group.is_group:
        text = _("È un servizio guidato da professionisti: può esserti utile, ma chi partecipa non è alla pari.")
        yield Notice(_("Non è un gruppo di auto mutuo aiuto"), text, "info")
    texts: dict[str, Any] = {
        Status.UNCONFIRMED: (
            _("Ne parla una fonte pubblica, ma l'associazione non ha ancora sentito chi lo anima.")
            + f" {before_going()}",
            "warn",
        ),
        Status.STARTING: (_("Sta per cominciare: chiedi quando, per esserci dall'inizio."), "info"),
        Status.SUSPENDED: (_("Per ora non si incontra. Chiedi quando riprende."), "warn"),
    }
    if group.status in texts and not group.is_example:
        text, kind = texts[group.status]
        yield Notice(status_words(group.status), text, kind)
