"""How long an application that made no member is kept (GDPR art. 5.1.e): from 12 to 24 months; a draft thirty days.

What a night touches is a select, so that the same may be counted beforehand: a dry run is true by construction. Of an
emptied application only days, states and the resolution are left. One that was admitted stays with the register. A
refusal nobody was told of stays too: its sixty days have not begun, and an appeal needs the application (art. 23 c. 3).
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, select, update

from ama_net.features.members.application_rules import ENDED_WITHOUT
from ama_net.features.members.models import Application, ApplicationState, ApplicationStep
from ama_net.features.members.operations.applications import note
from ama_net.features.members.settings_applications import ApplicationsSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import record
from ama_net.kernel.correspondence import Letter
from ama_net.kernel.outbox.operations import forget_mail_about
from ama_net.kernel.tenancy.settings import read_settings

DRAFT_DAYS = 30
"""How long a draft waits to be finished, from the last time it was written."""

MONTH_DAYS = 30.44


@dataclass(frozen=True)
class Emptying:
    """How many drafts and how many ended applications a night empties."""

    drafts: int
    ended: int


def emptying_plan() -> Emptying:
    """What a night would do now, and nothing of it done."""
    return Emptying(_count(old_drafts()), _count(old_ended()))


def empty_applications() -> Emptying:
    """Empty what is over its time; the mails and letters about it too."""
    return Emptying(_empty(old_drafts()), _empty(old_ended()))


def old_drafts() -> Select[Application]:
    """Drafts nobody has touched for thirty days."""
    before = now() - timedelta(days=DRAFT_DAYS)
    return _full().where(Application.state == ApplicationState.DRAFT, Application.changed_at < before)


def old_ended() -> Select[Application]:
    """Refused (and told so) and withdrawn applications older than the months chosen; an appeal makes them count anew."""
    months = read_settings(ApplicationsSettings).keep_ended_months
    before = now() - timedelta(days=round(months * MONTH_DAYS))
    untold = and_(Application.state == ApplicationState.REFUSED, Application.told_on.is_(None))
    return _full().where(Application.state.in_(ENDED_WITHOUT), Application.changed_at < before, ~untold)


def _full() -> Select[Application]:
    return select(Application).where(Application.emptied_at.is_(None))


def _count(due: Select[Application]) -> int:
    return db.session.execute(select(func.count()).select_from(due.subquery())).scalar_one()


def _empty(due: Select[Application]) -> int:
    rows = list(db.session.scalars(due.order_by(Application.id).with_for_update(of=Application, skip_locked=True)))
    for application in rows:
        if application.state == ApplicationState.DRAFT:
            application.state = ApplicationState.WITHDRAWN
        application.facts_sealed = application.reason_sealed = None
        application.emptied_at = now()
        note(application, ApplicationStep.EMPTIED, by=SYSTEM)
        record(by=SYSTEM, verb="application.emptied", subject=application)
    _empty_letters([application.id for application in rows])
    return len(rows)


def _empty_letters(ids: list[UUID]) -> None:
    """The letters keep their day and what became of them, not their words; a mail not yet sent does not leave any more."""
    if not ids:
        return
    forget_mail_about(Application.__tablename__, ids)
    forget_mail_about(Letter.__tablename__, select(Letter.id).where(Letter.about_id.in_(ids)))
    words = {f"{part}_sealed": None for part in ("address", "subject", "body")}
    db.session.execute(update(Letter).where(Letter.about_id.in_(ids)).values(**words))
