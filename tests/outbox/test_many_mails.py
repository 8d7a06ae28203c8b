"""Figures and choices of the mail's page, asked of an index however many mails there are."""

from sqlalchemy import text

from ama_net.foundation.database import db
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.queries import how_many_are, templates_in_use


def test_mails_that_came_back_are_counted_apart(in_alba: None) -> None:
    for values in ({"state": "sent"}, {"state": "sent", "returned_at": text("now()")}, {"state": "failed"}):
        db.session.add(Message(template="groups/join_request_new", **values))
    db.session.flush()
    assert how_many_are("sent", "returned", "failed", "queued") == {"sent": 1, "returned": 1, "failed": 1, "queued": 0}


def test_only_mails_that_were_written_may_be_chosen(in_alba: None) -> None:
    db.session.add(Message(template="donations/thanks"))
    db.session.flush()
    assert templates_in_use(["members/fee_receipt", "donations/thanks"]) == ["donations/thanks"]


def test_mails_whose_words_are_gone_ask_for_nothing(in_alba: None) -> None:
    for values in ({}, {"emptied_at": text("now()")}):
        db.session.add(Message(template="groups/join_request_new", state="failed", **values))
    db.session.flush()
    assert how_many_are("failed", "returned", kept=True) == {"failed": 1, "returned": 0}
