"""Forgetting what letters said when their years are over: the line of the protocol stays, with day and outcome."""

from datetime import date

from sqlalchemy import select, update

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.correspondence.models import Letter, ProtocolEntry
from ama_net.kernel.correspondence.settings import LettersSettings
from ama_net.kernel.tenancy.settings import read_settings


def forget_old_letters() -> int:
    """Empty words, addresses and correspondents of what is older than the years the association keeps (GDPR art. 5.1.e).

    Returns how many letters were emptied.
    """
    years = read_settings(LettersSettings).keep_letters_years
    limit = date(today().year - years, 1, 1)  # whole years: a year's letters go together, after its accounts' term
    old = select(ProtocolEntry.id).where(ProtocolEntry.on_day < limit)
    letters = db.session.execute(
        update(Letter)
        .where(Letter.emptied_at.is_(None), Letter.entry_id.in_(old))
        .values(address_sealed=None, subject_sealed=None, body_sealed=None, note="", receipt="", emptied_at=now())
    )
    db.session.execute(
        update(ProtocolEntry)
        .where(ProtocolEntry.emptied_at.is_(None), ProtocolEntry.on_day < limit)
        .values(correspondent_sealed=None, emptied_at=now())
    )
    return int(letters.rowcount)  # type: ignore[attr-defined]
