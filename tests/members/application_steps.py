"""Steps that tests of applications share: a filled form, an application in a state, what is in the database."""

import re
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from ama_net.features.members.application_facts import ApplicationFacts, GuardianFacts
from ama_net.features.members.application_texts import declaration
from ama_net.features.members.models import Application
from ama_net.features.members.operations.applications import Sending, enter_paper
from ama_net.features.members.operations.applications import apply as apply_for
from ama_net.features.members.operations.applications_deciding import Admission, Ruling, admit, refuse
from ama_net.foundation.clock import today
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import Person
from tests.factories.members import ordinary

FACTS = ApplicationFacts(
    given_name="Zefirina",
    family_name="Inventata",
    birth_date=date(1980, 5, 17),
    birth_place="Ferrara",
    street="via delle Prove 3",
    postcode="44121",
    municipality="Ferrara",
    province="FE",
    email="zefirina@example.org",
)
MINOR = ApplicationFacts(
    given_name="Ginetto",
    family_name="Inventato",
    birth_date=date(2015, 3, 3),
    street="via delle Prove 3",
    municipality="Ferrara",
    guardians=(
        GuardianFacts("Gina", "Inventata", email="gina@example.org"),
        GuardianFacts("Gino", "Inventato", phone="+390532000001"),
    ),
)


def typed(**changes: Any) -> dict[str, Any]:
    """The form of the site filled by an adult; None takes a field away."""
    values = {
        "given_name": "Zefirina",
        "family_name": "Inventata",
        "birth_date": "1980-05-17",
        "birth_place": "Ferrara",
        "street": "via delle Prove 3",
        "postcode": "44121",
        "municipality": "Ferrara",
        "province": "FE",
        "email": "zefirina@example.org",
        "declared": "y",
        "form_key": new_token(),
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def token_of(answer: TestResponse) -> str:
    """The secret of the link an answer leads to."""
    found = re.search(r"/diventa-socio/domanda/([A-Za-z0-9_-]+)", answer.headers.get("Location", ""))
    assert found, answer.text
    return found[1]


def applied(facts: ApplicationFacts = FACTS, *, as_draft: bool = False) -> Application:
    """An application from the site, in the association in scope."""
    sending = Sending(facts, ordinary().id, new_token(), declaration(minor=facts.is_minor()))
    return apply_for(sending, by=PUBLIC, as_draft=as_draft)


def on_paper(days_ago: int = 0, facts: ApplicationFacts = FACTS, *, by: Actor = PUBLIC) -> Application:
    """An application received some days ago."""
    day = today() - timedelta(days=days_ago)
    return enter_paper(Sending(facts, ordinary().id, new_token()), received_on=day, by=by)


def admitted(application: Application, *, by: Actor, person: Person | None = None) -> None:
    """Admit one application by a new resolution of today."""
    admit([Admission(application, ordinary(), person)], Ruling(), by=by)


def refused(application: Application, *, by: Actor, reason: str = "Abita fuori dalla provincia.") -> None:
    """Refuse one application by a new resolution of today."""
    refuse(application, Ruling(), reason, by=by)


def only() -> Application:
    """The one application of the association in scope."""
    return db.session.scalars(select(Application)).one()
