"""A newsletter and a mail of the outbox leave, come back, and are known again by the way they left."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import Delivery, FeedbackKind, MailReturn
from ama_net.across.newsletters.operations.feedback import Source, save_source
from ama_net.across.newsletters.operations.returns import record_return
from ama_net.across.newsletters.recipients import Recipient
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.tasks import deliver_due_mail
from tests.newsletters.conftest import Server
from tests.newsletters.returns.mails import failure
from tests.newsletters.returns.steps import read, reason_of
from tests.newsletters.sending_steps import readers, written
from tests.support.hands import desk
from tests.support.standing import Standing

pytestmark = pytest.mark.usefixtures("fast")


@pytest.fixture(autouse=True)
def _mailbox(app: Flask, alba: Standing) -> None:
    """Alba's returns come to a mailbox of hers."""
    typed = Source(FeedbackKind.IMAP, "imap.alba.example", 993, "ritorni", "ritorni@alba.example", "parola")
    with desk(app, alba):
        save_source(None, typed, by=SYSTEM)


def test_a_newsletter_that_comes_back_is_known_by_its_return_path(
    app: Flask, alba: Standing, server: Server, run_jobs: Callable[[], int]
) -> None:
    written(app, alba, 3)
    run_jobs()
    gone = {one.rcpt_tos[0]: str(one.mail_from) for one in server.taken}
    assert len(set(gone.values())) == 3
    with desk(app, alba):
        record_return(read(failure("altrove@posta.example", to=gone[readers(3)[1]])), by=SYSTEM)
    with desk(app, alba):
        assert [reason_of(one) for one in readers(3)] == [None, "hard_bounce", None]


def test_it_is_known_by_its_message_id_too(
    app: Flask, alba: Standing, server: Server, run_jobs: Callable[[], int]
) -> None:
    written(app, alba, 2)
    run_jobs()
    mail = next(one for one in server.mails if one["To"] == readers(2)[0] or readers(2)[0] in str(one["To"]))
    raw = failure("altrove@posta.example").replace(
        b"From: Alba", f"Message-ID: {mail['Message-ID']}\r\nFrom: Alba".encode()
    )
    with desk(app, alba):
        record_return(read(raw), by=SYSTEM)
    with desk(app, alba):
        back = db.session.scalars(select(Delivery).where(Delivery.bounce == "hard")).one()
        assert Recipient.from_json(back.payload or "").address == readers(2)[0]


def test_a_mail_of_the_outbox_is_known_by_its_return_path(
    app: Flask, alba: Standing, server: Server, run_jobs: Callable[[], int]
) -> None:

    with desk(app, alba):
        mail = Message(template="members/fee_receipt")
        mail.recipient, mail.subject, mail.text, mail.html = "socia@posta.example", "Ricevuta", "Ciao", "<p>Ciao</p>"
        db.session.add(mail)
        db.session.flush()
        mail_id = mail.id
        enqueue(deliver_due_mail)
    run_jobs()
    (gone,) = server.taken
    with desk(app, alba):
        record_return(read(failure("socia@posta.example", to=str(gone.mail_from))), by=SYSTEM)
    with desk(app, alba):
        assert db.session.scalars(select(MailReturn.message_id)).one() == mail_id
        assert db.session.get_one(Message, mail_id).return_code == "5.1.1"
