"""What is read about groups that are not there yet: what everybody may, the office's board and list, how many wait."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ama_net.features.groups.models import Group, JoinRequest, Proposal, ProposalKind, Purpose, Stage, Status, Theme
from ama_net.features.groups.models.join_requests import JoinState
from ama_net.features.groups.operations.proposals_merging import MERGEABLE
from ama_net.features.groups.operations.proposals_people import untold
from ama_net.features.groups.proposal_words import KINDS, STAGES
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.tenancy import current_tenant

ON_THE_WAY = tuple(stage for stage in Stage if stage in MERGEABLE)
"""Stages of what is still to become a group."""

UNSAID = "none"
"""What the address of the list says for a theme or a place nobody has said."""


def district_names() -> dict[str, str]:
    """The association's districts in its order: the word of the gazetteer, and what the association calls it."""
    return {one.gazetteer or one.name: one.name for one in current_tenant().identity.districts}


# --- what everybody reads --------------------------------------------------------------------------------------------


def announced() -> list[Proposal]:
    """Groups being born that everybody may read of, the nearest to their start first."""
    nearness = case({Stage.STARTING: 0, Stage.VENUE: 1}, value=Proposal.stage, else_=2)
    wanted = _public().order_by(nearness, Proposal.stage_since.desc(), Proposal.id)
    return list(db.session.scalars(wanted))


def public_proposal(slug: str) -> Proposal | None:
    """The group being born at an address; None when there is none that may be read of."""
    return db.session.scalars(_public().where(Proposal.slug == slug)).one_or_none()


def where_it_went(slug: str) -> Proposal | None:
    """What has become of a proposal that was announced: the one it was joined to, or itself once it has a group."""
    found = db.session.scalars(select(Proposal).where(Proposal.slug == slug)).one_or_none()
    while found is not None and found.merged_into is not None:
        found = db.session.get(Proposal, found.merged_into)
    return found


def _public() -> Select[Proposal]:
    stages = (Stage.GATHERING, Stage.VENUE, Stage.STARTING)
    may = and_(Proposal.published, Proposal.merged_into.is_(None), Proposal.stage.in_(stages))
    return (
        select(Proposal)
        .where(may)
        .options(joinedload(Proposal.theme), joinedload(Proposal.audience), joinedload(Proposal.municipality))
    )


# --- the office's board ----------------------------------------------------------------------------------------------


@dataclass
class Cell:
    """How many proposals and needs meet at a theme and a district."""

    proposals: int = 0
    needs: int = 0


@dataclass
class Board:
    """The matrix: themes down, districts across; only those with something in them."""

    themes: list[tuple[str, str]] = field(default_factory=list)
    districts: list[tuple[str, str]] = field(default_factory=list)
    cells: dict[tuple[str, str], Cell] = field(default_factory=dict)


def board() -> Board:
    """What is on its way, by theme and district, in two statements."""
    counts = (
        select(Proposal.theme_id, Proposal.district, Proposal.kind, func.count())
        .where(Proposal.merged_into.is_(None), Proposal.stage.in_(ON_THE_WAY))
        .group_by(Proposal.theme_id, Proposal.district, Proposal.kind)
    )
    cells: dict[tuple[str, str], Cell] = {}
    for theme_id, district, kind, count in db.session.execute(counts):
        cell = cells.setdefault((str(theme_id or UNSAID), district or UNSAID), Cell())
        if kind == ProposalKind.NEED:
            cell.needs += count
        else:
            cell.proposals += count
    themes = [(key, label) for key, label in [*_theme_labels(), (UNSAID, _("Tema non detto"))] if _is_in(cells, 0, key)]
    return Board(themes, _district_labels(cells), cells)


def on_the_way() -> int:
    """How many proposals and needs are still to become a group."""
    wanted = select(func.count()).where(Proposal.merged_into.is_(None), Proposal.stage.in_(ON_THE_WAY))
    return db.session.execute(wanted).scalar_one()


def _theme_labels() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Theme.id, Theme.label).order_by(Theme.position, Theme.label))
    return [(str(row.id), row.label) for row in rows]


def _district_labels(cells: dict[tuple[str, str], Cell]) -> list[tuple[str, str]]:
    """The association's own in its order, then any other word of the gazetteer, then what nobody has said."""
    known = {**district_names(), **{key: key for _theme, key in sorted(cells) if key != UNSAID}}
    named = {**known, **district_names(), UNSAID: _("Zona non detta")}
    return [(key, name) for key, name in named.items() if _is_in(cells, 1, key)]


def _is_in(cells: dict[tuple[str, str], Cell], place: int, key: str) -> bool:
    return any(both[place] == key for both in cells)


# --- the office's list and pages -------------------------------------------------------------------------------------


def office_proposals() -> Select[Proposal]:
    """Every proposal that stands for itself."""
    return (
        select(Proposal)
        .outerjoin(Proposal.theme)
        .where(Proposal.merged_into.is_(None))
        .options(contains_eager(Proposal.theme))
    )


def proposal_of_office(proposal_id: UUID) -> Proposal | None:
    """One proposal with what its page shows."""
    wanted = select(Proposal).where(Proposal.id == proposal_id)
    return db.session.scalars(
        wanted.options(
            joinedload(Proposal.theme),
            joinedload(Proposal.group),
            joinedload(Proposal.municipality),
            selectinload(Proposal.steps),
        )
    ).one_or_none()


def similar_to(proposal: Proposal) -> list[Proposal]:
    """Others on their way with the same theme, those of the same district first: perhaps the same group."""
    if proposal.theme_id is None:
        return []
    wanted = office_proposals().where(
        Proposal.theme_id == proposal.theme_id, Proposal.id != proposal.id, Proposal.stage.in_(ON_THE_WAY)
    )
    nearer = case((Proposal.district == proposal.district, 0), else_=1)
    return list(db.session.scalars(wanted.order_by(nearer, Proposal.created_at).limit(5)))


def joined_to(proposal: Proposal) -> list[Proposal]:
    """What became part of a proposal."""
    wanted = select(Proposal).where(Proposal.merged_into == proposal.id).options(joinedload(Proposal.theme))
    return list(db.session.scalars(wanted.order_by(Proposal.created_at)))


def groups_to_link() -> list[Group]:
    """Groups a proposal may turn out to be: of the directory, not closed."""
    wanted = select(Group).where(Group.status != Status.CLOSED, Group.is_example.is_(False))
    return list(db.session.scalars(wanted.order_by(Group.sort_name)))


@dataclass(frozen=True)
class Waiting:
    """Who waits for a proposal, as numbers: who proposed or reported, who would come, who is still to be told."""

    proposers: int
    interested: int
    untold_by_mail: int
    untold_by_phone: int

    @property
    def untold(self) -> int:
        """How many do not know of its last step."""
        return self.untold_by_mail + self.untold_by_phone


def people_of(proposal: Proposal) -> Waiting:
    """How many wait for it, in one statement; who they are is nowhere."""
    mail = JoinRequest.contact_kind == ContactKind.EMAIL
    counts = select(
        func.count().filter(JoinRequest.purpose == Purpose.PROPOSE),
        func.count().filter(JoinRequest.purpose == Purpose.INTEREST),
        func.count().filter(untold(proposal), mail),
        func.count().filter(untold(proposal), ~mail),
    ).where(
        JoinRequest.proposal_id == proposal.id,
        JoinRequest.state != JoinState.CLOSED,
        JoinRequest.emptied_at.is_(None),
    )
    return Waiting(*db.session.execute(counts).one())


def name_of(proposal: Proposal) -> str:
    """What a proposal is called in the office, before it has a name."""
    about = proposal.theme.label if proposal.theme else _("Tema non detto")
    return proposal.title or f"{about} · {KINDS[proposal.kind]}"


def place_of(proposal: Proposal) -> str:
    """Where it would be, as the association calls the district."""
    town = proposal.municipality.label if proposal.municipality_code and proposal.municipality else ""
    return town or district_names().get(proposal.district, proposal.district)


def _theme_is(value: Any) -> ColumnElement[bool]:
    return Proposal.theme_id.is_(None) if value == UNSAID else Proposal.theme_id == UUID(str(value))


def _district_is(value: Any) -> ColumnElement[bool]:
    return Proposal.district == ("" if value == UNSAID else value)


def _theme_options() -> list[tuple[str, Any]]:
    return [*_theme_labels(), (UNSAID, _l("Tema non detto"))]


def _district_options() -> list[tuple[str, Any]]:
    return [*district_names().items(), (UNSAID, _l("Zona non detta"))]


def _queue() -> ColumnElement[int]:
    """What is on its way first, then groups, then what was closed."""
    return case({Stage.ACTIVE: 1, Stage.PAUSED: 1, Stage.CLOSED: 2}, value=Proposal.stage, else_=0)


PROPOSALS = Listing(
    Column("queue", "", sort=_queue(), shown=False, value=lambda _proposal: ""),
    Column("name", _l("Gruppo"), value=name_of),
    Column("place", _l("Zona"), value=place_of, sort=Proposal.district),
    Column("stage", _l("A che punto è"), value=lambda proposal: STAGES[proposal.stage], sort=Proposal.stage),
    Column("created_at", _l("Arrivata"), sort=Proposal.created_at),
    filters=(
        Filter("stage", _l("A che punto è"), Proposal.stage, STAGES, many=True),
        Filter("theme", _l("Tema"), options=_theme_options, where=_theme_is),
        Filter("district", _l("Zona"), options=_district_options, where=_district_is),
        Filter("kind", _l("Che cos'è"), Proposal.kind, KINDS),
    ),
    search=search_words(Proposal.title, Proposal.organisation),
    order="queue",
)
"""The office's list: what is asked for, and not by whom."""
