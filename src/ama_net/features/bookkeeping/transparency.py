"""What the association shows of its money: public contributions of the years it published, its 5×1000."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.bookkeeping.models import FivePerThousand
from ama_net.features.bookkeeping.queries_contributions import Contribution, published_years, shown_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.documents.elsewhere import Elsewhere

PAGE = Elsewhere(
    "transparency_public.index", _l("Trasparenza"), _l("I contributi degli enti pubblici e il 5 per mille.")
)


def years_shown() -> list[tuple[int, list[Contribution]]]:
    """The contributions on the site, by year, the latest first."""
    return [(year, found) for year in published_years() if (found := shown_of(year))]


def fives_shown() -> list[FivePerThousand]:
    """The statements of the 5×1000 shown since a day that has come, the latest first."""
    shown = select(FivePerThousand).where(FivePerThousand.published_on <= today())
    return list(db.session.scalars(shown.order_by(FivePerThousand.year.desc())))


def money_shown() -> Elsewhere | None:
    """The page of all this, when there is something on it."""
    return PAGE if fives_shown() or years_shown() else None
