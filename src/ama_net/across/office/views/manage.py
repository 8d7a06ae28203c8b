"""The dashboard, the search over every room, undo, and the pages of long jobs."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.across.office.queries import HITS_PER_ROOM, figures_of_rooms, search_rooms
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import is_fragment
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import WAITING, CannotUndo, JobProgress, progress_url
from ama_net.kernel.office import undo as take_back
from ama_net.kernel.office.queries import job_of, jobs_of, undo_of

bp = Blueprint("office_manage", __name__)


@bp.get("/")
@requires(Permission.OFFICE_OPEN)
def home() -> str:
    """The figures of every room, what asks for somebody first."""
    actor = signed_in_actor()
    rooms = figures_of_rooms(actor)
    waiting = [(entry.room, figure) for entry in rooms for figure in entry.figures if figure.attention and figure.value]
    # What is one or two is usually somebody who waits; what is fifty is housekeeping.
    waiting.sort(key=lambda one: int(one[1].value))
    working = [_box(job) for job in db.session.scalars(jobs_of(actor).limit(5)) if not job.is_over]
    return render_template("office/manage/home.html", rooms=rooms, waiting=waiting, working=working)


@bp.get("/cerca")
@requires(Permission.OFFICE_OPEN)
def search() -> str:
    """What every room one may enter finds."""
    term = " ".join(request.args.get("q", "").replace("\x00", " ")[:100].split())
    found = search_rooms(signed_in_actor(), term)
    return render_template("office/manage/search.html", term=term, found=found, most=HITS_PER_ROOM)


@bp.post("/undo/<uuid:undo_id>")
@requires(Permission.OFFICE_OPEN)
def undo(undo_id: UUID) -> ResponseReturnValue:
    """Take an action back and return to the page it was done from."""
    actor = signed_in_actor()
    if db.session.scalars(undo_of(actor, undo_id)).one_or_none() is None:
        abort(404)
    try:
        take_back(undo_id, by=actor)
    except CannotUndo as error:
        db.session.rollback()
        flash(str(error) or _("Non si può più annullare."), "warning")
    else:
        flash(_("Annullato."), "success")
    return redirect(_way_back(), 303)


@bp.get("/lavori")
@requires(Permission.OFFICE_OPEN)
def jobs() -> str:
    """The long jobs one has asked for lately."""
    found = db.session.scalars(jobs_of(signed_in_actor()).limit(50)).all()
    return render_template("office/manage/jobs.html", jobs=found)


@bp.get("/lavori/<uuid:job_id>")
@requires(Permission.OFFICE_OPEN)
def job(job_id: UUID) -> ResponseReturnValue:
    """How far a long job has come. While it runs the page asks again for its box; when it is over it is loaded whole."""
    found = _job(job_id)
    if not is_fragment():
        return render_template("office/manage/job.html", job=found, box=_box(found))
    answer = make_response(render_template("office/manage/job_box.html", box=_box(found)))
    if found.is_over:
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.get("/lavori/<uuid:job_id>/resoconto.csv")
@requires(Permission.OFFICE_OPEN)
def job_report(job_id: UUID) -> Response:
    """The report of a job, to take away."""
    report = _job(job_id).report or abort(404)
    answer = Response(report, mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="resoconto.csv"'
    return answer


def _job(job_id: UUID) -> JobProgress:
    return db.session.scalars(job_of(signed_in_actor(), job_id)).one_or_none() or abort(404)


def _box(job: JobProgress) -> dict[str, Any]:
    """A job as templates/components/progress.html wants it. One that waits for its turn has no steps to show yet."""
    waiting = job.state == WAITING
    return {
        "url": progress_url(job.id),
        "label": f"{job.title} ({_('in attesa del suo turno')})" if waiting else job.title,
        "done": min(job.done, job.total),
        "total": 0 if waiting else job.total,
        "state": "running" if waiting else job.state,
    }


def _way_back() -> str:
    """The page of this office that sent the form, or the dashboard."""
    page = urlsplit(request.referrer or "")
    if page.netloc != request.host or not page.path.startswith(f"{request.script_root}/manage"):
        return url_for(".home")
    return page.path + (f"?{page.query}" if page.query else "")
