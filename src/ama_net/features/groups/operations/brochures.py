"""Editions of the brochure: made in four papers, kept with their day, taken off the page when they no longer hold.

Who may: the office with GROUPS_EDIT. An edition is never changed and never erased by a robot: somebody may have it in hand.
"""

import io
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from pypdf import PdfReader
from sqlalchemy import select

from ama_net.features.groups.brochure import NothingToPrint, brochure_contents, confirmed_groups, make_paper
from ama_net.features.groups.models import Brochure, BrochureKind, Group
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.directory import Listing
from ama_net.kernel.office import CannotUndo, undoable

UNDO_KIND = "groups.brochure"


def make_edition(
    edition_id: UUID, *, valid_until: date, by: Actor, step: Callable[[], None] = lambda: None
) -> list[Brochure]:
    """Make the four papers of an edition from what is published now and keep them; asked twice, it is done once.

    ``step`` is called after each paper.

    Raises:
        NothingToPrint: no group is confirmed.
    """
    # Delivered to two workers at once, the second waits here and finds the papers of the first.
    hold(f"brochure:{edition_id}")
    kept = list(db.session.scalars(select(Brochure).where(Brochure.edition_id == edition_id)))
    if kept:
        return kept
    groups = _held_groups()
    if not groups:
        raise NothingToPrint
    contents, made_at = brochure_contents(groups, valid_until=valid_until), now()
    papers: dict[BrochureKind, bytes] = {}
    for kind in BrochureKind:
        papers[kind] = make_paper(kind, contents, a5=papers.get(BrochureKind.A5))
        step()
    made = [
        Brochure(
            edition_id=edition_id,
            kind=kind,
            made_at=made_at,
            made_by=by.account_id,
            valid_until=valid_until,
            groups=len(groups),
            group_ids=[group.group_id for group in groups],
            pages=len(PdfReader(io.BytesIO(body)).pages),
            size=len(body),
            accessible=is_accessible(body),
            sha256=sha256(body).hexdigest(),
            body=body,
        )
        for kind, body in papers.items()
    ]
    db.session.add_all(made)
    db.session.flush()
    record(by=by, verb="brochure.made", subject=made[0], changes={"groups": len(groups)})
    return made


def withdraw_edition(edition_id: UUID, *, by: Actor) -> dict[str, Any]:
    """Take an edition off the public page; the papers stay in the office.

    Returns:
        What ``offer_undo`` keeps: empty when there was nothing to withdraw.
    """
    papers = [paper for paper in _locked(edition_id) if not paper.is_withdrawn]
    for paper in papers:
        paper.withdrawn_at, paper.withdrawn_by = now(), by.account_id
    if papers:
        record(by=by, verb="brochure.withdrawn", subject=papers[0])
    return {"edition": str(edition_id)} if papers else {}


@undoable(UNDO_KIND, Permission.GROUPS_EDIT)
def take_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Put a withdrawn edition back on the public page.

    Raises:
        CannotUndo: it is there already, or it tells what one of its groups no longer wants told.
    """
    papers = [paper for paper in _locked(UUID(payload["edition"])) if paper.is_withdrawn]
    if not papers or any(paper.withdrawn_why for paper in papers):
        raise CannotUndo
    for paper in papers:
        paper.withdrawn_at = paper.withdrawn_by = None
    record(by=by, verb="brochure.put_back", subject=papers[0])


def withdraw_editions_telling(group_id: UUID, *, why: str, by: Actor) -> None:
    """Take every edition that tells a group off the public page for good: what it says may be told no more (GDPR art. 7.3).

    ``why`` is "protected", "unpublished" or "contact". Called in the transaction that changes the group, after the
    change is written: the row of the group orders it and an edition that is being made.
    """
    telling = select(Brochure.edition_id).where(Brochure.group_ids.contains([group_id])).distinct()
    for edition_id in sorted(db.session.scalars(telling)):
        papers = _locked(edition_id)
        shown = [paper for paper in papers if not paper.is_withdrawn]
        for paper in papers:
            paper.withdrawn_why = paper.withdrawn_why or why
        for paper in shown:
            paper.withdrawn_at, paper.withdrawn_by = now(), by.account_id
        if shown:
            record(by=by, verb="brochure.withdrawn", subject=shown[0])


def _held_groups() -> list[Listing]:
    """The groups to print, held: who protects one of them meanwhile waits, and then withdraws this edition too."""
    ids = [group.group_id for group in confirmed_groups()]
    db.session.execute(select(Group.id).where(Group.id.in_(ids)).order_by(Group.id).with_for_update(read=True))
    db.session.expire_all()
    return [group for group in confirmed_groups() if group.group_id in ids]


def _locked(edition_id: UUID) -> list[Brochure]:
    found = select(Brochure).where(Brochure.edition_id == edition_id).order_by(Brochure.id).with_for_update()
    return list(db.session.scalars(found))
