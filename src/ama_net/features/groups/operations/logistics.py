"""Rooms and material that groups ask the network for, and what came of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from ama_net.features.groups.models import Group, LogisticRequest, LogisticState
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant

UNDO_KIND = "groups.logistics"


@dataclass(frozen=True)
class Need:
    """What is needed: a room, material or something else, in words, and from when to when."""

    kind: str
    what: str
    needed_from: date | None = None
    needed_to: date | None = None


def ask_logistics(need: Need, *, group: Group | None, by: Actor) -> LogisticRequest:
    """Write down what is needed; what a facilitator asks for is told to the secretariat.

    Who may: the office with GROUPS_EDIT, and whoever keeps the group going.
    """
    asked = LogisticRequest(**vars(need), group_id=group.id if group else None, requested_by=by.account_id)
    db.session.add(asked)
    db.session.flush()
    record(by=by, verb="logistics.asked", subject=asked)
    if not by.can(Permission.GROUPS_EDIT):
        send_mail(
            "groups/logistics_new",
            to=current_tenant().identity.mail.secretariat_mail,
            context={"link": f"{current_tenant().base_url}/manage/gruppi/logistica/{asked.id}"},
            about=asked,
            locale="it",
        )
    return asked


def answer_logistics(
    asked: LogisticRequest, *, state: LogisticState, answer: str, venue_id: UUID | None, by: Actor
) -> dict[str, Any]:
    """Say how it stands, with a venue when one was found. Who may: the office with GROUPS_EDIT.

    Returns:
        What ``offer_undo`` keeps.
    """
    db.session.refresh(asked, with_for_update={"of": LogisticRequest})
    before = _standing(asked)
    asked.state, asked.answer, asked.venue_id = state, answer, venue_id
    after = _standing(asked)
    if before != after:
        record(by=by, verb="logistics.answered", subject=asked, changes={"state": [before["state"], after["state"]]})
    return {"id": str(asked.id), "before": before, "after": after}


@undoable(UNDO_KIND, Permission.GROUPS_EDIT)
def take_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Put the request back as it stood.

    Raises:
        CannotUndo: somebody has answered since.
    """
    asked = db.session.get(LogisticRequest, UUID(payload["id"]), with_for_update=True)
    if asked is None or _standing(asked) != payload["after"]:
        raise CannotUndo
    before = payload["before"]
    asked.state, asked.answer = before["state"], before["answer"]
    asked.venue_id = UUID(before["venue"]) if before["venue"] else None
    record(by=by, verb="logistics.answered", subject=asked, changes={"state": [payload["after"]["state"], asked.state]})


def _standing(asked: LogisticRequest) -> dict[str, Any]:
    venue = str(asked.venue_id) if asked.venue_id else None
    return {"state": str(asked.state), "answer": asked.answer, "venue": venue}
