"""Newsletters of tests on their way: written with their readers, sent, looked at again."""

from collections import Counter
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import Delivery, Newsletter
from ama_net.across.newsletters.operations.starting import schedule
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.newsletters import make_newsletter, make_subscriber
from tests.support.hands import desk
from tests.support.standing import Standing


def readers(number: int) -> list[str]:
    """The addresses of so many readers."""
    return [f"lettrice{one:03}@posta.example" for one in range(number)]


def written(app: Flask, standing: Standing, number: int = 3, *, start: bool = True) -> UUID:
    """A newsletter for so many readers, decided to leave now."""
    with desk(app, standing):
        for address in readers(number):
            make_subscriber(address)
        newsletter = make_newsletter()
        if start:
            schedule(newsletter, None, by=SYSTEM)
        return newsletter.id


def states(app: Flask, standing: Standing, newsletter_id: UUID) -> Counter[str]:
    """How many deliveries are in each state."""
    with desk(app, standing):
        found = select(Delivery.state).where(Delivery.newsletter_id == newsletter_id)
        return Counter(db.session.scalars(found))


def reread(app: Flask, standing: Standing, newsletter_id: UUID) -> Newsletter:
    """The newsletter as it is now."""
    with desk(app, standing):
        found = db.session.get_one(Newsletter, newsletter_id)
        db.session.refresh(found)
        db.session.expunge(found)
        return found
