"""Which step may follow which, and until when."""

from datetime import date

from ama_net.features.members.application_deadlines import appeal_until
from ama_net.features.members.models import Application, ApplicationState
from ama_net.features.members.settings_applications import ApplicationsSettings
from ama_net.kernel.scheduling.closures import closed_days
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

S = ApplicationState

NEXT: dict[ApplicationState, frozenset[ApplicationState]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.UNDER_REVIEW, S.ADMITTED, S.REFUSED, S.WITHDRAWN}),
    S.UNDER_REVIEW: frozenset({S.ADMITTED, S.REFUSED, S.WITHDRAWN}),
    S.ADMITTED: frozenset(),
    S.REFUSED: frozenset({S.APPEALED}),
    S.APPEALED: frozenset({S.APPEAL_ACCEPTED, S.APPEAL_REJECTED, S.WITHDRAWN}),
    S.APPEAL_ACCEPTED: frozenset(),
    S.APPEAL_REJECTED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
"""What may follow. Nothing follows an admission: what is in the register is changed by the register's own operations."""

WAITING = (S.SUBMITTED, S.UNDER_REVIEW)
"""The association has to decide, and the term runs."""

ENDED_WITHOUT = (S.REFUSED, S.APPEAL_REJECTED, S.WITHDRAWN)
"""Over, without a member: emptied after the months the association chose."""


def may_become(application: Application, state: ApplicationState) -> bool:
    """Whether an application may go to a state from where it is."""
    return state in NEXT[ApplicationState(application.state)]


def last_day_to_appeal(application: Application) -> date | None:
    """Until when a refusal may be appealed; None while it has not been told, since the term does not run."""
    if application.told_on is None:
        return None
    within = read_settings(ApplicationsSettings).appeal_within_days
    return appeal_until(application.told_on, within=within, is_closed=_is_closed)


def may_appeal(application: Application, on: date) -> bool:
    """Whether a refused applicant may still appeal on a day. Of an emptied refusal there is nothing left to decide on."""
    last = last_day_to_appeal(application)
    return may_become(application, S.APPEALED) and not application.is_emptied and (last is None or on <= last)


def _is_closed(day: date) -> bool:
    return day.weekday() == 6 or day in closed_days(day.year, current_tenant().seat.province)
