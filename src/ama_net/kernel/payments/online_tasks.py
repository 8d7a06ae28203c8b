"""The jobs of payments online: at night, what was told and never came; the pages to close once there is nothing to pay."""

from uuid import UUID

from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue, job
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.online.catching_up import catch_up
from ama_net.kernel.payments.online.closing import close_visits
from ama_net.kernel.payments.purposes import Row
from ama_net.kernel.tenancy.everywhere import in_every_association


@job(name="payments.catch_up", own_transactions=True)
def catch_up_online() -> None:
    """Every night, for every association that takes payments online, ask for a job of its own: it waits for the provider."""
    in_every_association(_ask)


@job(name="payments.catch_up_one", own_transactions=True)
def catch_up_one() -> None:
    """Bring one association's ledger to what whoever takes its payments online says."""
    catch_up()


@job(name="payments.close_visits")
def close_visits_of(table: str, row_id: str, called_off: bool = False) -> None:
    """Close the provider's pages where a row that is settled, or called off, would be paid again."""
    close_visits(Row(table, UUID(row_id)), called_off=called_off)


def _ask() -> None:
    if db.session.scalar(select(ProviderAccount.id).limit(1)) is not None:
        enqueue(catch_up_one)
