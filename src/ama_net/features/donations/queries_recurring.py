"""The gifts that come back as the office reads them: the list, what they bring in."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from ama_net.features.donations.donor_words import INTERVALS
from ama_net.features.donations.models import Interval, RecurringGift, RecurringState
from ama_net.features.donations.operations.receiving import donor_name
from ama_net.features.donations.recurring_words import SERIES_STATES, WAYS_OF_SERIES, method_words
from ama_net.foundation.database import db
from ama_net.foundation.money import euros
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.people import Organisation, Person

GOING = (RecurringState.ACTIVE, RecurringState.FAILING)

SERIES = Listing(
    Column("name", _l("Chi dona"), value=lambda row: donor_name(row) or _("Anonima")),
    Column(
        "amount",
        _l("Importo"),
        value=lambda row: euros(row.amount_cents),
        sort=RecurringGift.amount_cents,
        numeric=True,
    ),
    Column("every", _l("Ogni quanto"), value=lambda row: INTERVALS[row.every], shown=False),
    Column("method", _l("Modo"), value=method_words),
    Column("next", _l("La prossima"), value=lambda row: row.next_on, sort=RecurringGift.next_on),
    Column("state", _l("Stato"), value=lambda row: SERIES_STATES[row.state]),
    Column("campaign", _l("Campagna"), value=lambda row: row.campaign.title if row.campaign else "", shown=False),
    Column("started", _l("Dal"), value=lambda row: row.started_on, sort=RecurringGift.started_on, shown=False),
    Column("reference", _l("Codice"), shown=False),
    filters=(
        Filter("state", _l("Stato"), RecurringGift.state, SERIES_STATES, many=True),
        Filter("every", _l("Ogni quanto"), RecurringGift.every, INTERVALS),
        Filter("way", _l("Modo"), RecurringGift.way, WAYS_OF_SERIES),
    ),
    search=search_words(
        func.coalesce(Person.sort_name, ""), func.coalesce(Organisation.sort_name, ""), RecurringGift.reference
    ),
    order="next",
)


def series_with_donors() -> Select[RecurringGift]:
    """Every series with who gives and what for: joined, so that lists filter and sort by it."""
    return (
        select(RecurringGift)
        .outerjoin(Person, Person.id == RecurringGift.person_id)
        .outerjoin(Organisation, Organisation.id == RecurringGift.organisation_id)
        .options(
            joinedload(RecurringGift.person),
            joinedload(RecurringGift.organisation),
            joinedload(RecurringGift.campaign),
        )
    )


def income() -> tuple[int, int, int]:
    """How many series go on, how many of them are late, and what they bring in a year, in cents."""
    yearly = case(
        (RecurringGift.every == Interval.MONTH, RecurringGift.amount_cents * 12), else_=RecurringGift.amount_cents
    )
    going = RecurringGift.state.in_(GOING)
    late = func.count().filter(RecurringGift.state == RecurringState.FAILING)
    row = db.session.execute(
        select(func.count().filter(going), late, func.coalesce(func.sum(yearly).filter(going), 0))
    ).one()
    return int(row[0]), int(row[1]), int(row[2])
