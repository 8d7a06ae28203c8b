"""The figures of the helpdesk, to look at and to take away."""

from flask import Blueprint, Response, abort, render_template, request
from flask_babel import gettext as _

from ama_net.features.helpdesk.figures import figures_of, span_of
from ama_net.foundation.figures import csv_rows, people_until, year_of, years
from ama_net.foundation.hiding import LEAST
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record

bp = Blueprint("helpdesk_figures_manage", __name__)


@bp.get("/sportello/quadro")
@requires(Permission.HELPDESK_FIGURES)
def index() -> str:
    """The figures of a year."""
    year = _year()
    span = span_of(year)
    return render_template(
        "helpdesk/manage/figures.html",
        figures=[figure for figure in figures_of(year) if any(count != 0 for _label, count in figure.rows)],
        year=year,
        years=years(),
        least=LEAST,
        until=people_until(year),
        is_over=span is not None and span.is_over,
    )


@bp.get("/sportello/quadro.csv")
@requires(Permission.HELPDESK_FIGURES)
def download() -> Response:
    """The same figures as a file."""
    year = _year()
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "sportello"), changes={"year": year})
    titles = (_("Anno"), _("Statistica"), _("Voce"), _("Quanti"))
    return csv_answer(csv_lines(titles, csv_rows(year, figures_of(year))), f"sportello-{year}")


def _year() -> int:
    year = year_of(request.args.get("anno", ""))
    if year is None:
        abort(404)
    return year
