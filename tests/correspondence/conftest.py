"""What the room's tests share: the secretary's browser, and letters of the association Alba."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.correspondence import Direction, open_entry, send_letter
from ama_net.kernel.people import PostalAddress
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.standing import Standing

Write = Callable[..., UUID]


@pytest.fixture
def write(app: Flask, alba: Standing) -> Write:
    """``write("Gino")``: a letter to print; ``write("Gina", email="…")``: an e-mail. Returns its id."""

    def letter(given_name: str = "Gino", *, email: str | None = None, housed: bool = True, of: Standing = alba) -> UUID:
        with app.app_context(), tenant_scope(of.id), unit_of_work():
            person = make_person(given_name, "Senzaposta", email=email)
            if housed:
                street = {"street": "via delle Prove 3", "postcode": "44121", "municipality": "Ferrara"}
                db.session.add(PostalAddress(person_id=person.id, kind="residence", province="FE", **street))
                db.session.flush()
            entry = open_entry(Direction.OUT, subject="Avviso di prova", by=SYSTEM, who=person)
            words = {"subject": "Avviso", "text": "Due righe inventate."}
            made = send_letter("correspondence/letter", to=person, context=words, entry=entry)
            db.session.flush()
            return made.id

    return letter
