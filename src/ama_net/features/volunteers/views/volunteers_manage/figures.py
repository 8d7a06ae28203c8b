"""The figures of the volunteers: a page to look at and to print, each table as a file."""

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from ama_net.features.volunteers.hours_rules import duration_words
from ama_net.features.volunteers.report_tables import Table, Unit
from ama_net.features.volunteers.views.volunteers_manage.door import bp
from ama_net.features.volunteers.volunteer_report import report, years_told
from ama_net.foundation.clock import today
from ama_net.foundation.hiding import LEAST
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.foundation.web.pages import money, whole_number
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record

YEARS_OFFERED = 5


@bp.get("/volontari/quadro")
@requires(Permission.VOLUNTEERS_READ)
def figures() -> str:
    """The figures of a year: volunteers, hours and their value, ages; they print as they are, without the office around."""
    years = years_told()
    year = _year(years)
    return render_template(
        "volunteers/manage/figures.html",
        tables={table.key: table for table in report(year)},
        say=say,
        year=year,
        years=years[:YEARS_OFFERED],
        least=LEAST,
        today=today(),
    )


@bp.get("/volontari/quadro/<table_key>.csv")
@requires(Permission.VOLUNTEERS_READ)
def figures_file(table_key: str) -> Response:
    """One table of a year as a file; figures name nobody, so who may look may take them."""
    year = _year(years_told())
    table = next((one for one in report(year) if one.key == table_key), None) or abort(404)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "quadro-volontari"), changes={"year": year})
    return csv_answer(csv_lines(table.heads, table.lines()), f"volontari-{table.key}-{year}")


def say(table: Table, number: int | None, place: int) -> str:
    """A number of a table as the page says it."""
    if number is None:
        return str(_("non si dice")) if table.units[place] is Unit.COUNT else "–"
    words = {Unit.COUNT: whole_number, Unit.MINUTES: duration_words, Unit.CENTS: money}
    return str(words[table.units[place]](number))


def _year(years: list[int]) -> int:
    typed = request.args.get("anno", "")
    if not typed:
        return today().year
    if typed not in {str(year) for year in years}:
        abort(404)
    return int(typed)
