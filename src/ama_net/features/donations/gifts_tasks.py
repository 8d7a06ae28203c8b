"""What is done about gifts without anybody asking."""

from uuid import UUID

from ama_net.features.donations.operations.finishing import finish
from ama_net.foundation.jobs import job


@job(name="donations.finish_gift")
def finish_gift(gift_id: str) -> None:
    """After money arrived: the register, the receipt, the thanks."""
    finish(UUID(gift_id))
