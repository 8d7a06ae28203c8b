"""The invented proposals of an association's demo.toml, each at its stage, with nobody's telephone waiting for them."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from ama_net.features.groups.join_consent import consent_text
from ama_net.features.groups.models import Audience, Proposal, Purpose, Stage, Theme
from ama_net.features.groups.operations.join_requests import JoinWords, Sending, keep_request
from ama_net.features.groups.operations.proposals import ProposalFacts, PublicWords, add_proposal, change_proposal
from ama_net.features.groups.operations.proposals_steps import Step, move
from ama_net.foundation.clock import today
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.confiding import CallTime, ContactKind
from ama_net.kernel.places.queries import find_municipality
from ama_net.kernel.tenancy.tenant_demo import DemoProposal
from ama_net.kernel.tenancy.tenant_file import load_demo

WAY = (Stage.GATHERING, Stage.VENUE, Stage.STARTING)
NOBODY = "Esempio"
TELEPHONE = "+3905100001"
"""No such number can exist: two digits are added."""


def seed_demo_proposals(folder: Path) -> None:
    """Write down the proposals of ``folder``/demo.toml in the association in scope. Harmless to repeat."""
    if db.session.execute(select(Proposal.id).limit(1)).first() is not None:
        return
    for facts in load_demo(folder).proposals:
        _add(facts)


def _add(said: DemoProposal) -> None:
    town = find_municipality(said.municipality) if said.municipality else None
    facts = ProposalFacts(
        kind=said.kind,
        theme_id=_by_key(Theme, said.theme),
        audience_id=_by_key(Audience, said.audience),
        district=(town.district if town else "") or said.district or "",
        municipality_code=town.istat_code if town else None,
        organisation=said.organisation or "",
    )
    proposal = add_proposal(facts, by=SYSTEM)
    reached = Stage(said.stage)
    published = said.title is not None and reached != Stage.IDEA
    words = PublicWords(said.title or "", said.text or "", said.where or "", published)
    change_proposal(proposal, facts, words, by=SYSTEM)
    for stage in WAY[: WAY.index(reached) + 1] if reached in WAY else ():
        move(proposal, Step(seen=proposal.stage, to=stage, day=today()), by=SYSTEM)
    for number in range(said.interested):
        _would_come(proposal, number)


def _would_come(proposal: Proposal, number: int) -> None:
    words = JoinWords(NOBODY, f"{TELEPHONE}{number:02}", ContactKind.PHONE, CallTime.ANY)
    sending = Sending(words, new_token(), consent_text(Purpose.INTEREST), "it")
    keep_request(sending, Purpose.INTEREST, proposal_id=proposal.id, by=SYSTEM)


def _by_key(model: type[Theme | Audience], key: str | None) -> UUID | None:
    return db.session.scalars(select(model.id).where(model.key == key)).one_or_none() if key else None
