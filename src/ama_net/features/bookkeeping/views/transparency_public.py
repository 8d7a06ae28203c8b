"""The public page of what the association shows of its money; nothing else of the accounts is ever here."""

from flask import Blueprint, Response, abort, render_template

from ama_net.features.bookkeeping.five_paper import five_file_name, five_pdf, sums_by_kind
from ama_net.features.bookkeeping.queries_contributions import total_of
from ama_net.features.bookkeeping.queries_five import lines_of
from ama_net.features.bookkeeping.transparency import fives_shown, years_shown
from ama_net.foundation.pdf import pdf_answer

bp = Blueprint("transparency_public", __name__)


@bp.get("/trasparenza")
def index() -> str:
    """The years published."""
    years = [(year, found, total_of(found)) for year, found in years_shown()]
    fives = [(five, [one for one in sums_by_kind(lines_of(five)) if one[2]]) for five in fives_shown()]
    return render_template("bookkeeping/public/transparency.html", years=years, fives=fives)


@bp.get("/trasparenza/cinque-per-mille-<int:year>.pdf")
def five(year: int) -> Response:
    """A published statement of the 5×1000, without the list of the papers that prove it."""
    found = next((one for one in fives_shown() if one.year == year), None) or abort(404)
    return pdf_answer(five_pdf(found, proofs=False), five_file_name(found))
