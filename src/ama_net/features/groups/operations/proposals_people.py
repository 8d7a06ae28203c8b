"""Who would come to a group that is being born: counted, told, and never listed by what they are interested in."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from ama_net.features.groups import join_secrets
from ama_net.features.groups.models import JoinRequest, Proposal, Purpose, Stage
from ama_net.features.groups.models.join_requests import JoinState
from ama_net.features.groups.operations.join_requests import FormAlreadyUsed, Sending, earlier_sending, keep_request
from ama_net.features.groups.operations.proposals import Overtaken, lock_proposal
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import send_mail

NEWS = frozenset({Stage.VENUE, Stage.STARTING, Stage.ACTIVE, Stage.PAUSED, Stage.CLOSED})
"""Stages of which there is something to tell."""


@dataclass(frozen=True)
class Told:
    """How many were written to, and how many are on the list to call."""

    by_mail: int
    to_call: int


def ask_to_be_told(proposal: Proposal, sending: Sending, *, by: Actor) -> JoinRequest:
    """Keep somebody's interest in a group that is being born, as a sealed request; anyone may.

    A proposal joined to another in the meantime leads to the other. A form sent twice makes one request.

    Raises:
        FormAlreadyUsed: the same form, but with other words or for something else.
        Overtaken: it takes no interest any more.
    """
    earlier = earlier_sending(sending)
    if earlier is not None:
        if earlier.purpose != Purpose.INTEREST:
            raise FormAlreadyUsed
        return earlier
    where_it_went = _held(proposal.id)
    if where_it_went is None or not takes_interest(where_it_went):
        raise Overtaken
    return keep_request(sending, Purpose.INTEREST, proposal_id=where_it_went.id, by=by)


def takes_interest(proposal: Proposal) -> bool:
    """Whether people may ask to be told: everybody may read of it, and it has not started yet."""
    return proposal.published and proposal.stage in {Stage.GATHERING, Stage.VENUE, Stage.STARTING}


def tell(proposal: Proposal, *, by: Actor) -> Told:
    """Tell who waits that there is news: one mail each, and who left only a telephone goes on the list to call.

    The mail says neither which group nor what news: these are read at the person's own link. Whoever was told since the
    last step is not told again, so that the button pressed twice sends once.

    Raises:
        Overtaken: it was joined to another, or nothing has happened yet that could be told.
    """
    lock_proposal(proposal)
    if proposal.is_merged or proposal.stage not in NEWS:
        raise Overtaken
    wanted = select(JoinRequest).where(untold(proposal)).order_by(JoinRequest.id)
    people = list(db.session.scalars(wanted.with_for_update(of=JoinRequest)))
    for request in people:
        request.told_at = request.changed_at = now()  # news: the year without any begins again
        request.warned_at = None
        if request.by_mail:
            _write_to(request)
    if people:
        proposal.told_at = now()
        record(by=by, verb="proposal.told", subject=proposal)
    by_mail = sum(request.by_mail for request in people)
    return Told(by_mail, len(people) - by_mail)


def untold(proposal: Proposal) -> ColumnElement[bool]:
    """Requests of a proposal whose people have not been told of its last step."""
    not_since = or_(JoinRequest.told_at.is_(None), JoinRequest.told_at < proposal.stage_since)
    return (
        (JoinRequest.proposal_id == proposal.id)
        & (JoinRequest.state != JoinState.CLOSED)
        & JoinRequest.emptied_at.is_(None)
        & not_since
    )


def _held(proposal_id: UUID | None) -> Proposal | None:
    """The proposal, or the one it was joined to, kept as it is until the commit."""
    proposal: Proposal | None = None
    while proposal_id is not None:
        wanted = select(Proposal).where(Proposal.id == proposal_id).with_for_update(read=True, of=Proposal)
        proposal = db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
        proposal_id = proposal.merged_into if proposal else None
    return proposal


def _write_to(request: JoinRequest) -> None:
    link = join_secrets.absolute_link(join_secrets.WAYS.link_token(request.id), request.language)
    to, context = request.contact or "", {"link": link}
    send_mail("groups/join_request_news", to=to, context=context, about=request, locale=request.language)
