"""What the association shows of its money: public contributions of the years it published, its 5×1000."""

from datetime import date

from flask import Blueprint, Response, abort, render_template
from sqlalchemy import select

from ama_net.features.bookkeeping.five_paper import five_file_name, five_pdf, sums_by_kind
from ama_net.features.bookkeeping.models import FivePerThousand
from ama_net.features.bookkeeping.queries_contributions import published_years, shown_of, total_of
from ama_net.features.bookkeeping.queries_five import lines_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer

bp = Blueprint("transparency_public", __name__)


@bp.get("/trasparenza")
def index() -> str:
    """The years published; nothing else of the accounts is ever here."""
    years = [(year, found, total_of(found)) for year in published_years() if (found := shown_of(year))]
    fives = [(five, [one for one in sums_by_kind(lines_of(five)) if one[2]]) for five in _published()]
    return render_template("bookkeeping/public/transparency.html", years=years, fives=fives)


@bp.get("/trasparenza/cinque-per-mille-<int:year>.pdf")
def five(year: int) -> Response:
    """A published statement of the 5×1000, without the list of the papers that prove it."""
    found = next((one for one in _published() if one.year == year), None) or abort(404)
    return pdf_answer(five_pdf(found, proofs=False), five_file_name(found))


def _published() -> list[FivePerThousand]:
    """Those shown since a day that has come."""
    day: date = today()
    shown = select(FivePerThousand).where(FivePerThousand.published_on <= day)
    return list(db.session.scalars(shown.order_by(FivePerThousand.year.desc())))
