"""Who comes to the helpdesk in the demonstration: nicknames of flowers and winds, addresses at .example, numbers nobody has."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from ama_net.features.helpdesk.models import Visitor
from ama_net.features.helpdesk.operations.visitors import Confided, new_visitor
from ama_net.features.helpdesk.visitor_words import consent_text
from ama_net.foundation.crypto import digest_token, new_token
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import CallTime, ContactKind

NICKNAMES = (
    "Stella", "Nuvola", "Girasole", "Gabbiano", "Lucciola", "Betulla", "Aquilone", "Ginestra", "Marea", "Pettirosso",
    "Cometa", "Fiordaliso", "Brezza", "Tulipano", "Quadrifoglio", "Corallo", "Zenzero", "Rondine", "Mirtillo", "Salice",
)  # fmt: skip

REASONS = (
    "Da qualche mese mi sento sempre sola e non so da dove cominciare. È un esempio.",
    "Ho cambiato città e non conosco nessuno. È un esempio.",
    "Vorrei parlare con qualcuno di una separazione. È un esempio.",
    "In casa si litiga spesso e non dormo bene. È un esempio.",
    "Ho perso il lavoro e mi vergogno a dirlo. È un esempio.",
    "",
)
TELEPHONE = "+3906000002"
"""No such number can exist: two digits are added."""

BY_TELEPHONE = 4
"""One in so many left only a telephone."""


class Visitors:
    """Invented people, one after the other; the same every time."""

    def __init__(self) -> None:
        self._numbers = count()

    def come(
        self, when: datetime, *, by_phone: bool | None = None, again: Visitor | None = None, **said: Any
    ) -> Visitor:
        """Somebody who asked at that moment and is still known; ``again``: who had asked before; ``by_phone`` None: it varies."""
        number = next(self._numbers)
        nickname = NICKNAMES[number % len(NICKNAMES)]
        kind = ContactKind.PHONE if by_phone or (by_phone is None and number % BY_TELEPHONE == 0) else ContactKind.EMAIL
        contact = (
            f"{TELEPHONE}{number % 100:02}"
            if kind == ContactKind.PHONE
            else f"{nickname.lower()}{number}@posta.example"
        )
        facts = {
            "reason": REASONS[number % len(REASONS)],
            "call_time": list(CallTime)[number % len(CallTime)],
            "for_other": number % 7 == 5,
            "consent": consent_text(),
            **said,
        }
        who = (again.nickname or "", again.contact or "", ContactKind(again.contact_kind)) if again else None
        visitor = new_visitor(Confided(*(who or (nickname, contact, kind)), **facts), by=PUBLIC)
        visitor.created_at = visitor.consent_at = when
        return visitor

    def confided(self, nickname: str, **said: Any) -> Confided:
        """What somebody with that nickname says when they ask now."""
        address = f"{nickname.lower()}@posta.example"
        return Confided(nickname, address, ContactKind.EMAIL, consent=consent_text(), **said)


def forgotten(asked: Iterable[datetime], keep_days: int) -> list[Visitor]:
    """Those who asked long ago, as forgetting left them; in the same order."""
    rows = [
        Visitor(
            contact_kind=ContactKind.EMAIL,
            secret_digest=digest_token(new_token()),
            created_at=when,
            emptied_at=when + timedelta(days=keep_days + 20),
        )
        for when in asked
    ]
    db.session.add_all(rows)
    db.session.flush()
    return rows
