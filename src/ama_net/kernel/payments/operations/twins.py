"""Money between two accounts of the association: two movements, twins, on no line of the cash statement."""

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.payments.models import Payment
from ama_net.kernel.payments.operations.movements import NewPayment, record_payment


def record_twins(one: NewPayment, other: NewPayment, *, by: Actor) -> tuple[Payment, Payment]:
    """Write both halves of a giroconto, each knowing the other. Flushed.

    Raises:
        WrongFact: as ``record_payment``.
    """
    first, second = record_payment(one, by=by), record_payment(other, by=by)
    first.twin_id, second.twin_id = second.id, first.id
    db.session.flush()
    return first, second
