"""The way of a proposal to a group, step by step; each step is a dated row with its reason. Who may: GROUPS_EDIT."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ama_net.features.groups.models import Group, Proposal, Stage, Status
from ama_net.features.groups.operations.directory import GroupFacts, add_group
from ama_net.features.groups.operations.proposals import Overtaken, add_step, announce, lock_proposal
from ama_net.features.groups.operations.states import change_states
from ama_net.features.groups.rules import may_be_confirmed, may_be_suspended
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record

NEXT: dict[Stage, tuple[Stage, ...]] = {
    Stage.IDEA: (Stage.GATHERING, Stage.CLOSED),
    Stage.GATHERING: (Stage.VENUE, Stage.STARTING, Stage.IDEA, Stage.CLOSED),
    Stage.VENUE: (Stage.STARTING, Stage.ACTIVE, Stage.GATHERING, Stage.CLOSED),
    Stage.STARTING: (Stage.ACTIVE, Stage.VENUE, Stage.GATHERING, Stage.CLOSED),
    Stage.ACTIVE: (Stage.PAUSED, Stage.CLOSED),
    Stage.PAUSED: (Stage.ACTIVE, Stage.CLOSED),
    Stage.CLOSED: (Stage.IDEA, Stage.GATHERING),
}
"""Where a proposal may go from each stage: onwards first, then a step back. A group may be announced before it has a place."""


NAMED = frozenset({Stage.STARTING, Stage.ACTIVE})
"""Where a proposal may go only with a name: everybody reads it."""


class WrongStep(Exception):
    """There is no such step from where the proposal is, or something is missing for it."""


@dataclass(frozen=True)
class Step:
    """A step to be made: ``seen`` is where the page showed the proposal, ``group_id`` a group already in the directory."""

    seen: str
    to: Stage
    day: date
    reason: str = ""
    group_id: UUID | None = None


def next_stages(proposal: Proposal) -> tuple[Stage, ...]:
    """Where a proposal may go. What has a group goes back to it, not to an idea."""
    if proposal.stage == Stage.CLOSED and proposal.group_id is not None:
        return (Stage.ACTIVE,)
    return NEXT[Stage(proposal.stage)]


def move(proposal: Proposal, step: Step, *, by: Actor) -> None:
    """Make a step.

    What is about to start is announced to everybody. What starts is linked to a group, a new one unless one is named;
    later steps change the group's state.

    Raises:
        Overtaken: the proposal is no longer where the page showed it (somebody else moved or joined it).
        WrongStep: the step is not one of ``next_stages``, is in the future, or lacks the title to announce or start it.
    """
    lock_proposal(proposal)
    if proposal.stage != step.seen or proposal.is_merged:
        raise Overtaken
    if step.to not in next_stages(proposal) or step.day > today():
        raise WrongStep
    if step.to in NAMED and not proposal.title:
        raise WrongStep
    written = add_step(proposal, step.to, reason=step.reason, by=by)
    written.day = step.day
    changes = {"stage": [proposal.stage, step.to]}
    proposal.stage, proposal.stage_since = step.to, now()
    _follow(proposal, step, by=by)
    record(by=by, verb="proposal.moved", subject=proposal, changes=changes)


def _follow(proposal: Proposal, step: Step, *, by: Actor) -> None:
    if step.to == Stage.STARTING:
        announce(proposal)
    elif step.to == Stage.ACTIVE:
        _start(proposal, step, by=by)
    elif proposal.group is not None and step.to == Stage.PAUSED and may_be_suspended(proposal.group):
        change_states([proposal.group], "suspend", by=by)
    elif proposal.group is not None and step.to == Stage.CLOSED:
        _close_group(proposal.group, step.day, by=by)


def _start(proposal: Proposal, step: Step, *, by: Actor) -> None:
    """Link the group. Back from a pause it is confirmed again: somebody of the association has just spoken with it.

    From the first start counts the time after which who was interested is forgotten.
    """
    proposal.started_on = proposal.started_on or step.day
    if proposal.group_id is None:
        named = db.session.get(Group, step.group_id) if step.group_id else None
        if step.group_id and named is None:
            raise WrongStep
        group = named or add_group(_facts(proposal), by=by)
        group.started_on = group.started_on or step.day
        proposal.group_id = group.id
        db.session.flush()
        return
    group = db.session.get_one(Group, proposal.group_id)
    if group.status == Status.CLOSED:
        group.status, group.ended_on = Status.SUSPENDED, None
    if may_be_confirmed(group):
        change_states([group], "confirm", by=by)


def _facts(proposal: Proposal) -> GroupFacts:
    return GroupFacts(
        name=proposal.title,
        status=Status.ACTIVE,
        theme_id=proposal.theme_id,
        audience_ids=(proposal.audience_id,) if proposal.audience_id else (),
        municipality_code=proposal.municipality_code,
        description=proposal.public_text,
        organisation=proposal.organisation,
    )


def _close_group(group: Group, day: date, *, by: Actor) -> None:
    if group.status == Status.CLOSED:
        return
    changes = {"status": [group.status, Status.CLOSED]}
    group.status, group.ended_on, group.office_changed_at = Status.CLOSED, day, now()
    record(by=by, verb="group.changed", subject=group, changes=changes)
