"""One volunteer, many hands: 500 declarations without a receipt at once never go beyond 10 € a day and 150 € a month.

D.Lgs. 117/2017 art. 17 c. 4. The measure is what was written over the limits, in cents: it has to be nothing.
"""

import json
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from ama_net.features.volunteers.models import Activity, ExpenseItem, ExpenseType, ExpenseWay, Section
from ama_net.features.volunteers.operations.expense_items import NewItem, add_item
from ama_net.features.volunteers.operations.expense_rules import Admitted, NewRule, write_rule
from ama_net.features.volunteers.operations.volunteers import start_service
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import Organ, adopt_resolution
from ama_net.kernel.people import Person
from benchmarks.bed import Bed
from benchmarks.hands import DONE, FAILED, REFUSED, STUCK, association, at_once, in_a_process, make_app, tenant_called
from benchmarks.report import Row

SLUG = "prova-007"
HANDS, EACH = 20, 25
CENTS = 700
"""Each declaration: one a day fits, two do not; twenty-one days would be 147 €, a twenty-second too much."""
DAY_LIMIT, MONTH_LIMIT = 1000, 15_000


def race(bed: Bed) -> list[Row]:
    """Cents over the limits after 500 declarations at once."""
    told = in_a_process(bed, "benchmarks.volunteers_expenses")
    note = (
        f"{HANDS * EACH} richieste da {HANDS} processi: scritte {told[DONE]}, rifiutate {told[REFUSED]}, stalli {told[STUCK]}, "
        f"altri errori {told[FAILED]}; nel mese {told['month']} centesimi su {MONTH_LIMIT}; {told['rate']:.0f} al secondo"
    )
    return [Row("volunteers.expense_race_over_limit", told["over"], "centesimi", note=note)]


def _run() -> dict[str, object]:
    app = make_app()
    tenant = tenant_called(app, SLUG)
    month = (today().replace(day=1) - timedelta(days=1)).replace(day=1)
    with association(app, tenant), unit_of_work():
        person_id, type_id, activity_id = _begin(month)

    def declare(turn: int) -> None:
        day = month + timedelta(days=turn % 28)
        new = NewItem(ExpenseWay.SELF_CERTIFIED, type_id, activity_id, day, amount_cents=CENTS)
        add_item(db.session.get_one(Person, person_id), new, by=SYSTEM)

    told = at_once(app, tenant, declare, hands=HANDS, each=EACH)
    with association(app, tenant):
        days = list(db.session.scalars(select(func.sum(ExpenseItem.amount_cents)).group_by(ExpenseItem.on_day)).all())
    over = sum(max(0, int(cents) - DAY_LIMIT) for cents in days) + max(0, sum(map(int, days)) - MONTH_LIMIT)
    counts = {name: told.counts[name] for name in (DONE, REFUSED, STUCK, FAILED)}
    return {**counts, "over": over, "month": sum(map(int, days)), "rate": HANDS * EACH / told.seconds}


def _begin(month: date) -> tuple[UUID, UUID, UUID]:
    """A volunteer since before the month, and a rule that admits the declarations."""
    person = Person(given_name="Prova", family_name="Spese")
    db.session.add(person)
    activity, kind = Activity(key="prova", label="Prova"), ExpenseType(key="prova", label="Autobus")
    db.session.add_all([activity, kind])
    db.session.flush()
    before = month - timedelta(days=1)
    start_service(person, section=Section.REGULAR, on=before, by=SYSTEM)
    resolution = adopt_resolution(Organ.BOARD, subject="Rimborsi", by=SYSTEM, adopted_on=before)
    rule = NewRule(resolution, before, (Admitted(kind.id, self_certified=True),), (activity.id,))
    write_rule(rule, by=SYSTEM)
    return person.id, kind.id, activity.id


if __name__ == "__main__":
    print(json.dumps(_run()))
