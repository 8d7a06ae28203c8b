"""The figures of gifts: a page to look at and to print, each table as a file."""

from flask import Blueprint, Response, abort, render_template, request

from ama_net.features.donations.gift_report import regular, report, summary, years_told
from ama_net.features.donations.gift_tables import GiftTable
from ama_net.foundation.clock import today
from ama_net.foundation.web.listing import csv_answer, csv_lines, xlsx_answer, xlsx_pieces
from ama_net.foundation.web.pages import money, whole_number
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record

bp = Blueprint("donations_figures_manage", __name__)


@bp.get("/donazioni/quadro")
@requires(Permission.DONATIONS_READ)
def index() -> str:
    """The figures of a year; every number opens the gifts behind it."""
    years = years_told()
    year = _year(years)
    return render_template(
        "donations/manage/figures.html",
        tables=[table for table in report(year) if not table.is_empty],
        summary=summary(year),
        regular=regular(),
        year=year,
        years=years,
        today=today(),
        say=say,
    )


@bp.get("/donazioni/quadro/<table_key>.<any(csv, xlsx):ending>")
@requires(Permission.DONATIONS_READ)
def file(table_key: str, ending: str) -> Response:
    """One table of a year as a file; figures name nobody, so who may look may take them."""
    year = _year(years_told())
    table = next((one for one in report(year) if one.key == table_key), None) or abort(404)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "quadro-donazioni"), changes={"year": year})
    name = f"donazioni-{table.key}-{year}"
    if ending == "xlsx":
        return xlsx_answer(xlsx_pieces(table.heads, table.rows()), name)
    return csv_answer(csv_lines(table.heads, table.rows()), name)


def say(table: GiftTable, number: int, place: int) -> str:
    """A number of a table as the page says it."""
    return money(number) if place in table.cents else whole_number(number)


def _year(years: list[int]) -> int:
    typed = request.args.get("anno", "")
    if not typed:
        return today().year
    if typed not in {str(year) for year in years}:
        abort(404)
    return int(typed)
