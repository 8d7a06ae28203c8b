"""What is done about mail that comes back: only when it is surely ours, once, and not for good."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import (
    Delivery,
    MailReturn,
    ReturnKind,
    Subscriber,
    SubscriberState,
    Suppression,
)
from ama_net.across.newsletters.operations.returns import (
    forget_returns,
    record_return,
)
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.verp import return_path
from tests.factories.newsletters import make_newsletter, make_subscriber
from tests.newsletters.returns.mails import complaint, failure
from tests.newsletters.returns.steps import ANNA, MAILBOX, again, came, count, path_of, read, reason_of, sent_to, told
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


def test_an_address_that_does_not_exist_is_excluded_at_once(delivery: Delivery) -> None:
    row = came(read(failure(to=path_of(delivery))))
    assert (row.kind, row.hint, reason_of()) == ("hard", "an…@po…", "hard_bounce")


def test_the_delivery_says_it_came_back(delivery: Delivery) -> None:
    came(read(failure(to=path_of(delivery))))
    assert again(delivery).bounce == "hard"


def test_a_report_without_a_return_path_of_ours_is_known_by_the_message_id_inside(delivery: Delivery) -> None:
    came(read(failure(row_id=delivery.id)))
    assert (again(delivery).bounce, reason_of()) == ("hard", "hard_bounce")


def test_a_forged_report_excludes_nobody(delivery: Delivery) -> None:
    forged = path_of(delivery).replace("-", "-2", 1)
    assert record_return(read(failure(to=forged)), by=SYSTEM) is None
    assert (reason_of(), count(MailReturn)) == (None, 0)


def test_a_report_that_names_somebody_elses_message_id_excludes_nobody(delivery: Delivery) -> None:
    assert record_return(read(failure(row_id=uuid4())), by=SYSTEM) is None
    assert count(Suppression) == 0


def test_a_report_excludes_whom_the_mail_was_for_and_nobody_else(delivery: Delivery) -> None:
    make_subscriber("bruno@posta.example")
    came(read(failure("bruno@posta.example", to=path_of(delivery))))
    assert (reason_of(), reason_of("bruno@posta.example")) == ("hard_bounce", None)


def test_a_return_path_of_another_association_is_of_nobody(app: Flask, alba: Standing, brig: Standing) -> None:
    with desk(app, alba):
        delivery_id = sent_to(make_subscriber(ANNA)).id
    with desk(app, brig):
        path = return_path("n", delivery_id, mailbox=MAILBOX)
    with desk(app, alba):
        assert record_return(read(failure(to=path)), by=SYSTEM) is None


def test_our_return_path_told_to_another_association_is_of_nobody(app: Flask, alba: Standing, brig: Standing) -> None:
    with desk(app, alba):
        path = path_of(sent_to(make_subscriber(ANNA)))
    with desk(app, brig):
        assert record_return(read(failure(to=path)), by=SYSTEM) is None


def test_the_same_report_read_by_many_hands_counts_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        raw = failure(to=path_of(sent_to(make_subscriber(ANNA))))
    rows = at_once(app, alba, lambda _: record_return(read(raw), by=SYSTEM) is not None)
    assert sum(rows) == 1


def test_many_temporary_returns_at_once_exclude_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        make_subscriber(ANNA)
    at_once(app, alba, lambda _: record_return(told(ReturnKind.SOFT), by=SYSTEM) is not None)
    with desk(app, alba):
        assert (count(MailReturn), count(Suppression), reason_of()) == (8, 1, "soft_bounces")


def test_a_return_and_a_complaint_at_once_end_in_the_complaint(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        anna_id = make_subscriber(ANNA).id
    kinds = [ReturnKind.HARD, ReturnKind.COMPLAINT]
    at_once(app, alba, lambda n: record_return(told(kinds[n % 2]), by=SYSTEM) is not None)
    with desk(app, alba):
        assert (reason_of(), db.session.get_one(Subscriber, anna_id).state) == ("complaint", SubscriberState.LEFT)


def test_a_mail_that_has_not_left_cannot_come_back(delivery: Delivery) -> None:
    delivery.state = "queued"
    db.session.flush()
    assert record_return(read(failure(to=path_of(delivery))), by=SYSTEM) is None


def test_a_mail_in_doubt_may_come_back(delivery: Delivery) -> None:
    delivery.state = "in_doubt"
    db.session.flush()
    assert came(read(failure(to=path_of(delivery)))).kind == "hard"


def test_when_the_address_is_forgotten_the_return_is_only_counted(delivery: Delivery) -> None:
    delivery.payload = None
    db.session.flush()
    row = came(read(failure(to=path_of(delivery))))
    assert (row.address_digest, row.hint, reason_of(), again(delivery).bounce) == (None, None, None, "hard")


def test_the_same_report_counts_once(delivery: Delivery) -> None:
    raw = failure(to=path_of(delivery))
    came(read(raw))
    assert (record_return(read(raw), by=SYSTEM), count(MailReturn)) == (None, 1)


def test_temporary_returns_exclude_after_some_of_them(anna: Subscriber) -> None:
    reasons = []
    for _ in range(5):
        came(told(ReturnKind.SOFT))
        reasons.append(reason_of())
    assert reasons == [None, None, None, None, "soft_bounces"]


def test_old_temporary_returns_do_not_count(anna: Subscriber) -> None:
    for _ in range(4):
        came(told(ReturnKind.SOFT)).received_at = now() - timedelta(days=91)
    db.session.flush()
    came(told(ReturnKind.SOFT))
    assert reason_of() is None


def test_who_complains_leaves(anna: Subscriber, delivery: Delivery) -> None:
    came(read(complaint(path=path_of(delivery))))
    found = again(anna)
    assert (found.state, found.left_through, reason_of()) == (SubscriberState.LEFT, "complaint", "complaint")
    assert again(delivery).bounce == "complaint"


def test_a_complaint_is_stronger_than_a_return(anna: Subscriber) -> None:
    came(told(ReturnKind.HARD))
    came(told(ReturnKind.COMPLAINT))
    assert reason_of() == "complaint"


def test_a_return_does_not_hide_that_somebody_left(anna: Subscriber) -> None:
    made = Suppression(address_digest=anna.address_digest, reason="left")
    db.session.add(made)
    db.session.flush()
    came(told())
    assert reason_of() == "left"


def test_a_delivery_keeps_the_gravest_it_heard(delivery: Delivery) -> None:
    came(read(complaint(path=path_of(delivery))))
    came(read(failure(to=path_of(delivery), status="4.2.2")))
    assert again(delivery).bounce == "complaint"


def test_a_provider_is_believed_about_an_address_alone(anna: Subscriber) -> None:
    came(told())
    assert reason_of() == "hard_bounce"


def test_a_provider_is_believed_about_who_is_no_subscriber(in_alba: Standing) -> None:
    came(told(address="Nessuno@Posta.example"))
    assert reason_of("nessuno@posta.example") == "hard_bounce"


def test_a_provider_that_names_no_address_tells_nothing(in_alba: Standing) -> None:
    assert record_return(told(address=""), by=SYSTEM) is None


@pytest.mark.parametrize("confidential", [False, True])
def test_of_no_newsletter_it_is_kept_which(anna: Subscriber, confidential: bool) -> None:
    """Were it kept of the others, its absence would tell of those about an interest."""
    newsletter = make_newsletter(state="sent", confidential=confidential)
    delivery = sent_to(anna, newsletter)
    row = came(read(failure(to=path_of(delivery))))
    kept = {getattr(row, column.key) for column in MailReturn.__mapper__.columns} - {None}
    assert (kept & {delivery.id, newsletter.id}, row.message_id, again(delivery).bounce) == (set(), None, "hard")


def test_the_id_of_a_return_says_no_instant(delivery: Delivery) -> None:
    assert came(read(failure(to=path_of(delivery)))).id.version == 4


def test_a_mail_of_the_outbox_says_it_came_back(mail: Message) -> None:
    row = came(read(failure(to=return_path("m", mail.id, mailbox=MAILBOX))))
    found = again(mail)
    assert (row.message_id, found.returned_at is not None, found.return_code) == (mail.id, True, "5.1.1")


def test_institutional_mail_leaves_to_an_excluded_address_all_the_same(mail: Message) -> None:
    came(read(failure(row_id=mail.id)))
    again_sent = Message(template="members/fee_receipt")
    again_sent.recipient = ANNA
    db.session.add(again_sent)
    db.session.flush()
    assert (reason_of(), again_sent.state) == ("hard_bounce", "queued")


def test_a_complaint_about_a_mail_of_the_outbox_is_no_return_of_it(mail: Message) -> None:
    came(read(complaint(path=return_path("m", mail.id, mailbox=MAILBOX))))
    assert again(mail).returned_at is None


def test_after_a_year_a_return_is_forgotten_and_the_address_stays_out(anna: Subscriber) -> None:
    came(told()).received_at = now() - timedelta(days=366)
    db.session.flush()
    assert (forget_returns(), count(MailReturn), reason_of()) == (1, 0, "hard_bounce")


def test_the_audit_says_neither_who_nor_which_newsletter(app: Flask, alba: Standing, delivery: Delivery) -> None:
    row = came(read(failure(to=path_of(delivery))))
    row_id, delivery_id = row.id, delivery.id
    db.session.commit()
    written = " ".join(str(entry.facts) for entry in db.session.scalars(select(LedgerEntry)))
    assert (str(row_id) in written, str(delivery_id) in written, "anna" in written) == (True, False, False)
