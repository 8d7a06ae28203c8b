"""The invented expenses of the demonstration: a rule, a claim in each state."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from ama_net.features.volunteers.models import Activity, ExpenseRule, ExpenseWay, Volunteer
from ama_net.features.volunteers.operations.expense_claims import decide_claim, submit_claim
from ama_net.features.volunteers.operations.expense_items import NewItem, add_item
from ama_net.features.volunteers.operations.expense_payments import Paid, pay_claim
from ama_net.features.volunteers.operations.expense_rules import Admitted, NewRule, write_rule
from ama_net.features.volunteers.queries_expenses import all_types, draft_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import Organ, adopt_resolution
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.people import Person

SELF_CERTIFIED = ("public_transport", "parking")


def seed_demo_expenses(_folder: Path) -> None:
    """Write a rule and some claims in the association in scope. Harmless to repeat."""
    if db.session.scalar(select(Volunteer.id).limit(1)) is None or db.session.scalar(select(ExpenseRule.id).limit(1)):
        return
    start = date(today().year - 1, 9, 1)
    resolution = adopt_resolution(
        Organ.BOARD, subject="Rimborso delle spese dei volontari", by=SYSTEM, adopted_on=start
    )
    activities = [
        one.id for one in db.session.scalars(select(Activity).where(Activity.key.in_(("helpdesk", "events"))))
    ]
    admitted = tuple(
        Admitted(kind.id, 3000 if kind.key == "meals" else None, kind.key in SELF_CERTIFIED) for kind in all_types()
    )
    write_rule(NewRule(resolution, start, admitted, tuple(activities), km_rate=4200, claim_days=90), by=SYSTEM)
    for place, person in enumerate(_people()):
        _claim(person, place, activities[0])


def _people() -> list[Person]:
    serving = select(Person).join(Volunteer, Volunteer.person_id == Person.id)
    long_enough = serving.where(Volunteer.ended_on.is_(None), Volunteer.started_on <= today() - timedelta(days=40))
    return list(db.session.scalars(long_enough.order_by(Person.given_name != "Fiordiligi", Volunteer.number).limit(4)))


def _claim(person: Person, place: int, activity_id: UUID) -> None:
    """The first writes, the second has sent, the third is to be paid, the fourth was paid."""
    kinds = {one.key: one.id for one in all_types()}
    day = today() - timedelta(days=6 + 3 * place)
    items = (
        NewItem(
            ExpenseWay.SELF_CERTIFIED, kinds["public_transport"], activity_id, day, amount_cents=320, words="autobus"
        ),
        NewItem(
            ExpenseWay.KILOMETRES, kinds["kilometres"], activity_id, day, tenths_km=340, start="Ferrara", end="Argenta"
        ),
        NewItem(
            ExpenseWay.DOCUMENTED, kinds["printing"], activity_id, day, amount_cents=1250, paper=True, words="volantini"
        ),
    )
    for item in items:
        add_item(person, item, by=SYSTEM)
    claim = draft_of(person.id)
    if place == 0 or claim is None:
        return
    submit_claim(claim, by=SYSTEM)
    if place > 1:
        decide_claim(claim, {}, by=SYSTEM)
    if place > 2:
        pay_claim(claim, Paid(today(), PaymentWay.CASH), by=SYSTEM)
