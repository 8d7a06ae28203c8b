"""What is written about hours: to a volunteer whose hours were sent back, to the secretariat when hours wait."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.volunteers.models import HourEntry
from ama_net.features.volunteers.queries_hours import count_waiting, is_waiting
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.correspondence import Channel, Direction, channel_of, open_entry, send_letter
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant, current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings

NOT_AGAIN = timedelta(days=3)
"""The mail is weekly: one that left in the last days is this week's."""


def tell_refused(entry: HourEntry, person: Person, *, by: Actor) -> None:
    """Tell a volunteer that hours were sent back: day and length, by e-mail or on paper. The reason is read in the area."""
    line = open_entry(Direction.OUT, subject=str(_("Ore da rivedere")), by=by, kind="letter", who=person)
    send_letter(
        "volunteers/hours_refused",
        to=person,
        context={
            "name": person.name,
            "day": entry.on_day,
            "minutes": entry.minutes,
            "why": entry.refused_why,
            "paper": channel_of(person) != Channel.EMAIL,
            "link": f"{current_tenant().base_url}/my/ore?anno={entry.on_day.year}",
        },
        entry=line,
        about=entry,
        locale=person.preferred_language,
    )


def remind_office() -> int:
    """Tell the secretariat how many entries wait, never whose; how many. A job that runs again tells nothing again."""
    hold(f"volunteers:hours_waiting:{current_tenant_id()}")
    lately = select(HourEntry.id).where(HourEntry.told_on > today() - NOT_AGAIN).limit(1)
    if not read_settings(HoursSettings).digest or db.session.scalar(lately) is not None:
        return 0
    # One entry bears the mark, so that no row is held that somebody is deciding about.
    free = select(HourEntry).where(is_waiting()).order_by(HourEntry.id).limit(1)
    marked = db.session.scalar(free.with_for_update(skip_locked=True))
    if marked is None:
        return 0
    marked.told_on = today()
    waiting = count_waiting()
    context = {"count": waiting, "link": f"{current_tenant().base_url}/manage/ore"}
    to = current_tenant().identity.mail.secretariat_mail
    send_mail("volunteers/hours_waiting", to=to, context=context, locale="it")
    return waiting
