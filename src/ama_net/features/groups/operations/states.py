"""States of groups, one or many at a time, with a way back. Who may: the office with GROUPS_EDIT."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.groups.history import remembered
from ama_net.features.groups.models import Group, Status
from ama_net.features.groups.rules import may_be_confirmed, may_be_suspended
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable

UNDO_KIND = "groups.states"


@dataclass(frozen=True)
class StateChange:
    """What can be done to the state of groups: which ones it touches, what it writes, its verb in the audit."""

    verb: str
    applies: Callable[[Group], bool]
    values: Callable[[], dict[str, Any]]


CHANGES: dict[str, StateChange] = {
    "confirm": StateChange(
        "group.confirmed", may_be_confirmed, lambda: {"status": Status.ACTIVE, "confirmed_on": today()}
    ),
    "suspend": StateChange("group.suspended", may_be_suspended, lambda: {"status": Status.SUSPENDED}),
    "publish": StateChange("group.published", lambda group: not group.published, lambda: {"published": True}),
    "hide": StateChange("group.hidden", lambda group: group.published, lambda: {"published": False}),
}

CLOSING = StateChange("group.closed", lambda group: group.status != Status.CLOSED, lambda: {"status": Status.CLOSED})


def change_states(groups: Iterable[Group], action: str, *, by: Actor) -> dict[str, Any]:
    """Confirm, suspend, publish or hide; groups that the action does not fit are left as they are.

    Confirming says that somebody of the association has spoken with the group: it is active, as of today.

    Returns:
        What ``offer_undo`` keeps: for each group touched, its state before and after.

    Raises:
        KeyError: there is no such action.
    """
    return _change(groups, CHANGES[action], by=by)


def close_groups(groups: Iterable[Group], *, by: Actor) -> dict[str, Any]:
    """Close groups: they leave the site and every list for the public. Gives what ``offer_undo`` keeps."""
    return _change(groups, CLOSING, by=by)


def _change(groups: Iterable[Group], change: StateChange, *, by: Actor) -> dict[str, Any]:
    touched, groups = [], list(groups)
    _hold(group.id for group in groups)
    for group in groups:
        if not change.applies(group):
            continue
        before = _state(group)
        with remembered(group, by=by, way=change.verb):
            for name, value in change.values().items():
                setattr(group, name, value)
            group.office_changed_at = now()
        after = _state(group)
        touched.append({"id": str(group.id), "before": before, "after": after})
        record(by=by, verb=change.verb, subject=group, changes=_differences(before, after))
    return {"groups": touched}


@undoable(UNDO_KIND, Permission.GROUPS_EDIT)
def take_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Put groups back as they were.

    Raises:
        CannotUndo: one of them has been changed since.
    """
    before = {UUID(entry["id"]): entry for entry in payload["groups"]}
    groups = list(db.session.scalars(select(Group).where(Group.id.in_(before)).order_by(Group.id).with_for_update()))
    if len(groups) != len(before) or any(_state(group) != before[group.id]["after"] for group in groups):
        raise CannotUndo
    for group in groups:
        entry = before[group.id]
        with remembered(group, by=by, way="group.restored"):
            _restore(group, entry["before"])
        record(by=by, verb="group.restored", subject=group, changes=_differences(entry["after"], entry["before"]))


def _hold(ids: Iterable[UUID]) -> None:
    """Hold groups in the order of their keys, like whoever else changes many: two never wait for each other."""
    held = select(Group.id).where(Group.id.in_(list(ids))).order_by(Group.id)
    db.session.execute(held.with_for_update(key_share=True))


def _state(group: Group) -> dict[str, Any]:
    return {
        "status": str(group.status),
        "published": group.published,
        "confirmed_on": group.confirmed_on.isoformat() if group.confirmed_on else None,
        "office_changed_at": group.office_changed_at.isoformat() if group.office_changed_at else None,
    }


def _restore(group: Group, state: dict[str, Any]) -> None:
    group.status, group.published = state["status"], state["published"]
    group.confirmed_on = date.fromisoformat(state["confirmed_on"]) if state["confirmed_on"] else None
    changed_at = state["office_changed_at"]
    group.office_changed_at = datetime.fromisoformat(changed_at) if changed_at else None


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    said = ("status", "published", "confirmed_on")
    return {name: [before[name], after[name]] for name in said if before[name] != after[name]}
