"""The nightly job, who leaves, who signs up and who makes two people one, all at the same moment."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.enrolling import enrol_people
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import Subscriber, SubscriberState
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.subscribing import Asking, ask
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import Consent
from ama_net.kernel.people.operations.merging import merge_people
from tests.newsletters.consenting_steps import consenting
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


def test_enrolled_by_many_at_once_everybody_is_there_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        for number in range(20):
            consenting(f"socia{number}@posta.example")
    at_once(app, alba, lambda _number: enrol_people())

    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(Subscriber)) == 20


def test_who_signs_up_while_they_are_enrolled_is_there_once(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        consenting("anna@posta.example")

    def either(number: int) -> None:
        if number % 2:
            enrol_people()
        else:
            ask(Asking("anna@posta.example"), by=PUBLIC)

    at_once(app, alba, either, 6)

    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(Subscriber)) == 1


def test_who_leaves_while_two_people_are_made_one_and_all_are_enrolled(app: Flask, alba: Standing) -> None:
    for turn in range(4):
        address = f"anna{turn}@posta.example"
        with desk(app, alba):
            kept, lost = consenting(f"altra{turn}@posta.example").id, consenting(address).id
            enrol_people()
            row = db.session.scalars(
                select(Subscriber.id).where(Subscriber.address_digest == address_digest(address))
            ).one()  # fmt: skip
        works: list[Callable[[], object]] = [
            lambda kept=kept, lost=lost: merge_people(kept, lost, from_lost=set(), by=SYSTEM),  # type: ignore[misc]
            lambda row=row: leave(Reader(row, None), through="one_click", by=SYSTEM),  # type: ignore[misc]
            enrol_people,
        ]
        at_once(app, alba, lambda number, works=works: works[number](), 3)  # type: ignore[misc]

        with desk(app, alba):
            assert db.session.get_one(Subscriber, row).state == SubscriberState.LEFT
            standing = select(func.count()).where(Consent.person_id == kept, Consent.withdrawn_at.is_(None))
            assert db.session.scalar(standing) in (0, 1)
