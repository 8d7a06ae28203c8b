"""The nightly forgetting of requests to convene."""

from ama_net.features.members.operations.convening import forget_requests
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association


@job(name="members.forget_convening", own_transactions=True)
def forget_convening() -> None:
    """Let those expire that were not signed by enough."""
    in_every_association(_forget)


def _forget() -> None:
    forget_requests()
