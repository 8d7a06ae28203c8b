"""What a form has shown of a group, and which of it is no longer so.

Two people may have the same form open. Who saves last must not undo what the other has just written without having seen
it: least of all that a group is protected, is off the site, or that a consent was taken back.
"""

from hashlib import sha256

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.groups.history import FACT_WORDS, facts_in_words
from ama_net.features.groups.models import Group
from ama_net.foundation.web.pages import date_words

_CONTACT = ("contact_name", "contact_phone", "contact_email", "contact_consent_on")
_OTHERWISE_CALLED = {
    "theme": ("theme_id",),
    "audiences": ("audiences",),
    "venue": ("venue_id",),
    "municipality": ("municipality_code",),
    "size": ("size_min", "size_max"),
}
_ON_OTHER_PAGES = {"when", "pauses"}
_MORE: dict[str, LazyString] = {
    "newcomers": _l("Accoglie persone nuove"),
    "online_notes": _l("Come ci si collega"),
    "contact": _l("Recapito del gruppo, con il consenso"),
    "source": _l("Da dove viene l'informazione"),
    "office_notes": _l("Note d'ufficio"),
}
_WORDS = {fact: words for fact, words in FACT_WORDS.items() if fact not in _ON_OTHER_PAGES} | _MORE
_FIELDS: dict[str, tuple[str, ...]] = {fact: (fact,) for fact in _WORDS} | _OTHERWISE_CALLED | {"contact": _CONTACT}
SHOWN = frozenset(name for names in _FIELDS.values() for name in names)
"""The columns behind the form: nothing else, so that a new confirmation or a new timetable is no false alarm."""


def seen_of(group: Group) -> str:
    """What the form shows, as a mark for each fact."""
    return ".".join(_mark(group, names) for names in _FIELDS.values())


def changed_since(group: Group, seen: str) -> list[str]:
    """The facts that are not what a form with this mark has shown: all of them when the mark is none of ours."""
    marks = seen.split(".")
    if len(marks) != len(_FIELDS):
        return list(_FIELDS)
    return [fact for mark, (fact, names) in zip(marks, _FIELDS.items(), strict=True) if mark != _mark(group, names)]


def said_now(group: Group, facts: list[str]) -> list[tuple[LazyString, str]]:
    """These facts as they are now, in words for the office, which reads the group's own contact too."""
    agreed = date_words(group.contact_consent_on) if group.contact_consent_on else ""
    contact = ", ".join(filter(None, (group.contact_name, group.contact_phone, group.contact_email, agreed)))
    words = facts_in_words(group) | {
        "newcomers": {True: "sì", False: "no", None: ""}[group.newcomers],
        "online_notes": group.online_notes,
        "contact": contact,
        "source": group.source,
        "office_notes": group.office_notes,
    }
    return [(_WORDS[fact], words[fact]) for fact in facts]


def _mark(group: Group, names: tuple[str, ...]) -> str:
    return sha256("\x00".join(_plain(group, name) for name in names).encode()).hexdigest()[:12]


def _plain(group: Group, name: str) -> str:
    value = getattr(group, name)
    if name == "audiences":
        return " ".join(sorted(str(audience.id) for audience in value))
    return repr(value) if isinstance(value, list | bool) or value is None else str(value)
