"""What a volunteer chooses: mails about shifts, and the secret address of their calendar.

Who may: the volunteer, for themselves. Whoever has the address reads the calendar without signing in, as calendar programs
must; it is renewed or revoked from the personal area, and the old one is then of nobody.
"""

from uuid import UUID

from ama_net.features.volunteers.models import ShiftPreference
from ama_net.features.volunteers.queries_shift_preferences import preferences_of
from ama_net.foundation.crypto import digest_token, new_token
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy import current_tenant_id


def choose(person_id: UUID, *, reminders: bool, offers: bool, says_activity: bool, by: Actor) -> ShiftPreference:
    """Keep what a volunteer wants to be written about, and what their calendar says."""
    row = _row(person_id)
    row.wants_reminders, row.wants_offers, row.calendar_says_activity = reminders, offers, says_activity
    db.session.flush()
    record(by=by, verb="shift_preferences.changed", subject=row)
    return row


def renew_calendar(person_id: UUID, *, by: Actor) -> str:
    """Give a volunteer a calendar with a new secret address; one they had stops working. Returns the secret."""
    row = _row(person_id)
    _forget_tokens(person_id)
    token = new_token()
    row.token, row.token_digest = token, digest_token(token)
    db.session.flush()
    record(by=by, verb="shift_calendar.renewed", subject=row)
    return token


def revoke_calendar(person_id: UUID, *, by: Actor) -> None:
    """Take the address away: whoever reads it finds nothing from now on."""
    row = _row(person_id)
    _forget_tokens(person_id)
    db.session.flush()
    record(by=by, verb="shift_calendar.revoked", subject=row)


def _row(person_id: UUID) -> ShiftPreference:
    """The row of a person, held against the same person's other clicks."""
    hold(f"volunteers:shift_preferences:{current_tenant_id()}:{person_id}")
    found = preferences_of([person_id]).get(person_id)
    if found is None:
        found = ShiftPreference(person_id=person_id)
        db.session.add(found)
        db.session.flush()
    return found


def _forget_tokens(person_id: UUID) -> None:
    """Of all the rows of a person: two made one have two."""
    for row in db.session.query(ShiftPreference).filter_by(person_id=person_id):
        row.token, row.token_digest = None, None
