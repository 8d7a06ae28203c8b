"""What can be true of a membership; each refusal says what to mend (``WrongFact``)."""

from datetime import date

from flask_babel import lazy_gettext as _l

from ama_net.features.members.models import EndReason, Membership
from ama_net.foundation.clock import today
from ama_net.kernel.people import WrongFact

OLDEST_ADMISSION_YEAR = 1900

DECIDED = frozenset({EndReason.EXCLUSION, EndReason.LAPSE})
"""Ends that an organ decides: by law an exclusion is deliberated (codice civile art. 24), and a lapse never comes by itself."""

CORRECTABLE = frozenset(
    {
        "applied_on",
        "admitted_on",
        "resolution_id",
        "resolution_ref",
        "category_id",
        "ended_on",
        "end_reason",
        "end_resolution_id",
    }
)
"""The columns of a membership that a correction may touch. Its number and whose it is are never among them."""


def check_admission(membership: Membership) -> None:
    """The dates of an admission, and whose it is.

    Raises:
        WrongFact: a date in the future or of another century, an application after its admission.
    """
    if (membership.person_id is None) == (membership.organisation_id is None):
        raise WrongFact("person", _l("Scegli una persona o un ente."))
    if membership.admitted_on > today():
        raise WrongFact("admitted_on", _l("La data di ammissione è nel futuro."))
    if membership.admitted_on.year < OLDEST_ADMISSION_YEAR:
        raise WrongFact("admitted_on", _l("Questa data è troppo lontana: ricontrolla l'anno."))
    if membership.applied_on is not None and membership.applied_on > membership.admitted_on:
        raise WrongFact("applied_on", _l("La domanda non può venire dopo l'ammissione."))


def check_exit(membership: Membership, *, on: date, reason: EndReason, decided_on: date | None) -> None:
    """The day of an exit, and whether the reason asks for a decision; ``decided_on`` is the day of its resolution.

    Raises:
        WrongFact: before the admission, too far ahead, a death to come, an exclusion or a lapse that nobody decided or from
            before it was decided.
    """
    check_decision(reason, on, decided_on)
    if reason is EndReason.DEATH and membership.person_id is None:
        raise WrongFact("reason", _l("Un ente non muore: scegli lo scioglimento."))
    if reason is EndReason.DISSOLUTION and membership.organisation_id is None:
        raise WrongFact("reason", _l("Lo scioglimento riguarda gli enti."))
    check_end(membership.admitted_on, on, reason)


def check_decision(reason: EndReason, on: date, decided_on: date | None) -> None:
    """An exclusion and a lapse are decided first, and never hold from before (codice civile art. 24).

    Raises:
        WrongFact: there is no resolution, its day has yet to come, or it comes after that of the exit.
    """
    if reason not in DECIDED:
        return
    if decided_on is None:
        raise WrongFact("resolution", _l("Serve la delibera che l'ha deciso."))
    if decided_on > today():
        raise WrongFact("resolution", _l("È una data futura: si scrive una delibera già presa."))
    if on < decided_on:
        raise WrongFact("on", _l("L'uscita non può valere da prima della delibera."))


def check_end(admitted_on: date, on: date, reason: EndReason) -> None:
    """The day of an exit beside that of the admission.

    Raises:
        WrongFact: before the admission, after the end of next year has passed (the latest a withdrawal can have effect,
            codice civile art. 24), a death in the future.
    """
    if on < admitted_on:
        raise WrongFact("on", _l("L'uscita non può venire prima dell'ammissione."))
    if reason is EndReason.DEATH and on > today():
        raise WrongFact("on", _l("Questa data è nel futuro."))
    if on > date(today().year + 2, 1, 1):
        raise WrongFact("on", _l("Questa data è troppo lontana nel futuro."))


def check_life_of_membership(membership: Membership) -> None:
    """All the dates of a membership together, exit included.

    Raises:
        WrongFact: as for an admission and an exit; an exit day without its reason or the other way round.
    """
    check_admission(membership)
    if (membership.ended_on is None) != (membership.end_reason is None):
        raise WrongFact("end_reason", _l("Data e motivo dell'uscita vanno insieme."))
    if membership.ended_on is not None and membership.end_reason is not None:
        reason = EndReason(membership.end_reason)
        check_end(membership.admitted_on, membership.ended_on, reason)
