"""Several hands on the same mail, or on the same text, at the same moment: one does it, the others are told."""

from flask import Flask

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox import MailText, Message
from ama_net.kernel.outbox.editable import editable_mails
from ama_net.kernel.outbox.operations_texts import TextChanged, save_text
from ama_net.kernel.outbox.resending import CannotSendAgain, send_again
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

BODY = "{avviso} {di_chi} {importo} {dati_per_pagare}"


def test_one_hand_sends_again(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        message = Message(template="members/fee_reminder", state="sent", sent_at=now())
        message.recipient = message.subject = message.text = message.html = "rosa@esempio.example"
        db.session.add(message)
        db.session.flush()
        message_id = message.id

    def again(_number: int) -> str:
        try:
            send_again(db.session.get_one(Message, message_id), by=SYSTEM)
        except CannotSendAgain as refused:
            return refused.reason
        return "sent"

    assert sorted(at_once(app, alba, again, hands=4)) == ["already", "already", "already", "sent"]


def test_one_hand_writes_the_text(app: Flask, alba: Standing) -> None:
    def write(number: int) -> str:
        mail = editable_mails()["members/fee_reminder"]
        try:
            save_text(mail, "it", subject=f"Mano {number}", body=BODY, version=0, by=SYSTEM)
        except TextChanged as refused:
            return refused.row.subject if refused.row else ""
        return "saved"

    done = at_once(app, alba, write, hands=4)
    with desk(app, alba):
        kept = db.session.query(MailText).one()
        assert (kept.version, sorted(done)) == (1, [kept.subject] * 3 + ["saved"])
