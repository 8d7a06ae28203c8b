"""Steps through the area of who gives, as a donor takes them."""

import re

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ama_net.foundation.database import db
from ama_net.kernel.outbox import Message
from tests.factories.donations import DONOR
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

EMAIL = DONOR.email


def ask_from(browser: Browser, email: str) -> TestResponse:
    """Ask for a link."""
    return browser.submit("/sostieni/area/accesso", {"email": email})


def links_mailed(app: Flask, standing: Standing) -> list[str]:
    """The paths of the links in the outbox, the oldest first."""
    with desk(app, standing):
        mails = db.session.scalars(
            select(Message).where(Message.template == "donations/donor_link").order_by(Message.created_at)
        )
        found = [re.search(r"https?://[^/\s]+(/\S+/accesso/\S+)", mail.text or "") for mail in mails]
    return [one[1] for one in found if one is not None]


def area_of(app: Flask, browser: Browser, standing: Standing, email: str = EMAIL) -> Browser:
    """The browser, once it has used the last link mailed."""
    assert ask_from(browser, email).status_code == 303
    assert browser.submit(links_mailed(app, standing)[-1]).status_code == 303
    return browser
