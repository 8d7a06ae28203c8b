"""Editions of the brochure, as pages list them: never with the bytes, which only a download reads."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from ama_net.features.groups.brochure.contents import CONFIRMED
from ama_net.features.groups.models import Brochure, BrochureKind, Group, Kind, Status
from ama_net.foundation.clock import today
from ama_net.foundation.database import db

PAPER_WORDS = {
    BrochureKind.A5: _l("Da leggere e da tenere in tasca (A5)"),
    BrochureKind.A4: _l("Pagina grande (A4)"),
    BrochureKind.LARGE: _l("A caratteri grandi (A4)"),
    BrochureKind.BOOKLET: _l("Da stampare e piegare (fogli A4, fronte e retro sul lato corto)"),
}
FORMATS = {"a5": BrochureKind.A5, "a4": BrochureKind.A4, "grande": BrochureKind.LARGE, "libretto": BrochureKind.BOOKLET}
"""What stands in the address after ``?formato=``."""
MOST_EDITIONS = 40
WITHDRAWN_WORDS = {
    "protected": _l("Un gruppo è diventato protetto: preparare un'edizione nuova."),
    "unpublished": _l("Un gruppo non è più sul sito: preparare un'edizione nuova."),
    "contact": _l("Un gruppo ha tolto il consenso al suo contatto: preparare un'edizione nuova."),
}
"""Why an edition left the site by itself."""


@dataclass(frozen=True)
class Edition:
    """The papers made together."""

    id: UUID
    made_at: datetime
    valid_until: date
    groups: int
    withdrawn: bool
    why: str
    papers: list[Brochure]

    @property
    def is_over(self) -> bool:
        """Whether its validity has passed."""
        return self.valid_until < today()


def editions(*, withdrawn: bool) -> list[Edition]:
    """The newest editions first; ``withdrawn`` is whether the ones taken off the page are wanted too."""
    found = select(Brochure).order_by(Brochure.made_at.desc(), Brochure.edition_id, Brochure.id)
    if not withdrawn:
        found = found.where(Brochure.withdrawn_at.is_(None))
    papers = db.session.scalars(found.limit(MOST_EDITIONS * len(BrochureKind)))
    return [_edition(list(part)) for _id, part in groupby(papers, key=lambda paper: paper.edition_id)]


def _edition(papers: list[Brochure]) -> Edition:
    order = list(BrochureKind)
    papers.sort(key=lambda paper: order.index(BrochureKind(paper.kind)))
    one = papers[0]
    return Edition(one.edition_id, one.made_at, one.valid_until, one.groups, one.is_withdrawn, _why(one), papers)


def _why(paper: Brochure) -> str:
    return str(WITHDRAWN_WORDS[paper.withdrawn_why]) if paper.withdrawn_why else ""


def newest_paper(kind: BrochureKind) -> Brochure | None:
    """The newest paper of a kind that is on the page, with its bytes."""
    found = select(Brochure).where(Brochure.kind == kind, Brochure.withdrawn_at.is_(None))
    newest = found.order_by(Brochure.made_at.desc(), Brochure.id.desc()).limit(1)
    return db.session.scalars(newest.options(undefer(Brochure.body))).one_or_none()


def paper_by_id(paper_id: UUID) -> Brochure | None:
    """A paper with its bytes, withdrawn or not."""
    found = select(Brochure).where(Brochure.id == paper_id)
    return db.session.scalars(found.options(undefer(Brochure.body))).one_or_none()


def how_many_confirmed() -> int:
    """How many groups an edition made now would have."""
    return db.session.scalars(
        select(func.count()).where(
            Group.kind == Kind.GROUP,
            Group.status.in_(CONFIRMED),
            Group.confirmed_on.is_not(None),
            Group.is_example.is_(False),
            Group.published,
        )
    ).one()


def how_many_waiting() -> int:
    """How many real groups nobody has confirmed yet."""
    return db.session.scalars(
        select(func.count()).where(
            Group.kind == Kind.GROUP,
            Group.status != Status.CLOSED,
            Group.confirmed_on.is_(None),
            Group.is_example.is_(False),
        )
    ).one()
