"""Single blocks of a draft: one chosen on a page of its own, one put back after it was taken away. ``NEWSLETTERS_EDIT``."""

from copy import deepcopy
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from ama_net.across.newsletters.composing import Composition
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.operations.writing import Overtaken, save, words_in
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.people import WrongFact

BLOCK_REMOVAL = "newsletters.block_removal"


def put_block(
    newsletter: Newsletter, block: dict[str, Any], *, after: str = "", change: str = "", seen: int, by: Actor
) -> str:
    """Put a block into a draft: after another, into a column, or in place of another of its kind. Its key.

    Raises:
        Overtaken: somebody saved after the version that was read.
        WrongFact: it cannot be a block, there are too many, or the newsletter is no draft any more.
    """
    words = words_in(newsletter)
    composition = Composition(deepcopy(words.blocks))
    key = composition.replace(block, change) if change else composition.add(block, after)
    save(newsletter, replace(words, blocks=composition.blocks), seen=seen, by=by)
    return key


@undoable(BLOCK_REMOVAL, Permission.NEWSLETTERS_EDIT)
def put_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Undo the removal of a block: it goes back to its place, or as near as that still is.

    Raises:
        CannotUndo: the newsletter is gone, or no draft any more.
    """
    newsletter = db.session.get(Newsletter, UUID(payload["id"]))
    if newsletter is None:
        raise CannotUndo(_("La newsletter non c'è più."))
    words = words_in(newsletter)
    composition = Composition(deepcopy(words.blocks))
    composition.insert(payload["block"], payload["key"])
    try:
        save(newsletter, replace(words, blocks=composition.blocks), seen=newsletter.version, by=by)
    except (Overtaken, WrongFact) as error:
        raise CannotUndo(_("Nel frattempo la newsletter è cambiata.")) from error
