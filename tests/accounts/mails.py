"""The mails waiting in an association's outbox, as their readers would see them."""

import re
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing


@dataclass(frozen=True)
class Mail:
    """One mail."""

    template: str
    to: str
    subject: str
    text: str

    @property
    def path(self) -> str:
        """The address its link leads to, without the host."""
        return re.search(r"https?://[^/\s]+(/\S+)", self.text)[1]


def mails(app: Flask, standing: Standing) -> list[Mail]:
    """Every mail, oldest first."""
    with app.app_context(), tenant_scope(standing.id):
        rows = db.session.scalars(select(Message).order_by(Message.created_at, Message.id)).all()
        return [Mail(row.template, row.recipient, row.subject, row.text) for row in rows]
