"""What follows the days of who serves without anybody asking."""

from ama_net.features.helpdesk.operations.services import suit_all_listeners
from ama_net.foundation.jobs import job
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy.everywhere import in_every_association


@job(name="helpdesk.suit_listeners", own_transactions=True)
def suit_every_listener() -> None:
    """Once a night, in every association, open the helpdesk's part of the area to who serves, and close it to who does not."""
    in_every_association(_suit)


def _suit() -> None:
    suit_all_listeners(by=SYSTEM)
