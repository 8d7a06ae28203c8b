"""What the office noted about members, forgotten in time."""

import structlog

from ama_net.features.members.operations.member_notes import forget_notes
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="members.forget_notes", own_transactions=True)
def forget_members_notes() -> None:
    """Once a night, in every association: notes, tags and own fields of who left more than a year ago."""
    in_every_association(_forget)


def _forget() -> None:
    log.info("members.notes_forgotten", emptied=forget_notes())
