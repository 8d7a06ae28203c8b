"""The jobs of subscriptions: writing a file of addresses a piece at a time, forgetting what is over."""

from uuid import UUID

from ama_net.across.newsletters.operations.forgetting_subscribers import forget_subscribers
from ama_net.across.newsletters.operations.importing import forget_files, import_piece, waiting_imports
from ama_net.foundation.jobs import enqueue, job
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.tenancy.everywhere import in_every_association


@job(name="newsletters.import_subscribers")
def import_subscribers(import_id: str, account_id: str) -> None:
    """Write some rows of a file, then ask for the next; taken up again, it goes on where it was."""
    by = Actor(account_id=UUID(account_id)) if account_id else SYSTEM
    if import_piece(UUID(import_id), by=by):
        enqueue(import_subscribers, import_id, account_id)


@job(name="newsletters.forget_subscribers", own_transactions=True)
def forget_everywhere() -> None:
    """Every night, in every association: who never confirmed, who left, files that nobody used; those that waited go on."""
    in_every_association(_forget)


def _forget() -> None:
    forget_subscribers()
    forget_files()
    for kept in waiting_imports():
        enqueue(import_subscribers, str(kept.id), str(kept.created_by or ""))
