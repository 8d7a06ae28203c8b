"""What the tests of the office's pages do again and again: a newsletter read, changed behind the page, written down for some."""

import re
from html import unescape
from typing import Any
from uuid import UUID, uuid4

from ama_net.across.newsletters.models import Delivery, DeliveryState, Newsletter
from ama_net.across.newsletters.recipients import Recipient
from ama_net.foundation.database import db
from tests.support.hands import Ask

HOME = "/manage/newsletter"


def form(**values: Any) -> dict[str, Any]:
    """What the composer sends: one text, unless told otherwise."""
    plain = {"subject": "Le notizie", "preheader": "", "language": "it", "version": "1", "action": "save"}
    return {**plain, "block": "0", "0.kind": "text", "0.markdown": "Ciao, ecco le notizie.", **values}


def row_of(of_alba: Ask, newsletter_id: str, *names: str) -> Any:
    """What a newsletter's row says now."""

    def read() -> Any:
        row = db.session.get_one(Newsletter, UUID(newsletter_id))
        return tuple(getattr(row, name) for name in names) if len(names) > 1 else getattr(row, names[0])

    return of_alba(read)


def put(of_alba: Ask, newsletter_id: str, **values: Any) -> None:
    """Change a newsletter's row behind everybody's back."""

    def change() -> None:
        row = db.session.get_one(Newsletter, UUID(newsletter_id))
        for name, value in values.items():
            setattr(row, name, value)

    of_alba(change)


def delivered(newsletter_id: str, count: int, state: DeliveryState) -> None:
    """Write a newsletter down for some, as if each had got to that state."""
    for number in range(count):
        row = Delivery(newsletter_id=UUID(newsletter_id), digest=f"{state}{number}".encode(), state=state)
        row.payload = Recipient(uuid4(), f"lettrice{number}@posta.example", "Bianca").to_json()
        db.session.add(row)
    db.session.get_one(Newsletter, UUID(newsletter_id)).recipients += count


def text_of(page: str) -> str:
    """A page as it is read."""
    return unescape(re.sub(r"<[^>]+>", " ", page))
