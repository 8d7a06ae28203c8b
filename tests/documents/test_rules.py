"""Who reads which document: each role, the person it is about, the public; said twice (row and select), tried together."""

import pytest
from sqlalchemy import select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.documents import Document, File, Organ, Visibility, file_in_book, keep_document
from ama_net.kernel.documents.rules import for_member, may_read, readable_by
from tests.support.cast import STRANGER, Part, actor, player
from tests.support.standing import Standing


def _documents(standing: Standing) -> dict[str, Document]:
    """One document for each visibility, one filed, one withdrawn, one about the member."""
    made = {}
    for name in ("office", "board", "members", "public", "filed", "withdrawn", "own"):
        visible = Visibility(name) if name in set(Visibility) else Visibility.OFFICE
        about = player(standing, Role.MEMBER).person_id if name == "own" else None
        file = File(f"{name}.pdf", b"%PDF-1.7")
        made[name] = keep_document(file, title=name, kind="other", by=SYSTEM, visibility=visible, person_id=about)
    file_in_book(made["filed"], Organ.BOARD, by=SYSTEM)
    made["withdrawn"].visibility, made["withdrawn"].withdrawn_at = Visibility.PUBLIC, now()
    db.session.flush()
    return made


EVERYTHING = {"office", "board", "members", "public", "filed", "withdrawn", "own"}
BOOKS = {"board", "members", "public", "filed"}
READ: list[tuple[Part | None, set[str]]] = [
    (None, {"public"}),
    (STRANGER, {"public"}),
    (Role.VOLUNTEER, {"public"}),
    (Role.EDITOR, {"public"}),
    (Role.HELPDESK_OPERATOR, {"public"}),
    (Role.NETWORK_COORDINATOR, {"public"}),
    (Role.MEMBER, {"members", "public", "own"}),
    (Role.TREASURER, BOOKS),
    (Role.BOARD, BOOKS),
    (Role.CONTROL_BODY, BOOKS),
    (Role.SECRETARY, EVERYTHING),
    (Role.PRESIDENT, EVERYTHING),
]


@pytest.mark.parametrize(("part", "read"), READ)
def test_each_reads_what_is_for_them(in_alba: Standing, part: Part | None, read: set[str]) -> None:
    documents = _documents(in_alba)
    who: Actor | None = actor(in_alba, part) if part is not None else None
    by_row = {name for name, document in documents.items() if may_read(who, document)}
    by_select = set(db.session.scalars(select(Document.title).where(readable_by(who))))
    assert (by_row, by_select) == (read, read)


def test_the_personal_area_shows_the_secretary_no_more_than_a_member(in_alba: Standing) -> None:
    _documents(in_alba)
    who = actor(in_alba, Role.MEMBER)
    both = Actor(who.account_id, who.person_id, roles=frozenset({Role.MEMBER, Role.SECRETARY}))
    shown = set(db.session.scalars(select(Document.title).where(for_member(both))))
    assert shown == {"members", "public", "own"}
