"""Joining proposals that ask for the same group: the people of all of them wait for one. Who may: GROUPS_EDIT."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select, update

from ama_net.features.groups.models import JoinRequest, Proposal, Stage
from ama_net.features.groups.operations.proposals import Overtaken, locked_proposals
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable

UNDO_MERGING = "proposals.merged"
"""The name of the way back from joining proposals; its payload says which request came from where."""

MERGEABLE = frozenset({Stage.IDEA, Stage.GATHERING, Stage.VENUE, Stage.STARTING})


def may_be_merged(proposal: Proposal) -> bool:
    """Whether it can become part of another or take others in: it is still on its way, and stands for itself."""
    return not proposal.is_merged and proposal.stage in MERGEABLE


def merge(into: UUID, others: Sequence[UUID], *, by: Actor) -> dict[str, Any]:
    """Make ``others`` part of ``into``: their people wait for that one. A request withdrawn meanwhile stays withdrawn.

    Returns:
        What ``offer_undo`` keeps.

    Raises:
        Overtaken: one of them has been joined, started or closed in the meantime, or there is nothing to join.
    """
    wanted = {into, *others}
    found = {proposal.id: proposal for proposal in locked_proposals(list(wanted))}
    if len(wanted) < 2 or len(found) != len(wanted) or not all(map(may_be_merged, found.values())):
        raise Overtaken
    target = found.pop(into)
    moved: dict[str, list[str]] = {}
    for proposal in found.values():
        requests = _requests_of(proposal.id)
        moved[str(proposal.id)] = [str(request_id) for request_id in requests]
        _lead_to(requests, target.id)
        proposal.merged_into = target.id
        record(by=by, verb="proposal.merged", subject=proposal)
    return {"into": str(target.id), "moved": moved}


@undoable(UNDO_MERGING, Permission.GROUPS_EDIT)
def part(payload: dict[str, Any], *, by: Actor) -> None:
    """Take proposals apart again, each with the people who came with it.

    Raises:
        CannotUndo: the joint proposal has started, has been closed or joined to another.
    """
    into, moved = UUID(payload["into"]), {UUID(key): ids for key, ids in payload["moved"].items()}
    found = {proposal.id: proposal for proposal in locked_proposals([into, *moved])}
    target = found.pop(into, None)
    apart = len(found) == len(moved) and all(proposal.merged_into == into for proposal in found.values())
    if target is None or not may_be_merged(target) or not apart:
        raise CannotUndo(_("Non si può più separare: nel frattempo la proposta è andata avanti."))
    for proposal in found.values():
        proposal.merged_into = None
        _lead_to([UUID(text) for text in moved[proposal.id]], proposal.id)
        record(by=by, verb="proposal.parted", subject=proposal)


def _requests_of(proposal_id: UUID) -> list[UUID]:
    """Its requests, locked in the order of their keys."""
    wanted = select(JoinRequest.id).where(JoinRequest.proposal_id == proposal_id).order_by(JoinRequest.id)
    return list(db.session.scalars(wanted.with_for_update(of=JoinRequest)))


def _lead_to(request_ids: Sequence[UUID], proposal_id: UUID) -> None:
    db.session.execute(update(JoinRequest).where(JoinRequest.id.in_(request_ids)).values(proposal_id=proposal_id))
