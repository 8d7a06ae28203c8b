"""What gifts give to do by a day: telling the tax agency of those of the year before."""

from collections.abc import Iterator
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select

from ama_net.features.donations.models import Gift
from ama_net.features.donations.operations.receiving import ABOUT
from ama_net.features.donations.tax import UNTRACED, benefit_percent
from ama_net.features.donations.tax_communication import last_day
from ama_net.foundation.database import db
from ama_net.kernel.office.deadlines import Deadline
from ama_net.kernel.payments import MoneyDirection, Payment
from ama_net.kernel.payments.models import COUNTED


def gifts_due(first: date, last: date) -> Iterator[Deadline]:
    """The communication of each year in which a person gave by traceable means; nothing where no tax benefit is."""
    if benefit_percent() is None:
        return
    for year in range(first.year - 1, last.year):
        if first <= last_day(year) <= last and _has_gifts(year):
            yield Deadline(
                last_day(year),
                "donations.communication",
                _l("Comunicare all'Agenzia delle Entrate le donazioni del %(year)s", year=year),
                _l("Chi ha donato le trova già nella dichiarazione precompilata."),
                "DM 1 marzo 2024",
                only_if=_l("se il bilancio approvato nell'anno passa 220.000 € di entrate; altrimenti è facoltativo"),
            )


def _has_gifts(year: int) -> bool:
    given = exists().where(
        Payment.about_kind == ABOUT,
        Payment.about_id == Gift.id,
        Payment.direction == MoneyDirection.IN,
        Payment.state.in_(COUNTED),
        Payment.way.not_in(UNTRACED),
        Payment.on_day.between(date(year, 1, 1), date(year, 12, 31)),
        Gift.person_id.is_not(None),
    )
    return bool(db.session.scalar(select(given)))
