"""Receipts of gifts: a thousand numbered at once while a tenth of the transactions are rolled back; a thousand made PDF.

The first measure is gaps and doubles in the numbers that are there at the end: it has to be nothing (``Receipt`` numbers have no
gaps by series and year). The second is how long two workers take for the papers, each a document of its own.
"""

import json
import sys
from uuid import UUID

from sqlalchemy import select

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.models import Gift
from ama_net.features.donations.operations.gifts import Giving
from ama_net.features.donations.operations.receipts import SERIES, give_gift_receipt
from ama_net.features.donations.operations.receiving import Arrived, note_gift
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Payment, PaymentWay, Receipt
from ama_net.kernel.payments.receipt_paper import receipt_pdf
from ama_net.kernel.people import Person, WrongFact
from benchmarks.bed import Bed
from benchmarks.hands import DONE, FAILED, REFUSED, STUCK, association, at_once, in_a_process, make_app, tenant_called
from benchmarks.report import Row

SLUG = "prova-006"
HANDS, EACH = 20, 50
WORKERS, PAPERS = 2, 1000
ROLLED_BACK = 10
"""One transaction in so many fails after its receipt was numbered."""


def numbers(bed: Bed) -> list[Row]:
    """Gaps and doubles after a thousand receipts at once."""
    told = in_a_process(bed, "benchmarks.donations_receipts", "numbers")
    note = (
        f"{HANDS * EACH} ricevute da {HANDS} processi: scritte {told[DONE]}, annullate dopo il numero {told[REFUSED]}, "
        f"stalli {told[STUCK]}, altri errori {told[FAILED]}; ultimo numero {told['last']}; {told['rate']:.0f} al secondo"
    )
    return [Row("donations.receipt_gaps", told["wrong"], "numeri", note=note)]


def papers(bed: Bed) -> list[Row]:
    """Seconds that two workers take for a thousand PDFs."""
    told = in_a_process(bed, "benchmarks.donations_receipts", "papers")
    note = f"{PAPERS} PDF da {WORKERS} processi, riusciti {told[DONE]}; accessibile: {'sì' if told['accessible'] else 'no'}"
    return [Row("donations.receipts_1000_s", told["seconds"], "s", note=note)]


def _numbers() -> dict[str, object]:
    app = make_app()
    tenant = tenant_called(app, SLUG)
    with association(app, tenant), unit_of_work():
        person_id = _person()

    def write(turn: int) -> None:
        _give(person_id)
        if turn % ROLLED_BACK == 0:
            raise WrongFact("turn", "rolled back")

    told = at_once(app, tenant, write, hands=HANDS, each=EACH)
    with association(app, tenant):
        series = select(Receipt.number).where(Receipt.series == SERIES, Receipt.year == today().year)
        found = list(db.session.scalars(series))
    gaps = len(set(range(1, max(found) + 1)) - set(found))
    doubles = len(found) - len(set(found))
    counts = {name: told.counts[name] for name in (DONE, REFUSED, STUCK, FAILED)}
    return {**counts, "wrong": gaps + doubles, "last": max(found), "rate": HANDS * EACH / told.seconds}


def _papers() -> dict[str, object]:
    app = make_app()
    tenant = tenant_called(app, SLUG)
    with association(app, tenant), unit_of_work():
        person_id = _person()
        ids = [_give(person_id).id for _one in range(PAPERS)]

    def paint(turn: int) -> None:
        body = receipt_pdf(db.session.get_one(Receipt, ids[turn]))
        assert body[:4] == b"%PDF"

    told = at_once(app, tenant, paint, hands=WORKERS, each=PAPERS // WORKERS)
    with association(app, tenant), unit_of_work():
        accessible = is_accessible(receipt_pdf(db.session.get_one(Receipt, ids[0])))
    return {DONE: told.counts[DONE], "seconds": round(told.seconds, 2), "accessible": accessible}


def _person() -> UUID:
    person = Person(given_name="Prova", family_name="Ricevute")
    db.session.add(person)
    db.session.flush()
    return person.id


def _give(person_id: UUID) -> Receipt:
    person = db.session.get_one(Person, person_id)
    giving = Giving(2_500, PaymentWay.TRANSFER, DonorFacts())
    gift: Gift = note_gift(giving, Arrived(2_500, today(), PaymentWay.TRANSFER), payer=person, by=SYSTEM)
    payment = db.session.scalars(select(Payment).where(Payment.about_id == gift.id)).one()
    return give_gift_receipt(gift, payment, by=SYSTEM)


if __name__ == "__main__":
    print(json.dumps(_papers() if sys.argv[1] == "papers" else _numbers()))
