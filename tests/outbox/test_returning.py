"""What is noted of a mail of the outbox that came back."""

from uuid import uuid4

import pytest

from ama_net.foundation.database import db
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.returning import forget_return, note_return


@pytest.fixture
def sent(in_alba: None) -> Message:
    """A mail that left."""
    message = Message(template="groups/join_request", state="sent")
    db.session.add(message)
    db.session.flush()
    return message


def _reread(message: Message) -> Message:
    db.session.refresh(message)
    return message


def test_a_mail_that_came_back_says_when_and_why(sent: Message) -> None:
    assert note_return(sent.id, "5.1.1")
    assert (_reread(sent).returned_at is not None, sent.return_code) == (True, "5.1.1")


def test_said_twice_the_first_stays(sent: Message) -> None:
    note_return(sent.id, "5.1.1")
    assert note_return(sent.id, "4.2.2")
    assert _reread(sent).return_code == "5.1.1"


def test_a_mail_that_has_not_left_cannot_come_back(sent: Message) -> None:
    sent.state = "queued"
    db.session.flush()
    assert not note_return(sent.id, "5.1.1")


def test_no_such_mail(in_alba: None) -> None:
    assert not note_return(uuid4(), "5.1.1")


def test_it_was_a_mistake(sent: Message) -> None:
    note_return(sent.id, "5.1.1")
    forget_return(sent.id)
    assert (_reread(sent).returned_at, sent.return_code) == (None, "")
