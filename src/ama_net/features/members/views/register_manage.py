"""The libro soci in the office: its pages, as of any day, the history of a line, and its paper."""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy import func, select

from ama_net.features.members.models import Membership
from ama_net.features.members.queries_register import (
    BOOK,
    MemberLine,
    as_written,
    history_of,
    in_force,
    lines_in_force,
    lines_written,
)
from ama_net.features.members.register_print import csv_of_book, parts_of, pdf_of_book
from ama_net.features.members.register_words import ENTRY_KINDS, part_words
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.registers.asking import WRITTEN, asked_reading

bp = Blueprint("register_manage", __name__)

IN_FORCE = "soci"


@bp.get("/soci/libro")
@requires(Permission.MEMBERS_READ)
def index() -> str:
    """The book, a page at a time: as it is, as it was written on a day, who was a member on a day."""
    sense, day = asked_reading(IN_FORCE)
    page = BOOK.page(lines_written(day) if sense == WRITTEN else lines_in_force(day or today()), request.args)
    lines = as_written(page.rows) if sense == WRITTEN else in_force(page.rows, day or today())
    return render_template(
        "members/manage/register.html",
        page=page,
        lines={line.id: line for line in lines},
        sense=sense,
        day=day,
        typed=request.args.get("giorno", ""),
        parts=parts_of(_longest()),
    )


@bp.get("/soci/libro.pdf")
@requires(Permission.MEMBERS_EXPORT)
def paper() -> Response:
    """The book to print, whole: as it was written on a day, or who was a member on a day."""
    sense, day = asked_reading(IN_FORCE)
    part = request.args.get("parte", 1, type=int)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "libro-soci"))
    return pdf_of_book(_book(sense, day), sense=sense, day=day or today(), part=part)


@bp.get("/soci/libro.csv")
@requires(Permission.MEMBERS_EXPORT)
def download() -> Response:
    """The same lines as a file."""
    sense, day = asked_reading(IN_FORCE)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "libro-soci"))
    return csv_of_book(_book(sense, day))


@bp.get("/soci/<uuid:membership_id>/libro")
@requires(Permission.MEMBERS_READ)
def of_member(membership_id: UUID) -> str:
    """Every entry about one member, the newest first, and what may be written now."""
    membership = db.session.get(Membership, membership_id) or abort(404)
    entries = history_of(membership.number)
    return render_template(
        "members/manage/register_member.html",
        membership=membership,
        lines=as_written(entries),
        kinds=ENTRY_KINDS,
        part_words=part_words,
        as_day=date.fromisoformat,
    )


def _longest() -> int:
    """How many lines the book has at most: its highest number."""
    return db.session.scalar(select(func.max(Membership.number))) or 0


def _book(sense: str, day: date | None) -> list[MemberLine]:
    statement = lines_written(day) if sense == WRITTEN else lines_in_force(day or today())
    entries = list(db.session.scalars(BOOK.select(statement, request.args)))
    return as_written(entries) if sense == WRITTEN else in_force(entries, day or today())
