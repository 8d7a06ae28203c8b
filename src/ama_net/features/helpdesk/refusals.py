"""Why an appointment is refused, in the words people read."""

from flask_babel import lazy_gettext as _l

from ama_net.kernel.people import WrongFact

NOT_FROM_HERE = _l("Con questo recapito adesso non si può prenotare dal sito. Chiamaci: troviamo insieme un orario.")
"""Whatever the limit is: who types somebody else's contact must not learn that they have an appointment."""


class SlotGone(WrongFact):
    """Nobody can be met at that time: somebody else took it, it is over, or it was never offered."""

    def __init__(self) -> None:
        super().__init__("slot", _l("Questo orario non è più libero. Qui sotto trovi i prossimi."))


class HoldExpired(SlotGone):
    """It was held, the time to fill in the form passed, and somebody else has it now."""


class TooLate(WrongFact):
    """It begins too soon to be changed by oneself."""

    def __init__(self) -> None:
        super().__init__("slot", _l("Manca troppo poco per cambiarlo da qui: chiama l'associazione."))


class TooMany(WrongFact):
    """This contact has as many appointments as the association allows. It does not say so: others may type it."""

    def __init__(self) -> None:
        super().__init__("contact", NOT_FROM_HERE)


class NotComing(WrongFact):
    """It was called off already, or it has begun."""

    def __init__(self) -> None:
        super().__init__("appointment", _l("Questo appuntamento è già passato, o è stato disdetto."))


class NotYet(WrongFact):
    """What became of a meeting cannot be said before it began, nor of one that was called off."""

    def __init__(self) -> None:
        super().__init__("result", _l("Com'è andata si può dire solo dopo l'inizio di un appuntamento confermato."))
