"""Who would be asked again today, and what was sent: nothing leaves from here by itself."""

from flask import render_template
from sqlalchemy import select

from ama_net.features.members.models import FeeReminder, MembershipFee
from ama_net.features.members.operations.fee_reminders import how_many_due, reminders_due
from ama_net.features.members.queries_fees import with_members
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.features.members.views.fees_manage.door import bp
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires
from ama_net.kernel.tenancy.settings import read_settings

SHOWN = 200


@bp.get("/quote/solleciti")
@requires(Permission.FEES_READ)
def reminders() -> str:
    """The dry run of today's reminders, the timetable they follow, the last ones sent."""
    latest = list(db.session.scalars(select(FeeReminder).order_by(FeeReminder.sent_at.desc()).limit(50)))
    fees = with_members(select(MembershipFee)).where(MembershipFee.id.in_([one.fee_id for one in latest]))
    return render_template(
        "members/manage/fee_reminders.html",
        due=reminders_due(limit=SHOWN),
        total=how_many_due(),
        settings=read_settings(FeesSettings),
        sent=latest,
        fees={fee.id: fee for fee in db.session.scalars(fees)},
    )
