"""Why something is refused about the waiting list, and to who did not come some times, in the words people read."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.refusals import NOT_FROM_HERE
from ama_net.features.helpdesk.slots import Slot
from ama_net.kernel.people import WrongFact


class OfferOver(WrongFact):
    """The offer ran out, or was answered otherwise."""

    def __init__(self) -> None:
        super().__init__(
            "offer", _l("Questo posto non è più tenuto per te. Se sei ancora in lista, ti riscriviamo noi.")
        )


class NoWaitingList(WrongFact):
    """The service has none, or is closed."""

    def __init__(self) -> None:
        super().__init__("service", _l("Per questo servizio ora non c'è una lista d'attesa."))


class TimesFree(WrongFact):
    """There is no need to wait: some free times suit what they say."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        super().__init__("free_part", _l("Un orario che va bene c'è già: scegline uno tra quelli liberi."))
        self.slots = slots


class NotWaiting(WrongFact):
    """They are not in the list any more, or have an offer to answer already."""

    def __init__(self) -> None:
        super().__init__("entry", _l("Questa persona ora non aspetta un posto: ricaricare la pagina."))


class Paused(WrongFact):
    """This contact did not come some times without a word: for some days they book by telephone."""

    def __init__(self, until: date) -> None:
        super().__init__("contact", NOT_FROM_HERE)
        self.until = until
