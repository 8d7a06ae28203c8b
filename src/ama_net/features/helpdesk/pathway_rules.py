"""What may become of a pathway, and why something is refused, in the words people read."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.models import Pathway, PathwayOutcome, PathwayState
from ama_net.kernel.people import WrongFact

MOST_OPEN = 3
"""How many open pathways one contact may have asked for by itself; the association writes down as many as it likes."""

ENDS_BEFORE = (PathwayOutcome.POINTED_ELSEWHERE, PathwayOutcome.NO_LONGER_COMING)
"""How a pathway that nobody follows yet may be closed by the association, besides not being taken up."""
ENDS_AFTER = (PathwayOutcome.COMPLETED, PathwayOutcome.STOPPED, *ENDS_BEFORE)

_NOW: dict[str, LazyString] = {
    PathwayState.REQUESTED: _l("Intanto è cambiato: la richiesta è ancora da valutare."),
    PathwayState.WAITING: _l("Intanto è cambiato: il percorso è in lista d'attesa."),
    PathwayState.ACTIVE: _l("Intanto è cambiato: il percorso è già seguito da qualcuno."),
    PathwayState.SUSPENDED: _l("Intanto è cambiato: il percorso è sospeso."),
    PathwayState.CLOSED: _l("Intanto è cambiato: il percorso è chiuso."),
}


class Overtaken(WrongFact):
    """Somebody else was quicker: the pathway is not where whoever acts saw it. It says where it is now."""

    def __init__(self, pathway: Pathway) -> None:
        super().__init__("pathway", _NOW[pathway.state])


class TooManyRequests(WrongFact):
    """As many requests of this contact are open as may be. It does not say so: others may type it."""

    def __init__(self) -> None:
        super().__init__(
            "contact",
            _l("Con questo recapito adesso non si può chiedere dal sito. Chiamaci: troviamo insieme il modo."),
        )


class NotServing(WrongFact):
    """Who should follow it does not serve that service today."""

    def __init__(self) -> None:
        super().__init__("person", _l("Questa persona oggi non è fra chi ascolta in questo servizio."))


class FollowsAlready(WrongFact):
    """It is handed over to who has it."""

    def __init__(self) -> None:
        super().__init__("person", _l("Il percorso è già di questa persona: sceglierne un'altra."))


class StaysWithListener(WrongFact):
    """One of its meetings is given to somebody who does not follow it."""

    def __init__(self) -> None:
        super().__init__(
            "person", _l("È un incontro di un percorso: resta con chi lo segue, finché il percorso non passa.")
        )


class WrongEnd(WrongFact):
    """A pathway cannot end so where it is."""

    def __init__(self) -> None:
        super().__init__("outcome", _l("Scegliere come si chiude il percorso."))


class PastDay(WrongFact):
    """It is suspended until a day that is over."""

    def __init__(self) -> None:
        super().__init__("until", _l("Scegliere un giorno che deve ancora venire."))


def ends_of(pathway: Pathway) -> tuple[PathwayOutcome, ...]:
    """How the association, or who follows it, may close a pathway where it is now."""
    return ENDS_AFTER if pathway.is_followed else ENDS_BEFORE
