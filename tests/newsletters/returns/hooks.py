"""A webhook of an association's, and who tells it."""

import base64
import json
from copy import copy
from typing import Any

from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import FeedbackKind, MailReturn
from ama_net.across.newsletters.operations.feedback import WEBHOOK_NAME, Source, password_of, path_of, save_source
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.newsletters.returns.steps import ANNA, reason_of
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

KEY = "chiave-di-firma"
TOPIC = "arn:aws:sns:eu-south-1:123456789012:ritorni"


class Hook:
    """A webhook of Alba's, and who tells it."""

    def __init__(self, app: Flask, standing: Standing, browser: Browser, kind: FeedbackKind) -> None:
        self.app, self.standing, self.browser, self.kind = app, standing, browser, kind
        topic = TOPIC if kind == FeedbackKind.SES else ""
        with desk(app, standing):
            source = save_source(None, Source(kind, secret=KEY, topic=topic), by=SYSTEM)
            self.path, self.password, self.id = path_of(source), password_of(source), source.id

    def post(self, body: Any, *, path: str = "", password: str | None = None, host: str = "") -> int:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": _basic(WEBHOOK_NAME, self.password if password is None else password)}
        self.browser.host = host or self.standing.host
        address = f"/newsletter/ritorni/{self.kind}/{path or self.path}"
        return self.browser.post(address, data=raw, content_type="application/json", headers=headers).status_code

    def at(self, browser: Browser) -> "Hook":
        """The same, told by somebody else."""
        other = copy(self)
        other.browser = browser
        return other

    def returns(self) -> list[tuple[str, str]]:
        """What was recorded, by kind and code."""
        with desk(self.app, self.standing):
            rows = db.session.scalars(select(MailReturn).order_by(MailReturn.received_at))
            return [(row.kind, row.code) for row in rows]

    def reason(self, address: str = ANNA) -> str | None:
        with desk(self.app, self.standing):
            return reason_of(address)


def _basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
