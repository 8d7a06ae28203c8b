"""Undoing what a return did."""

import pytest
from sqlalchemy import select

from ama_net.across.newsletters.models import (
    Delivery,
    ReturnKind,
    Subscriber,
    SubscriberState,
    Suppression,
)
from ama_net.across.newsletters.operations.returns import (
    CannotUndo,
    undo_return,
)
from ama_net.across.newsletters.operations.suppressing import lift
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox import Message
from tests.newsletters.returns.mails import failure
from tests.newsletters.returns.steps import again, came, path_of, read, reason_of, told


def test_undone_the_address_is_written_to_again(delivery: Delivery) -> None:
    row = came(read(failure(to=path_of(delivery))))
    undo_return(row, by=SYSTEM)
    assert (reason_of(), row.undone_at is not None) == (None, True)


def test_undone_twice_is_told(delivery: Delivery) -> None:
    row = came(read(failure(to=path_of(delivery))))
    undo_return(row, by=SYSTEM)
    with pytest.raises(CannotUndo):
        undo_return(row, by=SYSTEM)


def test_undone_one_of_two_the_other_still_stands(anna: Subscriber) -> None:
    first = came(told(ReturnKind.COMPLAINT))
    came(told(ReturnKind.HARD))
    undo_return(first, by=SYSTEM)
    assert reason_of() == "hard_bounce"


def test_undone_one_of_the_temporary_ones_there_are_too_few(anna: Subscriber) -> None:
    rows = [came(told(ReturnKind.SOFT)) for _ in range(5)]
    undo_return(rows[2], by=SYSTEM)
    assert reason_of() is None


def test_undoing_does_not_bring_back_who_left(anna: Subscriber) -> None:
    row = came(told())
    db.session.delete(db.session.scalars(select(Suppression)).one())
    db.session.flush()
    db.session.add(Suppression(address_digest=anna.address_digest, reason="left"))
    db.session.flush()
    undo_return(row, by=SYSTEM)
    assert reason_of() == "left"


def test_who_complained_comes_back_only_by_subscribing(anna: Subscriber) -> None:
    undo_return(came(told(ReturnKind.COMPLAINT)), by=SYSTEM)
    assert (again(anna).state, reason_of()) == (SubscriberState.LEFT, None)


def test_undone_a_mail_of_the_outbox_did_arrive(mail: Message) -> None:
    row = came(read(failure(row_id=mail.id)))
    undo_return(row, by=SYSTEM)
    assert again(mail).returned_at is None


def test_an_address_let_back_in_falls_out_again_when_it_returns(anna: Subscriber) -> None:
    came(told())
    lift(anna.address_digest, by=SYSTEM)
    came(told())
    assert reason_of() == "hard_bounce"
