"""A stolen dump of the database, searched for what people confided."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import Proposal, Stage
from ama_net.features.groups.operations.proposals_steps import Step, move
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.access import Role
from tests.groups import join_steps as steps
from tests.groups import proposal_acts as acts
from tests.support.cast import actor
from tests.support.dumps import dump, ways_to_write
from tests.support.standing import Standing


def test_dump_says_neither_who_nor_how_nor_why(
    app: Flask, alba: Standing, client: Any, cluster: Cluster, run_jobs: Any
) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, code = steps.ask_and_read(browser, answer_in_mail="y")
    steps.answer(app, client, alba)
    browser.submit(f"{path}/messaggi", {"body": "Verrei con Ludmilla"})
    run_jobs()
    stolen = dump(cluster)
    assert steps.GROUP.encode() in stolen
    assert str(steps.request_id(app, alba)).encode() in stolen
    secrets = [steps.NICKNAME, steps.MAIL, steps.STORY, "mia sorella", steps.ANSWER, "Ludmilla"]
    secrets += [path.rpartition("/")[2], code.replace("-", ""), code]
    assert [secret for secret in secrets for way in ways_to_write(secret) if way in stolen] == []


def test_dump_says_no_phone_number(app: Flask, alba: Standing, client: Any, cluster: Cluster) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host), contact=steps.PHONE)
    stolen = dump(cluster)
    assert [
        way for number in (steps.PHONE, "051234567", "234567") for way in ways_to_write(number) if way in stolen
    ] == []


def test_dump_says_nothing_of_proposals_and_of_who_waits(
    app: Flask, alba: Standing, client: Any, cluster: Cluster, run_jobs: Any
) -> None:
    acts.fresh(app)
    acts.send(client(alba.host), acts.NEED, who="body", organisation="Scuola Betulla")
    acts.make_proposal(app, alba, Stage.STARTING)
    acts.would_come(
        client(alba.host), nickname="Ortensia", contact="ortensia.posta@example.org", under_18="yes", guardian="y"
    )
    with steps.inside(app, alba):
        proposal = next(one for one in db.session.scalars(select(Proposal)) if one.title)
        move(proposal, Step("starting", Stage.CLOSED, today(), "Ludmilla non può"), by=actor(alba, Role.SECRETARY))
    run_jobs()
    stolen = dump(cluster)
    assert [name.encode() in stolen for name in ("Scuola Betulla", acts.TITLE)] == [True, True]
    secrets = [steps.NICKNAME, steps.MAIL, steps.STORY, "mia sorella", "Ortensia", "ortensia.posta", "Ludmilla"]
    assert [secret for secret in secrets for way in ways_to_write(secret) if way in stolen] == []
