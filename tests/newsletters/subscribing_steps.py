"""Asking for a newsletter as a person does, and reading the mail that answers."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.links import reader_token
from ama_net.across.newsletters.models import Subscriber, Suppression
from ama_net.foundation.database import db
from ama_net.kernel.outbox import Message
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

EMAIL = "teresa@posta.example"
FORM = {"email": EMAIL, "name": "Teresa", "consent": "y", "form_key": "k" * 43}


def ask_from(browser: Browser, email: str = EMAIL, **more: Any) -> TestResponse:
    """Send the form."""
    return browser.submit("/newsletter", {**FORM, "email": email, **more})


def mails(app: Flask, standing: Standing, template: str = "newsletters/confirm") -> list[str]:
    """The texts of the mails of a template, oldest first."""
    with desk(app, standing):
        wanted = select(Message).where(Message.template == template).order_by(Message.created_at, Message.id)
        return [message.text or "" for message in db.session.scalars(wanted)]


def confirm_path(text: str) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/]+(/\S*newsletter/conferma/\S+)", text)
    assert found is not None
    return found[1]


def state_of(app: Flask, standing: Standing, email: str = EMAIL) -> str | None:
    """How an address stands."""
    with desk(app, standing):
        return db.session.scalar(select(Subscriber.state).where(Subscriber.address_digest == address_digest(email)))


def reason_of(app: Flask, standing: Standing, email: str = EMAIL) -> str | None:
    """Why nobody writes newsletters to an address."""
    with desk(app, standing):
        return db.session.scalar(select(Suppression.reason).where(Suppression.address_digest == address_digest(email)))


def subscribed(app: Flask, browser: Browser, standing: Standing, email: str = EMAIL, **more: Any) -> str:
    """Ask and confirm; the token of the reader's links."""
    assert ask_from(browser, email, **more).status_code == 303
    assert browser.submit(confirm_path(mails(app, standing)[-1])).status_code == 303
    with desk(app, standing):
        row = db.session.scalars(select(Subscriber).where(Subscriber.address_digest == address_digest(email))).one()
        return reader_token(row.id)


def mailed_path(text: str) -> str:
    """The path of the link to one's choices in a mail."""
    found = re.search(r"https?://[^/]+(/\S*newsletter/preferenze/\S+)", text)
    assert found is not None
    return found[1]
