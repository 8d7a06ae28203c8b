"""Steps that tests of applications share: a filled form, an application in a state, the links of its mail."""

import re
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from ama_net.features.volunteers.models import VolunteerApplication
from ama_net.features.volunteers.onboarding_facts import CandidacyFacts
from ama_net.features.volunteers.operations.onboarding import Sending, ask_to_help, confirm
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC

FACTS = CandidacyFacts(
    given_name="Zefirina",
    family_name="Inventata",
    email="zefirina@example.org",
    why="Vorrei dare una mano.",
    parts=("evening",),
    free_note="non in agosto",
)


def typed(**changes: Any) -> dict[str, Any]:
    """The form of the site, filled; None takes a field away."""
    values = {
        "given_name": "Zefirina",
        "family_name": "Inventata",
        "email": "zefirina@example.org",
        "parts": "evening",
        "free_note": "non in agosto",
        "why": "Vorrei dare una mano.",
        "form_key": new_token(),
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def welcomed(**changes: Any) -> dict[str, Any]:
    """The office's form to accept somebody, filled; None takes a field away."""
    values = {
        "given_name": "Zefirina",
        "family_name": "Inventata",
        "email": "zefirina@example.org",
        "birth_date": "1980-05-17",
        "municipality": "Ferrara",
        "starts": "now",
        "on": "2026-03-02",
        "section": "regular",
        "form_key": new_token(),
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def waiting(facts: CandidacyFacts = FACTS) -> VolunteerApplication:
    """An application whose address is confirmed, in the association in scope."""
    application = ask_to_help(Sending(facts, new_token()), by=PUBLIC)
    confirm(application, by=PUBLIC)
    return application


def path_of(text: str, page: str) -> str:
    """The path of the first link to a page in a mail or an answer's address."""
    found = re.search(rf"(/volontari/{page}/[A-Za-z0-9_-]+)", text)
    assert found, text
    return found[1]


def led_to(answer: TestResponse) -> str:
    """The path of the applicant's page an answer leads to."""
    return path_of(answer.headers.get("Location", ""), "candidatura")


def only() -> VolunteerApplication:
    """The one application of the association in scope."""
    return db.session.scalars(select(VolunteerApplication)).one()
