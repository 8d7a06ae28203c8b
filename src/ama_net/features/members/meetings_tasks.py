"""The jobs that write the letters of a notice, a few in each transaction: five thousand members, and a job may be killed."""

import time
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import update

from ama_net.features.members.models import MeetingNotice
from ama_net.features.members.operations.meetings_convening import left_to_write, resume_notices, write_some
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue, job
from ama_net.kernel.office import RUNNING, JobProgress, Outcome, finish
from ama_net.kernel.tenancy.everywhere import in_every_association

AT_ONCE = 50
"""Letters in one transaction."""

SECONDS = 30.0
"""How long one run goes on; then it asks for another, well before the worker's limit."""

PAGE = "/manage/riunioni/{}/lettere"
"""The page of a meeting's letters."""


@job(name="members.send_notice", own_transactions=True)
def send_notice(notice_id: str) -> None:
    """Write the letters of a notice to who has none yet. Delivered twice, or again after a death, it only goes on."""
    until = time.monotonic() + SECONDS
    going = True
    while going and time.monotonic() < until:
        with unit_of_work():
            going = _step(UUID(notice_id))
    if going:
        with unit_of_work():
            enqueue(send_notice, notice_id)


@job(name="members.resume_notices", own_transactions=True)
def resume() -> None:
    """On the timetable: start again the notices whose job has died."""
    in_every_association(_resume)


def _resume() -> None:
    for notice_id in resume_notices():
        enqueue(send_notice, str(notice_id))


def _step(notice_id: UUID) -> bool:
    """One transaction's letters; whether there is more to do here."""
    notice = db.session.get_one(MeetingNotice, notice_id)
    if notice.finished_at is not None:
        return False
    written = write_some(notice_id, at_most=AT_ONCE)
    left = left_to_write(notice_id)
    if left == 0:
        _finish(notice)
    elif notice.job_id is not None:
        values = {"state": RUNNING, "done": JobProgress.total - left}
        db.session.execute(update(JobProgress).where(JobProgress.id == notice.job_id).values(values))
    # None written and some left: another worker has them, and will finish.
    return written > 0 and left > 0


def _finish(notice: MeetingNotice) -> None:
    notice.finished_at = now()
    if notice.job_id is not None and (row := db.session.get(JobProgress, notice.job_id)) is not None:
        finish(row.id, Outcome(figures=[(_("Lettere scritte"), row.total)], url=PAGE.format(notice.meeting_id)))
