"""How pathways are said: to the office, and to whom they are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.models import FreePart, Mode, Pathway, PathwayOutcome, PathwayState
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.people import Person

STATES: dict[str, LazyString] = {
    PathwayState.REQUESTED: _l("Da valutare"),
    PathwayState.WAITING: _l("In lista d'attesa"),
    PathwayState.ACTIVE: _l("In corso"),
    PathwayState.SUSPENDED: _l("Sospeso"),
    PathwayState.CLOSED: _l("Chiuso"),
}
STATE_KINDS: dict[str, str] = {
    PathwayState.REQUESTED: "warn",
    PathwayState.WAITING: "info",
    PathwayState.ACTIVE: "ok",
    PathwayState.SUSPENDED: "neutral",
    PathwayState.CLOSED: "neutral",
}
OUTCOMES: dict[str, LazyString] = {
    PathwayOutcome.COMPLETED: _l("Finito come previsto"),
    PathwayOutcome.STOPPED: _l("Interrotto d'accordo"),
    PathwayOutcome.POINTED_ELSEWHERE: _l("Indicato un altro posto"),
    PathwayOutcome.NO_LONGER_COMING: _l("La persona non viene più"),
    PathwayOutcome.NOT_ELIGIBLE: _l("Non accolto"),
    PathwayOutcome.WITHDRAWN: _l("Ritirato da chi l'ha chiesto"),
}
FREE_PARTS: dict[str, LazyString] = {
    FreePart.ANY: _l("In qualsiasi momento"),
    FreePart.MORNING: _l("Di mattina"),
    FreePart.AFTERNOON: _l("Di pomeriggio"),
    FreePart.EVENING: _l("Verso sera"),
}
WANTED_MODES: dict[str, LazyString] = {
    "": _l("È lo stesso"),
    Mode.IN_PERSON: _l("Di persona"),
    Mode.ONLINE: _l("Online"),
    Mode.PHONE: _l("Al telefono"),
}

_TO_THE_VISITOR: Mapping[str, tuple[LazyString, LazyString]] = {
    PathwayState.REQUESTED: (_l("La tua richiesta è arrivata"), _l("La leggiamo e ti diciamo come si va avanti.")),
    PathwayState.WAITING: (_l("Sei in lista d'attesa"), _l("Ti avvisiamo appena c'è qualcuno che può seguirti.")),
    PathwayState.ACTIVE: (_l("C'è chi ti segue"), _l("Le date degli incontri si decidono insieme.")),
    PathwayState.SUSPENDED: (_l("Il percorso è in pausa"), _l("Per riprenderlo basta dircelo.")),
    PathwayState.CLOSED: (_l("Il percorso è finito"), _l("Se vuoi, puoi tornare quando ti serve.")),
}
_NOT_TAKEN_UP = (
    _l("Adesso non possiamo offrirti questo percorso"),
    _l("Non vuol dire che non c'è un aiuto: chiamaci, e cerchiamo insieme chi può."),
)
_TAKEN_BACK = (_l("Hai ritirato la richiesta"), _l("Se ci ripensi, puoi chiederlo di nuovo."))


@dataclass(frozen=True)
class VisitorWords:
    """Where a pathway is, as its visitor reads it: in a few words, what happens next, and some facts."""

    title: str
    text: str
    facts: list[str]


def words_for_visitor(pathway: Pathway, *, before: int, met: int, earlier: Person | None = None) -> VisitorWords:
    """What a visitor reads of their pathway: ``before`` wait since earlier, ``met`` meetings took place.

    ``earlier``: who followed it before who does now.
    """
    title, text = _said(pathway)
    return VisitorWords(str(title), str(text), list(_facts(pathway, before, met, earlier)))


def _said(pathway: Pathway) -> tuple[LazyString, LazyString]:
    if pathway.outcome == PathwayOutcome.NOT_ELIGIBLE:
        return _NOT_TAKEN_UP
    return _TAKEN_BACK if pathway.outcome == PathwayOutcome.WITHDRAWN else _TO_THE_VISITOR[pathway.state]


def _facts(pathway: Pathway, before: int, met: int, earlier: Person | None) -> list[str]:
    if pathway.state == PathwayState.WAITING:
        if not before:
            return [_("Adesso tocca a te.")]
        return [ngettext("Prima di te aspetta %(num)s persona.", "Prima di te aspettano %(num)s persone.", before)]
    if not pathway.is_followed or pathway.person is None:
        return []
    said = [_by_whom(pathway.person, earlier)]
    if met:
        said.append(_("Incontri fatti: %(num)s.", num=met))
    return [*said, *_until(pathway.suspended_until)]


def _by_whom(person: Person, earlier: Person | None) -> str:
    name = person.given_name or person.name
    if earlier is None:
        return str(_("Ti segue %(name)s.", name=name))
    before = earlier.given_name or earlier.name
    return str(_("Adesso ti segue %(name)s, al posto di %(earlier)s.", name=name, earlier=before))


def _until(day: date | None) -> list[str]:
    return [_("La pausa dura fino al %(day)s.", day=day_words(day))] if day else []
