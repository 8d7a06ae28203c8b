"""Why a place in a shift is not given. Each is a ``WrongFact`` whose words are for the person who asked."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.people import WrongFact


class CannotTakePlace(WrongFact):
    """A place that is not given, taken back or passed on."""

    def __init__(self, message: LazyString | str | None = None) -> None:
        super().__init__("person", message or self.words)

    words: LazyString | str = ""


class ShiftFull(CannotTakePlace):
    """There is no place left."""

    words = _l("Tutti i posti di questo turno sono presi.")


class ShiftOver(CannotTakePlace):
    """It has begun, it is over, it was called off or is not open yet."""

    words = _l("Questo turno è già cominciato o passato.")


class NotAVolunteer(CannotTakePlace):
    """The person is not in the register that day."""

    words = _l("Quel giorno questa persona non risulta nel registro dei volontari.")


class LetterNotAccepted(CannotTakePlace):
    """The confidentiality letter in force has not been accepted."""

    words = _l("Prima serve aver accettato la lettera di riservatezza.")


class NotCovered(CannotTakePlace):
    """The association asks for cover, and nobody insures the person that day."""

    words = _l("Quel giorno non risulta l'assicurazione: va sistemata prima con la segreteria.")


class AlreadyIn(CannotTakePlace):
    """The person is in this shift already."""

    words = _l("Questa persona è già in questo turno.")


class NotInShift(CannotTakePlace):
    """The place was given up or passed on in the meantime."""

    words = _l("Questo posto nel frattempo è stato lasciato.")


class TooLate(CannotTakePlace):
    """Too near to the beginning to leave by oneself."""

    words = _l("È troppo tardi per lasciare il turno da soli: serve uno scambio, o parlarne con la segreteria.")


class WouldLeaveOut(WrongFact):
    """With the new times some of who comes could not; ``people`` are those whose places would be lost."""

    def __init__(self, people: frozenset[object]) -> None:
        words = _l(
            "Con il nuovo orario qualcuno non può venire: ha un altro impegno, oppure quel giorno non fa servizio o non è "
            "assicurato."
        )
        super().__init__("starts", words)
        self.people = people
