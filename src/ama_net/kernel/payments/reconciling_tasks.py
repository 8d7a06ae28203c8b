"""The job of the accounts: at night, the proof that they add up; files whose columns nobody said are forgotten."""

import structlog

from ama_net.foundation.clock import today
from ama_net.foundation.jobs import job
from ama_net.kernel.payments.operations.reconciling import reconcile
from ama_net.kernel.payments.operations.statements import forget_files
from ama_net.kernel.payments.queries import all_accounts
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="payments.reconcile", own_transactions=True)
def reconcile_accounts() -> None:
    """Every night, in every association that has accounts, prove them and keep what was found."""
    in_every_association(_reconcile)


def _reconcile() -> None:
    forget_files()
    if all_accounts():
        found = reconcile(today())
        if found.differences:
            log.warning("payments.do_not_add_up", differences=len(found.differences))
