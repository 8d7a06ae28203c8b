"""The address of a service beside the addresses of the program: whatever it is called, it is reached and booked."""

from collections.abc import Callable

import pytest
from flask import Flask

from ama_net.features.helpdesk.models import ServiceOperator
from ama_net.features.helpdesk.operations.services import add_service, assign_operator
from ama_net.features.helpdesk.service_facts import ServiceFacts
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.helpdesk import booking_steps as steps
from tests.helpdesk.offering import at
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

WORDS = ["codice", "ricevuta", "percorsi", "mio", "conferma", "stanza"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.usefixtures("in_alba")
def test_an_address_of_the_program_is_numbered(word: str) -> None:
    by_name = add_service(ServiceFacts(name=word.capitalize(), place="Sede inventata"), by=SYSTEM)
    by_word = add_service(ServiceFacts(name="Altro nome", place="Sede inventata"), slug=word, by=SYSTEM)
    assert (by_name.slug, by_word.slug) == (f"{word}-2", f"{word}-3")


@pytest.mark.parametrize("name", ["Percorsi", "Codice"])
def test_a_service_called_as_a_page_of_the_program_is_booked(
    app: Flask, alba: Standing, client: Callable[[str], Browser], name: str
) -> None:
    steps.prepare(app, alba)
    with desk(app, alba):
        service = add_service(ServiceFacts(name=name, place="Sede inventata"), by=SYSTEM)
        assign_operator(service, db.session.query(ServiceOperator).one().person, by=SYSTEM)
        address = f"/sportello/{service.slug}"
    browser = client(alba.host)
    slot = steps.choice(at(10), "in_person")
    answers = [browser.get(address), browser.submit(f"{address}/orario", {"slot": slot})]
    assert [(answer.status_code, name in answer.text) for answer in answers] == [(200, True), (303, False)]
