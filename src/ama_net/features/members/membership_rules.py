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


def check_exit(membership: Membership, *, on: date, reason: EndReason, decided: bool) -> None:
    """The day of an exit, and whether the reason asks for a decision.

    Raises:
        WrongFact: before the admission, too far ahead, a death to come, an exclusion or a lapse that nobody decided.
    """
    if reason in DECIDED and not decided:
        raise WrongFact("resolution", _l("Serve la delibera che l'ha deciso."))
    if reason is EndReason.DEATH and membership.person_id is None:
        raise WrongFact("reason", _l("Un ente non muore: scegli lo scioglimento."))
    if reason is EndReason.DISSOLUTION and membership.organisation_id is None:
        raise WrongFact("reason", _l("Lo scioglimento riguarda gli enti."))
    check_end(membership.admitted_on, on, reason)


def check_end(admitted_on: date, on: date, reason: EndReason) -> None:
    """The day of an exit beside that of the admission.

    Raises:
        WrongFact: before the admission, after the end of next year (the latest a withdrawal can have effect, codice
            civile art. 24), a death in the future.
    """
    if on < admitted_on:
        raise WrongFact("on", _l("L'uscita non può venire prima dell'ammissione."))
    if reason is EndReason.DEATH and on > today():
        raise WrongFact("on", _l("Questa data è nel futuro."))
    if on > date(today().year + 1, 12, 31):
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
