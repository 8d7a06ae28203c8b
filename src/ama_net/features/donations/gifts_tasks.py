"""What is done about gifts without anybody asking."""

from uuid import UUID

from ama_net.features.donations.operations.finishing import finish, left_unfinished
from ama_net.foundation.jobs import enqueue, job
from ama_net.kernel.tenancy.everywhere import in_every_association


@job(name="donations.finish_gift")
def finish_gift(gift_id: str) -> None:
    """After money arrived: the register, the receipt, the thanks."""
    finish(UUID(gift_id))


@job(name="donations.finish_left", own_transactions=True)
def finish_left() -> None:
    """Every quarter of an hour, in every association, what a job that was lost should have done."""
    in_every_association(_finish_left)


def _finish_left() -> None:
    for gift_id in left_unfinished():
        enqueue(finish_gift, str(gift_id))
