"""What tests of groups being born share: a filled form, an announced proposal, somebody who would come."""

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ama_net.features.groups.models import Proposal, Stage
from ama_net.features.groups.operations.proposals_steps import Step, move
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Role
from tests.factories.groups import theme
from tests.groups import join_steps as steps
from tests.support.cast import actor
from tests.support.clients import Browser
from tests.support.standing import Standing

PROPOSE, NEED, BOARD = "/gruppi/avvia/proposta", "/gruppi/avvia/bisogno", "/manage/gruppi/proposte"
TITLE, SLUG = "Betulla del Savena", "betulla-del-savena"
ANNOUNCED = f"/gruppi/avvia/{SLUG}"


def fresh(app: Flask) -> None:
    """Nobody counted by the limits yet."""
    with app.app_context():
        limiter.reset()


def theme_id(app: Flask, standing: Standing, key: str = "lutto") -> str:
    """The id of a theme, as forms send it."""
    with steps.inside(app, standing):
        return str(theme(key).id)


def send(browser: Browser, path: str = PROPOSE, **changes: Any) -> TestResponse:
    """Open the form, fill it and send it."""
    typed = {**steps.typed(), "theme_id": "", "audience_id": "", "municipality": "", "who": "citizen", **changes}
    typed = {name: value for name, value in typed.items() if value is not None}
    return browser.submit(path, {"form_key": steps.form_key(browser.get(path)), **typed})


def make_proposal(app: Flask, standing: Standing, stage: Stage = Stage.IDEA, **values: Any) -> str:
    """A proposal of the theme of grief in the association; its id."""
    with steps.inside(app, standing):
        named = {"title": TITLE, "slug": SLUG, "published": stage != Stage.IDEA}
        proposal = Proposal(**{"theme_id": theme().id, "stage": stage, **named, **values})
        db.session.add(proposal)
        db.session.flush()
        return str(proposal.id)


def would_come(browser: Browser, path: str = ANNOUNCED, **changes: Any) -> TestResponse:
    """Ask to be told when it starts."""
    return send(browser, f"{path}/partecipa", **{"message": None, **changes})


def go(app: Flask, standing: Standing, to: Stage, *, day: date | None = None, **values: Any) -> None:
    """Move the only proposal on."""
    with steps.inside(app, standing):
        proposal = the_proposal()
        step = Step(seen=proposal.stage, to=to, day=day or today(), **values)
        move(proposal, step, by=actor(standing, Role.SECRETARY))


def the_proposal() -> Proposal:
    """The only proposal of the association in scope that stands for itself."""
    return db.session.execute(select(Proposal).where(Proposal.merged_into.is_(None))).scalar_one()
