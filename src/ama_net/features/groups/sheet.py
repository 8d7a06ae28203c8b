"""What a group's page and its printed sheet say, in the reader's language: facts, notices, timetable. Nothing is invented.

A protected group (``hides_place``) tells neither place nor hour here, whoever prints it: nor who hosts it, nor how long it
lasts, nor its room online.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from ama_net.features.groups.asking import before_going, status_words
from ama_net.features.groups.models import Entry, Group, Meeting, Mode, PromoterRole, Status, Theme
from ama_net.features.groups.rules import shows_its_place
from ama_net.foundation.clock import today
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.directory.words import ENTRY_WORDS, KIND_WORDS, MODE_WORDS, limits_words, meeting_words

LIMITS = ("ends_on", "off_holidays", "off_august")


@dataclass(frozen=True)
class Notice:
    """Something to know before going. ``kind`` is the component's: info, warn."""

    title: str
    text: str
    kind: str


class Contact(NamedTuple):
    """Whom the public may call in the group itself: a first name or a role, with a consent."""

    name: str
    phone: str
    email: str


@dataclass(frozen=True)
class Behind:
    """Who stands behind a group: bodies by their role, and the first names or roles that may be published."""

    bodies: Mapping[str, list[str]]
    facilitators: tuple[str, ...] = ()


NOBODY = Behind({})


@dataclass(frozen=True)
class GroupSheet:
    """A group as people read it: first the facts that people choose by, then the others."""

    title: str
    kind: str
    theme: str
    description: str
    choosing: list[tuple[str, str]]
    others: list[tuple[str, str]]
    notices: list[Notice]
    contact: Contact | None

    @property
    def facts(self) -> list[tuple[str, str]]:
        """All of them."""
        return [*self.choosing, *self.others]


def sheet_of(group: Group, *, english: bool, behind: Behind = NOBODY) -> GroupSheet:
    """The sheet of a group that may be seen."""
    contact = Contact(group.contact_name, group.contact_phone, group.contact_email)
    return GroupSheet(
        title=group.name,
        kind=str(KIND_WORDS[group.kind]),
        theme=_theme(group, english=english),
        description=group.description,
        choosing=[fact for fact in _choosing(group, english=english) if fact[1]],
        others=[fact for fact in _others(group, behind) if fact[1]],
        notices=list(_notices(group)),
        contact=contact if group.contact_consent_on is not None and any(contact) else None,
    )


def timetable(group: Group) -> list[str]:
    """The lines of the timetable in words, each saying what has to be asked."""
    return [_line(meeting) for meeting in group.meetings]


def language_name(code: str) -> str:
    """``arabo`` for ``ar``, in the reader's language."""
    locale = get_locale()
    return str(locale.languages.get(code, code)) if locale else code


def _line(meeting: Meeting) -> str:
    names = ("weekday", "starts", "ends", "time_words", "frequency", "month_week", "rule")
    said = meeting_words({name: getattr(meeting, name) for name in names})
    has_day, has_hour = bool(meeting.weekday or meeting.rule), bool(meeting.starts or meeting.time_words)
    if not has_day and not has_hour:
        missing = _("giorno e ora da chiedere")
    elif not has_day:
        missing = _("giorno da chiedere")
    else:
        missing = "" if has_hour else _("ora da chiedere")
    to_come = meeting.starts_on if meeting.starts_on and meeting.starts_on > today() else None
    limits = limits_words({**{name: getattr(meeting, name) for name in LIMITS}, "starts_on": to_come})
    return ", ".join(filter(None, (said, limits, missing)))


def _theme(group: Group, *, english: bool) -> str:
    if group.theme is None:
        return group.theme_words
    theme: Theme = group.theme
    return theme.label_en if english and theme.label_en else theme.label


def _choosing(group: Group, *, english: bool) -> Iterator[tuple[str, str]]:
    yield _("Tema"), _theme(group, english=english) or _("Da chiedere")
    yield _("Rivolto a"), ", ".join((english and one.label_en) or one.label for one in group.audiences)
    yield from _where_and_when(group)


def _others(group: Group, behind: Behind) -> Iterator[tuple[str, str]]:
    if group.mode != Mode.UNKNOWN:
        yield _("Come ci si incontra"), str(MODE_WORDS[group.mode])
    entry = str(ENTRY_WORDS[group.entry]) if group.entry != Entry.UNKNOWN else ""
    yield _("Come si entra"), entry or _("Chiedi alla segreteria: ti spiega come si entra")
    newcomers = {
        True: _("Sì, accoglie persone nuove"),
        False: _("Non per ora: chiedi alla segreteria quando"),
        None: "",
    }
    yield _("Ci sono posti"), newcomers[group.newcomers]
    yield _("Quante persone"), _size(group)
    yield _("Lingue"), ", ".join(language_name(code) for code in group.languages)
    yield from _bodies(group, behind)
    yield _("Chi facilita"), ", ".join(behind.facilitators)
    if group.is_group:
        yield _("Quanto costa"), _("Niente: è gratis")
    yield from _since(group)


def _bodies(group: Group, behind: Behind) -> Iterator[tuple[str, str]]:
    promoters = [*behind.bodies.get(PromoterRole.PROMOTES, ()), group.organisation]
    yield _("Promosso da"), ", ".join(dict.fromkeys(filter(None, promoters)))
    if shows_its_place(group):  # who hosts it is where it is
        yield _("Ospitato da"), ", ".join(behind.bodies.get(PromoterRole.HOSTS, ()))
    yield _("Con l'aiuto di"), ", ".join(behind.bodies.get(PromoterRole.SUPPORTS, ()))


def _since(group: Group) -> Iterator[tuple[str, str]]:
    if group.started_on:
        # The first of a month stands for a month: few remember the day.
        pattern = "MMMM y" if group.started_on.day == 1 else "d MMMM y"
        yield _("Esiste da"), str(format_date(group.started_on, pattern))
    if group.status != Status.UNCONFIRMED:
        yield _("Stato"), status_words(group.status)
    confirmed = date_words(group.confirmed_on) if group.confirmed_on else _("non ancora")
    yield _("Confermato dall'associazione"), confirmed


def _where_and_when(group: Group) -> Iterator[tuple[str, str]]:
    if not shows_its_place(group):
        yield _("Dove e quando"), _("Si dice al primo contatto: è un gruppo protetto")
        return
    yield _("Dove"), _where(group)
    if group.venue is not None:
        steps = {True: _("Si entra senza gradini"), False: _("Ci sono gradini"), None: ""}
        yield _("Gradini"), steps[group.venue.step_free]
        yield _("Come si arriva"), group.venue.notes
    yield from _online(group)
    lines = timetable(group)
    yield _("Quando"), "; ".join(lines) if lines else _("Giorno e ora da chiedere")
    yield _("Quanto dura"), _duration(group)


def _online(group: Group) -> Iterator[tuple[str, str]]:
    if group.mode not in {Mode.ONLINE, Mode.HYBRID}:
        return
    if group.entry == Entry.OPEN and group.online_url:
        yield _("Stanza online"), group.online_url
        yield _("Come ci si collega"), group.online_notes
    else:
        yield _("Stanza online"), _("L'indirizzo si riceve al primo contatto")


def _duration(group: Group) -> str:
    """How long a meeting lasts, when all last the same."""
    told = {_minutes(meeting) for meeting in group.meetings}
    minutes = told.pop() if len(told) == 1 else None
    if minutes is None:
        return ""
    usual = {60: _("Un'ora"), 90: _("Un'ora e mezza"), 120: _("Due ore")}
    return str(usual.get(minutes) or _("%(n)s minuti", n=minutes))


def _minutes(meeting: Meeting) -> int | None:
    if meeting.starts is None or meeting.ends is None or meeting.ends <= meeting.starts:
        return None
    return (meeting.ends.hour - meeting.starts.hour) * 60 + meeting.ends.minute - meeting.starts.minute


def _size(group: Group) -> str:
    least, most = group.size_min, group.size_max
    if least and most:
        return str(_("Da %(least)s a %(most)s", least=least, most=most))
    if most:
        return str(_("Al massimo %(most)s", most=most))
    return str(_("Almeno %(least)s", least=least)) if least else ""


def _where(group: Group) -> str:
    venue = group.venue
    if venue is not None:
        town = venue.municipality.label if venue.municipality else ""
        address = venue.address if venue.address != venue.name else ""
        return ", ".join(filter(None, (venue.name, address, town)))
    if group.municipality is not None:
        town = group.municipality.label
        return town if group.mode == Mode.ONLINE else str(_("%(town)s, sede da chiedere", town=town))
    return str(_("Online")) if group.mode == Mode.ONLINE else str(_("Da chiedere alla segreteria"))


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
        Status.STARTING: (_starting(group.started_on), "info"),
        Status.SUSPENDED: (_("Per ora non si incontra. Chiedi quando riprende."), "warn"),
    }
    if group.status in texts and not group.is_example:
        text, kind = texts[group.status]
        yield Notice(status_words(group.status), text, kind)


def _starting(day: date | None) -> str:
    if day is not None and day >= today():
        return str(_("Comincia %(day)s: puoi esserci dall'inizio.", day=date_words(day)))
    return str(_("Sta per cominciare: chiedi quando, per esserci dall'inizio."))
