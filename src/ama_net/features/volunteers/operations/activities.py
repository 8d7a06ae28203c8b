"""The activities of volunteers: added, named anew, moved, closed. One that something names is closed, never deleted."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, union

from ama_net.features.volunteers.models import Activity
from ama_net.foundation.database import db, hold
from ama_net.foundation.ordering import change_places
from ama_net.foundation.text import fold, free_slug
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id

KEY_LENGTH = 40


def save_activity(
    activity: Activity | None, *, label: str, hourly_value_cents: int | None, is_open: bool = True, by: Actor
) -> Activity:
    """Add an activity at the end, or change one. Its name is what volunteers choose and certificates say. Flushed.

    Who may: VOLUNTEERS_EDIT.

    Raises:
        WrongFact: it has no name, or that of another.
    """
    _hold()
    if not label:
        raise WrongFact("label", _l("Serve un nome."))
    others = [one for one in all_held() if activity is None or one.id != activity.id]
    if fold(label) in {fold(one.label) for one in others}:
        raise WrongFact("label", _l("C'è già un'attività con questo nome."))
    verb = "activity.changed"
    if activity is None:
        verb = "activity.added"
        last = max((one.position for one in others), default=-1)
        activity = Activity(key=free_slug(label, {one.key for one in others}, KEY_LENGTH), position=last + 1)
        db.session.add(activity)
    activity.label, activity.hourly_value_cents, activity.is_open = label, hourly_value_cents, is_open
    db.session.flush()
    record(by=by, verb=verb, subject=activity, changes={"is_open": is_open})
    return activity


def move_activity(activity: Activity, *, up: bool, by: Actor) -> None:
    """Change places with the one before or after; at the end of the list nothing happens."""
    _hold()
    if change_places(all_held(), activity, up=up):
        db.session.flush()
        record(by=by, verb="activity.moved", subject=activity)


def remove_activity(activity: Activity, *, by: Actor) -> None:
    """Delete an activity that nothing names.

    Raises:
        WrongFact: shifts, hours or expenses name it: it can be closed.
    """
    _hold()
    if is_used(activity):
        raise WrongFact("label", _l("Ci sono turni, ore o spese con questa attività: si può chiudere, non togliere."))
    record(by=by, verb="activity.removed", subject=activity)
    db.session.delete(activity)
    db.session.flush()


def is_used(activity: Activity) -> bool:
    """Whether something names it: a shift, an hour or an expense."""
    return activity.id in used_activities()


def used_activities() -> set[UUID]:
    """The activities that some row of any table names: which tables those are is read from their foreign keys."""
    activities = Activity.__table__
    links = [
        link.parent
        for table in Activity.metadata.sorted_tables
        for link in table.foreign_keys
        if link.column.table is activities and link.parent.name != "tenant_id"
    ]
    return set(db.session.scalars(union(*(select(link).distinct() for link in links))))


def all_held() -> list[Activity]:
    """The activities in their order, read anew."""
    ordered = select(Activity).order_by(Activity.position, Activity.label)
    return list(db.session.scalars(ordered, execution_options={"populate_existing": True}))


def _hold() -> None:
    hold(f"volunteers:activities:{current_tenant_id()}")
