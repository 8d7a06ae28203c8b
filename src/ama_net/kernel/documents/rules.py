"""Who may read a document.

The office that edits documents reads everything. Who governs and who controls reads what is for the board, for members,
for all, and what is filed in a social book (D.Lgs. 117/2017 art. 15 and 30). Members read what is for members. Everybody
who signs in reads what is about themselves. The public reads what is public. What was withdrawn is for the office alone.
"""

from sqlalchemy import ColumnElement, and_, false, or_, true

from ama_net.kernel.access import Actor, Permission, Role
from ama_net.kernel.documents.models import Document, Visibility

FOR_MEMBERS = (Visibility.MEMBERS, Visibility.PUBLIC)
FOR_THE_BOARD = (Visibility.BOARD, *FOR_MEMBERS)


def may_read(actor: Actor | None, document: Document) -> bool:
    """Whether somebody (None: the public) may read a document."""
    if actor is not None and actor.can(Permission.DOCUMENTS_EDIT):
        return True
    if document.withdrawn_at is not None:
        return False
    return document.visibility in _seen_by(actor) or _governs(actor, document) or is_about(actor, document)


def readable_by(actor: Actor | None) -> ColumnElement[bool]:
    """The same as a condition of a select."""
    if actor is not None and actor.can(Permission.DOCUMENTS_EDIT):
        return true()
    seen = Document.visibility.in_(_seen_by(actor))
    filed = Document.book_number.is_not(None) if _reads_books(actor) else false()
    return and_(Document.withdrawn_at.is_(None), or_(seen, filed, about_them(actor)))


def for_member(actor: Actor) -> ColumnElement[bool]:
    """What the personal area shows: what is for members, and what is about the person, whatever else they may read."""
    seen = Document.visibility.in_(FOR_MEMBERS) & Document.person_id.is_(None) if _is_member(actor) else false()
    return and_(Document.withdrawn_at.is_(None), or_(seen, about_them(actor)))


def about_them(actor: Actor | None) -> ColumnElement[bool]:
    """The condition that a document is about the person signed in."""
    return Document.person_id == actor.person_id if actor is not None and actor.person_id is not None else false()


def is_about(actor: Actor | None, document: Document) -> bool:
    """Whether a document is about the person signed in."""
    return actor is not None and actor.person_id is not None and document.person_id == actor.person_id


def _seen_by(actor: Actor | None) -> tuple[Visibility, ...]:
    if _reads_books(actor):
        return FOR_THE_BOARD
    return FOR_MEMBERS if actor is not None and _is_member(actor) else (Visibility.PUBLIC,)


def _reads_books(actor: Actor | None) -> bool:
    return actor is not None and actor.can(Permission.DOCUMENTS_READ)


def _governs(actor: Actor | None, document: Document) -> bool:
    return _reads_books(actor) and document.book_number is not None


def _is_member(actor: Actor) -> bool:
    return Role.MEMBER in actor.roles
