"""Proposals of groups and reported needs: sent by anybody, written down and corrected by the office.

Who may: anyone proposes; the office with GROUPS_EDIT does the rest. Proposals are locked before the requests that lead to
them, several in the order of their keys.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from sqlalchemy import select

from ama_net.features.groups.importing.slugs import SlugBook
from ama_net.features.groups.models import JoinRequest, Proposal, ProposalKind, ProposalStep, Purpose, Stage
from ama_net.features.groups.operations.join_requests import FormAlreadyUsed, Sending, earlier_sending, keep_request
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record

ADDRESSES = frozenset({"proposta", "bisogno", "partecipa"})
"""Words that are addresses beside those of announced groups."""


class Overtaken(Exception):
    """Somebody else has moved, joined or closed the proposal in the meantime."""


@dataclass(frozen=True)
class ProposalFacts:
    """What a proposal is about: nothing in it is about a person."""

    kind: str = ProposalKind.PROPOSAL
    theme_id: UUID | None = None
    audience_id: UUID | None = None
    district: str = ""
    municipality_code: str | None = None
    organisation: str = ""


@dataclass(frozen=True)
class PublicWords:
    """What everybody reads of a group that is being born, in the office's words, and whether they may."""

    title: str = ""
    public_text: str = ""
    public_where: str = ""
    published: bool = False


def propose(facts: ProposalFacts, sending: Sending, *, by: Actor) -> JoinRequest:
    """Keep what somebody proposes or reports, with the sealed request that says who, and tell the secretariat.

    Anyone may. A form sent twice makes one proposal. The consent is explicit (GDPR art. 9.2.a, proof art. 7.1).

    Raises:
        FormAlreadyUsed: the same form, but with other words.
    """
    earlier = earlier_sending(sending)
    if earlier is not None:
        if earlier.purpose != Purpose.PROPOSE:
            raise FormAlreadyUsed
        return earlier
    proposal = _new_proposal(facts, by=by)
    record(by=by, verb="proposal.sent", subject=proposal, changes={"kind": proposal.kind})
    return keep_request(sending, Purpose.PROPOSE, proposal_id=proposal.id, by=by)


def add_proposal(facts: ProposalFacts, *, by: Actor) -> Proposal:
    """Write down what the office was told by voice, without anybody's name."""
    proposal = _new_proposal(facts, by=by)
    record(by=by, verb="proposal.added", subject=proposal, changes={"kind": proposal.kind})
    return proposal


def change_proposal(proposal: Proposal, facts: ProposalFacts, words: PublicWords, *, by: Actor) -> list[str]:
    """Correct a proposal and what everybody reads of it; returns the names of what changed.

    Publishing it gives it an address, which does not change any more.

    Raises:
        ValueError: it would be published without a title.
    """
    lock_proposal(proposal)
    if words.published and not words.title:
        raise ValueError("a published proposal has a title")
    wanted = {field.name: getattr(part, field.name) for part in (facts, words) for field in fields(part)}
    changed = [name for name, value in wanted.items() if getattr(proposal, name) != value]
    if words.published and proposal.slug is None:
        proposal.slug = _new_slug(words.title)  # first: nothing may be published without an address
    for name in changed:
        setattr(proposal, name, wanted[name])
    if changed:
        record(by=by, verb="proposal.changed", subject=proposal, changes={"fields": changed})
    return changed


def announce(proposal: Proposal) -> None:
    """Let everybody read of it, at an address that comes from its title and does not change any more."""
    if proposal.slug is None:
        proposal.slug = _new_slug(proposal.title)
    proposal.published = True


def lock_proposal(proposal: Proposal) -> None:
    """Read a proposal anew, nobody else being able to change it until the commit; what was just written is kept.

    Not its key: a request written twice in one transaction (withdrawn, then emptied) asks whether it still exists.
    """
    db.session.flush()
    db.session.refresh(proposal, with_for_update={"of": Proposal, "key_share": True})


def locked_proposals(proposal_ids: Sequence[UUID]) -> list[Proposal]:
    """Proposals as they are now, nobody else being able to change them until the commit; in the order of their keys."""
    wanted = select(Proposal).where(Proposal.id.in_(proposal_ids)).order_by(Proposal.id)
    wanted = wanted.with_for_update(of=Proposal, key_share=True).execution_options(populate_existing=True)
    return list(db.session.scalars(wanted))


def add_step(proposal: Proposal, to: Stage, *, reason: str = "", by: Actor) -> ProposalStep:
    """Note a step of today. Moving the proposal itself is ``proposals_steps.move``."""
    step = ProposalStep(
        proposal_id=proposal.id, from_stage=proposal.stage, to_stage=to, day=today(), made_by=by.account_id
    )
    step.reason = reason or None
    db.session.add(step)
    return step


def _new_proposal(facts: ProposalFacts, *, by: Actor) -> Proposal:
    proposal = Proposal(**{field.name: getattr(facts, field.name) for field in fields(facts)})
    db.session.add(proposal)
    db.session.flush()
    step = add_step(proposal, Stage.IDEA, by=by)
    step.from_stage = ""
    return proposal


def _new_slug(title: str) -> str:
    taken = set(db.session.scalars(select(Proposal.slug).where(Proposal.slug.is_not(None))))
    return SlugBook({slug for slug in taken if slug} | ADDRESSES).take(title)
