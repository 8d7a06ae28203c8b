"""The registro dei volontari in the office: its pages, as of any day, the history of a line, its paper and its file."""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy import func, select

from ama_net.features.volunteers import merging as _volunteers_follow  # noqa: F401  # the register hears of merges
from ama_net.features.volunteers.models import Section, Volunteer
from ama_net.features.volunteers.queries_register import (
    BOOK,
    VolunteerLine,
    as_written,
    history_of,
    in_force,
    lines_in_force,
    lines_written,
)
from ama_net.features.volunteers.register_print import csv_of_register, pdf_of_register
from ama_net.features.volunteers.register_words import ENTRY_KINDS, part_words
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.registers.asking import WRITTEN, asked_reading
from ama_net.kernel.registers.paper import parts_of

bp = Blueprint("volunteers_register", __name__)

IN_FORCE = "volontari"


@bp.get("/volontari/registro")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """The register, a page at a time: as it is, as it was written on a day, who was a volunteer on a day."""
    sense, day = asked_reading(IN_FORCE)
    page = BOOK.page(lines_written(day) if sense == WRITTEN else lines_in_force(day or today()), request.args)
    lines = as_written(page.rows) if sense == WRITTEN else in_force(page.rows, day or today())
    return render_template(
        "volunteers/manage/register.html",
        page=page,
        lines={line.id: line for line in lines},
        sense=sense,
        day=day,
        typed=request.args.get("giorno", ""),
        section=request.args.get("sezione", ""),
        parts=parts_of(_longest()),
    )


@bp.get("/volontari/registro.pdf")
@requires(Permission.VOLUNTEERS_EXPORT)
def paper() -> Response:
    """The register to print: as it was written on a day, or who was a volunteer on a day; one section, or both."""
    sense, day = asked_reading(IN_FORCE)
    part = request.args.get("parte", 1, type=int)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "registro-volontari"))
    return pdf_of_register(_book(sense, day), sense=sense, day=day or today(), part=part)


@bp.get("/volontari/registro.csv")
@requires(Permission.VOLUNTEERS_EXPORT)
def download() -> Response:
    """The same lines as a file."""
    sense, day = asked_reading(IN_FORCE)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "registro-volontari"))
    return csv_of_register(_book(sense, day))


@bp.get("/volontari/<uuid:volunteer_id>/registro")
@requires(Permission.VOLUNTEERS_READ)
def of_volunteer(volunteer_id: UUID) -> str:
    """Every entry about one line, the newest first, and what may be written now."""
    volunteer = db.session.get(Volunteer, volunteer_id) or abort(404)
    return render_template(
        "volunteers/manage/register_volunteer.html",
        volunteer=volunteer,
        lines=as_written(history_of(volunteer.number)),
        others=_other_lines(volunteer),
        other_section=Section.OCCASIONAL if volunteer.section == Section.REGULAR else Section.REGULAR,
        kinds=ENTRY_KINDS,
        part_words=part_words,
        as_day=date.fromisoformat,
    )


def _other_lines(volunteer: Volunteer) -> list[Volunteer]:
    same = select(Volunteer).where(Volunteer.person_id == volunteer.person_id, Volunteer.id != volunteer.id)
    return list(db.session.scalars(same.order_by(Volunteer.number)))


def _longest() -> int:
    """How many lines the register has at most: its highest number."""
    return db.session.scalar(select(func.max(Volunteer.number))) or 0


def _book(sense: str, day: date | None) -> list[VolunteerLine]:
    statement = lines_written(day) if sense == WRITTEN else lines_in_force(day or today())
    entries = list(db.session.scalars(BOOK.select(statement, request.args)))
    return as_written(entries) if sense == WRITTEN else in_force(entries, day or today())
