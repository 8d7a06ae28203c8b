"""The job of payments online: at night, what was told and never came."""

from ama_net.foundation.jobs import job
from ama_net.kernel.payments.online.catching_up import catch_up
from ama_net.kernel.tenancy.everywhere import for_every_association


@job(name="payments.catch_up", own_transactions=True)
def catch_up_online() -> None:
    """Every night, in every association, bring the ledger to what whoever takes its payments online says."""
    for_every_association(catch_up)
