"""The job of expenses: what they no longer need is forgotten."""

import structlog

from ama_net.features.volunteers.operations.expense_retention import forget_accounts, forget_claims
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="volunteers.forget_expenses", own_transactions=True)
def forget_old_expenses() -> None:
    """Every night, in every association: forget the accounts of claims settled a year ago, and claims of ten years ago."""
    in_every_association(_forget)


def _forget() -> None:
    if emptied := forget_accounts():
        log.info("volunteers.expense_accounts_forgotten", claims=emptied)
    if deleted := forget_claims():
        log.info("volunteers.expense_claims_deleted", claims=deleted)
