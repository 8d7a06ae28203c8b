"""Warning the secretariat of applications whose term is near: once when it comes near, once on the last day."""

from sqlalchemy import Select

from ama_net.features.members import application_secrets
from ama_net.features.members.models import Application
from ama_net.features.members.queries_applications import due_to_warn
from ama_net.features.members.settings_applications import ApplicationsSettings
from ama_net.foundation.database import db
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings


def warn_of_terms() -> int:
    """Send one mail for each warning that has come due; returns of how many applications. It says how many, never who.

    One that missed the first warning (entered late from paper) has only the second.
    """
    last = _warned(due_to_warn(2), 2)
    near = _warned(due_to_warn(1), 1)
    _write("members/applications_due", last)
    _write("members/applications_near", near)
    return last + near


def _warned(due: Select[Application], stage: int) -> int:
    rows = list(db.session.scalars(due.order_by(Application.id).with_for_update(of=Application, skip_locked=True)))
    for application in rows:
        application.warned_stage = stage
    db.session.flush()
    return len(rows)


def _write(template: str, count: int) -> None:
    if not count:
        return
    settings = read_settings(ApplicationsSettings)
    context = {
        "count": count,
        "link": application_secrets.office_link("applications_manage.index"),
        "days": settings.decide_within_days,
        "passed": settings.warn_after_days,
    }
    send_mail(template, to=current_tenant().identity.mail.secretariat_mail, context=context, locale="it")
