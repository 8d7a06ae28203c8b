"""What the room shows in the office: an entry of the menu, what is to be done, its part of the search."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.foundation.database import db
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit
from ama_net.kernel.correspondence.lists import PROTOCOL
from ama_net.kernel.correspondence.models import Letter, ProtocolEntry
from ama_net.kernel.correspondence.queries import all_letters, letter_figures, listed_entries, lost_letters
from ama_net.kernel.correspondence.words import DIRECTIONS


def figures() -> list[Figure]:
    """Letters to print, and letters that did not arrive."""
    waiting, lost = letter_figures()
    index = url_for("letters_manage.index")
    return [
        Figure(_("Lettere da stampare"), waiting, url_for("letters_printing_manage.index"), attention=waiting > 0),
        Figure(_("Lettere non arrivate"), lost, f"{index}?todo=lost", attention=lost > 0),
    ]


def about_person(person_id: UUID) -> list[SearchHit]:
    """The letters to somebody that did not arrive, and that nothing took the place of: the newest few."""
    newest = all_letters().where(Letter.person_id == person_id, lost_letters()).order_by(Letter.created_at.desc())
    return [
        SearchHit(
            _("Lettera non arrivata"),
            f"{letter.entry.subject}, {day_words(letter.entry.on_day)}",
            url_for("letters_manage.show", letter_id=letter.id),
        )
        for letter in db.session.scalars(newest.limit(3))
    ]


def search(term: str, limit: int) -> list[SearchHit]:
    """Lines of the protocol by what they are about or whose they are."""
    assert PROTOCOL.search is not None
    newest = ProtocolEntry.created_at.desc()
    found = db.session.scalars(PROTOCOL.search(listed_entries(), term).order_by(newest).limit(limit))
    return [
        SearchHit(
            entry.subject,
            f"{entry.number_words} · {DIRECTIONS[entry.direction]}",
            url_for("protocol_manage.show", entry_id=entry.id),
        )
        for entry in found
    ]


ROOM = OfficeRoom(
    key="letters",
    title=_l("Lettere e protocollo"),
    icon="mail",
    endpoint="letters_manage.index",
    permission=Permission.LETTERS_READ,
    figures=figures,
    search=search,
    about_person=about_person,
    order=360,
)
