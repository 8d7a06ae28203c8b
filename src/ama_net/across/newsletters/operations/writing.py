"""Writing newsletters: begun, saved, copied, kept as a model, deleted with a way back. Who may: ``NEWSLETTERS_EDIT``.

Nobody overwrites anybody: whoever saves says which version they read, and an older one is refused with what is there now.
"""

from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import ValidationError

from ama_net.across.newsletters.blocks import MOST_BLOCKS, as_json, parse_blocks
from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import one_line
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.people import WrongFact

DELETION = "newsletters.deletion"
LANGUAGES = ("it", "en")
LONGEST_LINE = 200
KEPT_FOR_UNDO = (
    "is_template",
    "language",
    "subject",
    "preheader",
    "blocks",
    "audience",
    "version",
    "writers",
    "to_change",
)


class Overtaken(Exception):
    """Somebody saved in the meantime: ``newsletter`` is as they left it, and nothing was written over it."""

    def __init__(self, newsletter: Newsletter) -> None:
        super().__init__()
        self.newsletter = newsletter


@dataclass(frozen=True)
class Words:
    """What is written of a newsletter: its lines and its blocks, as JSON of ``blocks.py``."""

    subject: str = ""
    preheader: str = ""
    language: str = "it"
    blocks: list[dict[str, Any]] = field(default_factory=list)


def words_in(newsletter: Newsletter) -> Words:
    """What a newsletter says now."""
    return Words(newsletter.subject, newsletter.preheader, newsletter.language, list(newsletter.blocks))


def checked(words: Words) -> Words:
    """The words as they are kept: one line where one is meant, blocks that can be blocks. They may be unfinished.

    Raises:
        WrongFact: too long, too many, or no block at all.
    """
    subject, preheader = one_line(words.subject), one_line(words.preheader)
    for name, text in (("subject", subject), ("preheader", preheader)):
        if len(text) > LONGEST_LINE:
            raise WrongFact(name, _l("È troppo lungo: al massimo %(limit)s caratteri.", limit=LONGEST_LINE))
    if words.language not in LANGUAGES:
        raise WrongFact("language", _l("Scegli una delle voci dell'elenco."))
    if len(words.blocks) > MOST_BLOCKS:
        raise WrongFact("blocks", _l("Sono troppe parti: al massimo %(limit)s.", limit=MOST_BLOCKS))
    try:
        blocks = as_json(parse_blocks(words.blocks))
    except ValidationError as error:
        raise WrongFact("blocks", _l("Una parte è troppo lunga, o non si può usare: ricontrolla.")) from error
    return Words(subject, preheader, words.language, blocks)


def create_newsletter(
    *, by: Actor, words: Words | None = None, like: Newsletter | None = None, is_template: bool = False
) -> Newsletter:
    """Begin a newsletter, with some words or like another (a model, one already sent): a draft. Flushed.

    A copy has the words and the recipients of the other and nothing else: not its approval, its day, its figures. Who wrote them is
    kept as well, so that they do not approve their own words in it; unless a second person had approved those words.
    """
    words = words_in(like) if like is not None else words or Words()
    made = Newsletter(
        **asdict(words), audience=dict(like.audience) if like is not None else {}, is_template=is_template
    )
    made.created_by = made.updated_by = by.account_id
    made.writers = _with(_writers_of(like), by)
    db.session.add(made)
    db.session.flush()
    record(by=by, verb="newsletter.created", subject=made, changes={"of": str(like.id)} if like is not None else {})
    return made


def save(newsletter: Newsletter, words: Words, *, seen: int, by: Actor) -> list[str]:
    """Save a draft; the names of what changed are given back and recorded. ``seen``: the version that was read.

    Raises:
        Overtaken: somebody else saved after that version.
        WrongFact: the words cannot be, or the newsletter is no draft any more.
    """
    _hold_draft(newsletter, seen)
    clean = checked(words)
    return _put(newsletter, asdict(clean), by)


def save_audience(newsletter: Newsletter, audience: dict[str, Any], *, seen: int, by: Actor) -> list[str]:
    """Save whom a draft is for; as ``save``."""
    _hold_draft(newsletter, seen)
    changed = _put(newsletter, {"audience": audience}, by)
    if changed:
        newsletter.for_archive = None  # what was said of one audience is not said of another
    return changed


def copy_of_words(newsletter: Newsletter, words: Words, *, by: Actor) -> Newsletter:
    """A new draft like a newsletter but with other words: what was written while somebody else was faster.

    Raises:
        WrongFact: the words cannot be.
    """
    clean = checked(words)
    copy = create_newsletter(by=by, like=newsletter, is_template=newsletter.is_template)
    _put(copy, asdict(clean), by)
    return copy


def save_keeping_theirs(newsletter: Newsletter, words: Words, *, seen: int, by: Actor) -> Newsletter:
    """Save over what somebody else wrote, which stays in a draft of its own (given back). ``seen``: the version of theirs.

    Raises:
        Overtaken: they saved once more.
        WrongFact: as ``save``.
    """
    _hold_draft(newsletter, seen)
    theirs = create_newsletter(by=by, like=newsletter, is_template=newsletter.is_template)
    _put(newsletter, asdict(checked(words)), by)
    return theirs


def delete_newsletter(newsletter: Newsletter, *, by: Actor) -> dict[str, Any]:
    """Delete a draft or a model; what it said is given back, for the undo. What began to leave is never deleted.

    Raises:
        WrongFact: it is no draft.
    """
    db.session.refresh(newsletter, with_for_update=True)
    must_be_draft(newsletter)
    kept = {name: getattr(newsletter, name) for name in KEPT_FOR_UNDO}
    kept["created_by"] = str(newsletter.created_by or "")
    record(by=by, verb="newsletter.deleted", subject=newsletter)
    db.session.delete(newsletter)
    db.session.flush()
    return kept


@undoable(DELETION, Permission.NEWSLETTERS_EDIT)
def bring_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Undo a deletion: the same row, a draft.

    Raises:
        CannotUndo: it is there already.
    """
    newsletter_id = UUID(payload["id"])
    if db.session.get(Newsletter, newsletter_id) is not None:
        raise CannotUndo(_("La newsletter c'è già."))
    made = Newsletter(id=newsletter_id, **{name: payload[name] for name in KEPT_FOR_UNDO})
    made.created_by = UUID(payload["created_by"]) if payload["created_by"] else None
    made.updated_by = by.account_id
    db.session.add(made)
    db.session.flush()
    record(by=by, verb="newsletter.brought_back", subject=made)


def must_be_draft(newsletter: Newsletter) -> None:
    """Refuse what is no draft any more.

    Raises:
        WrongFact: it waits for approval, has a day, or has left.
    """
    if newsletter.state != NewsletterState.DRAFT:
        raise WrongFact(
            "state", _l("Questa newsletter non è più una bozza: per cambiarla va prima ripresa, o copiata.")
        )


def _hold_draft(newsletter: Newsletter, seen: int) -> None:
    db.session.refresh(newsletter, with_for_update=True)
    must_be_draft(newsletter)
    if newsletter.version != seen:
        raise Overtaken(newsletter)


def _put(newsletter: Newsletter, values: dict[str, Any], by: Actor) -> list[str]:
    changed = [name for name, value in values.items() if getattr(newsletter, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(newsletter, name, values[name])
    newsletter.version += 1
    newsletter.updated_at, newsletter.updated_by = now(), by.account_id
    newsletter.writers = _with(newsletter.writers, by)
    # An approval is of what was read: it may still be there on a draft that was taken off the calendar.
    newsletter.submitted_by = newsletter.approved_by = newsletter.approved_at = None
    db.session.flush()
    record(by=by, verb="newsletter.changed", subject=newsletter, changes={"fields": changed})
    return changed


def _writers_of(newsletter: Newsletter | None) -> list[Any]:
    """Whose words would be in a copy; nobody's, when they were approved as they are."""
    if newsletter is None or newsletter.approved_at is not None:
        return []
    there = list(newsletter.writers or [])
    begun_by = str(newsletter.created_by or "")
    return there if not begun_by or begun_by in there else [begun_by, *there]


def _with(writers: list[Any] | None, by: Actor) -> list[Any]:
    """Everybody who wrote so far, and who writes now."""
    there = list(writers or [])
    return there if by.account_id is None or str(by.account_id) in there else [*there, str(by.account_id)]
