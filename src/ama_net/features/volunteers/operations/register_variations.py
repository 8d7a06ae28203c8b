"""The book follows the people: whoever changes a name, a birth, a tax code or a residence need not think of it."""

from ama_net.features.volunteers.register import REGISTER
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.registers import checking


def note_variations(*, by: Actor) -> int:
    """Write a variation for each volunteer of whom only the person changed since the last entry; gives how many.

    A row that differs in what operations alone may write is left for people to look at: it is no variation.
    """
    count = checking.note_variations(REGISTER)
    if count:
        record(by=by, verb="volunteers.varied", changes={"count": count})
    return count
