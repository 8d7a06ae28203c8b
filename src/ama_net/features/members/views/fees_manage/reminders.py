"""Who would be asked again today, and what was sent: nothing leaves from here by itself."""

from babel.lists import format_list
from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members.models import FeeReminder, MembershipFee
from ama_net.features.members.operations.fee_reminders import how_many_due, reminders_due
from ama_net.features.members.queries_fees import with_members
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.features.members.views.fees_manage.door import bp
from ama_net.foundation.database import db
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.access import Permission, requires
from ama_net.kernel.tenancy.settings import read_settings

SHOWN = 200


def timetable_words(settings: FeesSettings) -> str:
    """``15 giorni prima della scadenza, poi 10 e 45 giorni dopo, al massimo 3 volte``."""
    before, after = (_joined(days) for days in (sorted(settings.days_before)[::-1], sorted(settings.days_after)))
    parts = [_("%(days)s giorni prima della scadenza", days=before)] if before else []
    if after:
        parts.append(
            _("poi %(days)s giorni dopo", days=after) if before else _("%(days)s giorni dopo la scadenza", days=after)
        )
    return ", ".join([*parts, _("al massimo %(most)s volte", most=settings.most_reminders)]) + "."


def _joined(days: list[int]) -> str:
    return str(format_list([str(day) for day in days], locale=current_locale())) if days else ""


@bp.get("/quote/solleciti")
@requires(Permission.FEES_READ)
def reminders() -> str:
    """The dry run of today's reminders, the timetable they follow, the last ones sent."""
    settings = read_settings(FeesSettings)
    latest = list(db.session.scalars(select(FeeReminder).order_by(FeeReminder.sent_at.desc()).limit(50)))
    fees = with_members(select(MembershipFee)).where(MembershipFee.id.in_([one.fee_id for one in latest]))
    return render_template(
        "members/manage/fee_reminders.html",
        due=reminders_due(limit=SHOWN),
        total=how_many_due(),
        settings=settings,
        timetable=timetable_words(settings),
        sent=latest,
        fees={fee.id: fee for fee in db.session.scalars(fees)},
    )
