"""Taking an action back: what a kind of action registers, and the single use of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import update

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.office.models import UndoAction


class CannotUndo(Exception):
    """It is too late: the hour is over, it was already taken back, or what was changed has changed again.

    The text, when there is one, is for the page.
    """


Inverse = Callable[..., Any]


@dataclass(frozen=True)
class _Kind:
    permission: Permission
    inverse: Inverse


_kinds: dict[str, _Kind] = {}


def undoable(kind: str, permission: Permission) -> Callable[[Inverse], Inverse]:
    """Register how actions of a kind (``groups.suspended``) are taken back: ``inverse(payload, by=actor)``.

    The inverse is an operation like any other (it records in the audit); it raises ``CannotUndo`` when the row is no
    longer as the action left it. Who lost the permission in the meantime cannot use it.
    """

    def register(inverse: Inverse) -> Inverse:
        if _kinds.setdefault(kind, _Kind(permission, inverse)).inverse is not inverse:
            raise ValueError(f"two ways back for {kind!r}")
        return inverse

    return register


def keep_undo(kind: str, payload: dict[str, Any], *, by: Actor, confided: dict[str, Any] | None = None) -> UndoAction:
    """Keep the way back from what ``by`` has just done.

    ``payload``: identifiers and states only. ``confided``: what was removed and is personal, kept sealed for the hour;
    the inverse gets both together.
    """
    if kind not in _kinds:
        raise LookupError(f"no way back is registered for {kind!r}")
    if by.account_id is None:
        raise ValueError("only what a person did can be offered back")
    action = UndoAction(account_id=by.account_id, kind=kind, payload=payload)
    action.confided = None if confided is None else json.dumps(confided)
    db.session.add(action)
    return action


def undo(undo_id: UUID, *, by: Actor) -> None:
    """Take an action back: once, within its hour, only by the account that did it.

    Two clicks at once: the first wins the row, the second finds it used.

    Raises:
        CannotUndo: used, expired, of another account, no longer permitted, or overtaken by another change.
    """
    taken = db.session.execute(
        update(UndoAction)
        .where(
            UndoAction.id == undo_id,
            UndoAction.account_id == by.account_id,
            UndoAction.used_at.is_(None),
            UndoAction.expires_at > now(),
        )
        .values(used_at=now())
        .returning(UndoAction.kind, UndoAction.payload)
    ).one_or_none()
    kind = _kinds.get(taken.kind) if taken else None
    if taken is None or kind is None or not by.can(kind.permission):
        raise CannotUndo
    kind.inverse({**taken.payload, **_confided(undo_id)}, by=by)


def _confided(undo_id: UUID) -> dict[str, Any]:
    """What the action kept sealed; from here on it is kept no more."""
    action = db.session.get_one(UndoAction, undo_id)
    kept: dict[str, Any] = json.loads(action.confided or "{}")
    action.confided = None
    return kept
