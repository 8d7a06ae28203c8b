"""Requests to inspect the books: every member may (D.Lgs. 117/2017 art. 15 c. 3), in the way the statute says."""

from datetime import date

from flask_babel import lazy_gettext as _l

from ama_net.features.members.models import BookInspection, InspectionState
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, WrongFact

LONGEST = 1000


def ask_to_inspect(person: Person, what: str, *, by: Actor, asked_on: date | None = None) -> BookInspection:
    """Write down that a member asks to see books: which, in their words. Flushed.

    Who may: the member, and the office with MEMBERS_EDIT for who asks by voice or by letter.

    Raises:
        WrongFact: nothing was said, or the day is to come.
    """
    day = asked_on or today()
    if not what.strip() or len(what) > LONGEST:
        raise WrongFact("what", _l("Scrivi quali libri o quali anni, in mille lettere al massimo."))
    if day > today():
        raise WrongFact("asked_on", _l("Questa data è nel futuro."))
    asked = BookInspection(person_id=person.id, what=what.strip(), asked_on=day, created_by=by.account_id)
    db.session.add(asked)
    db.session.flush()
    record(by=by, verb="inspection.asked", subject=asked)
    return asked


def answer_inspection(asked: BookInspection, state: InspectionState, *, on: date, by: Actor, answer: str = "") -> None:
    """Write down the outcome. A refusal says why. Once only: the log is a log.

    Raises:
        WrongFact: answered already, a refusal without a reason, a day before the request or to come.
    """
    db.session.refresh(asked, with_for_update=True)
    if asked.state != InspectionState.OPEN or state == InspectionState.OPEN:
        raise WrongFact("state", _l("Questa richiesta ha già il suo esito."))
    if state == InspectionState.REFUSED and not answer.strip():
        raise WrongFact("answer", _l("Scrivi perché non è stata accolta."))
    if on < asked.asked_on or on > today():
        raise WrongFact("on", _l("Scegli un giorno tra la richiesta e oggi."))
    asked.state, asked.answered_on, asked.answer, asked.answered_by = state, on, answer.strip(), by.account_id
    record(by=by, verb="inspection.answered", subject=asked, changes={"state": state.value})
