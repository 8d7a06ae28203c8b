"""Hands that end a list, or book another time, while others join it or answer: no deadlock, and nobody left behind."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import Mode, Service, WaitingEntry, WaitingOffer, WaitingState
from ama_net.features.helpdesk.operations.appointments import book
from ama_net.features.helpdesk.operations.offers import accept_offer, offer_next
from ama_net.features.helpdesk.operations.services import close_service
from ama_net.features.helpdesk.operations.waiting_ends import end_offers_beside, how_many_wait
from ama_net.features.helpdesk.visitor_secrets import contact_digest
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from tests.factories.helpdesk import make_visitor
from tests.helpdesk.offering import at, offer, working_morning
from tests.helpdesk.waiting_room import wait_for
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

MAIL = "luna@posta.example"


@pytest.fixture(autouse=True)
def _at_work() -> Iterator[None]:
    with time_machine.travel(working_morning()):
        yield


def test_nobody_waits_for_a_service_that_is_closed_while_they_join(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        service_id = offer(horizon_days=5)[0].id

    def one(number: int) -> str:
        service = db.session.get_one(Service, service_id)
        if number % 4 == 0:
            close_service(service, by=SYSTEM)
            return "closed"
        return wait_for(service, f"Stella{number}").state

    said = at_once(app, alba, one)
    with desk(app, alba):
        assert (how_many_wait(service_id), set(said) - {"waiting", "service"}) == (0, {"closed"})


def test_what_is_accepted_while_they_book_another_time_is_one_or_the_other(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        service, _people = offer(horizon_days=5, max_open=2)
        entry_id = wait_for(service, "Luna", contact=MAIL).id
        offer_next(service.id)
        offer_id = db.session.scalars(select(WaitingOffer.id)).one()
        again = make_visitor("Luna", MAIL, contact_digest=contact_digest(MAIL))
        booked = book(service, at(12), Mode.ONLINE, again, by=PUBLIC).id

    def one(number: int) -> str:
        if number % 2:
            return accept_offer(db.session.get_one(WaitingOffer, offer_id), by=PUBLIC).state
        end_offers_beside(booked)
        return "ended"

    said = set(at_once(app, alba, one)) - {"ended"}
    with desk(app, alba):
        assert db.session.get_one(WaitingEntry, entry_id).state == WaitingState.BOOKED
        answer = db.session.get_one(WaitingOffer, offer_id).answer
    assert (answer, said) in [("accepted", {"confirmed"}), ("withdrawn", {"offer"})]
