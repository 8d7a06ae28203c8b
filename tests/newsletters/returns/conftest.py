"""Anna, a newsletter that was sent to her, and a mail of the association's."""

import pytest

from ama_net.across.newsletters.models import Delivery, Subscriber
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.outbox import Message
from tests.factories.newsletters import make_subscriber
from tests.newsletters.returns.steps import ANNA, sent_to
from tests.support.standing import Standing


@pytest.fixture
def anna(in_alba: Standing) -> Subscriber:
    return make_subscriber(ANNA)


@pytest.fixture
def delivery(anna: Subscriber) -> Delivery:
    """A newsletter that was sent to Anna."""
    return sent_to(anna)


@pytest.fixture
def mail(in_alba: Standing) -> Message:
    """A mail of the association's that left: a receipt, say."""
    made = Message(template="members/fee_receipt", state="sent", sent_at=now())
    made.recipient = ANNA
    db.session.add(made)
    db.session.flush()
    return made
