"""Several workers and somebody in the office at the same moment: nobody is sent two, nobody is lost, no deadlock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.across.newsletters.models import Delivery, Newsletter
from ama_net.across.newsletters.operations.pausing import NotNow, cancel, pause, resume
from ama_net.across.newsletters.operations.starting import NotReady, schedule
from ama_net.across.newsletters.sending.claiming import MOST_AT_ONCE
from ama_net.across.newsletters.sending.freezing import freeze_some
from ama_net.across.newsletters.sending_tasks import deliver, freeze
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.newsletters.conftest import Server
from tests.newsletters.sending_steps import readers, reread, states, written
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

pytestmark = pytest.mark.usefixtures("fast")

RunJobs = Callable[[], int]


def _frozen(app: Flask, standing: Standing, number: int) -> UUID:
    newsletter_id = written(app, standing, number)
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(standing.id)}, throw=True)
    app.extensions["jobs"].captured.clear()
    return newsletter_id


def _lane(standing: Standing, newsletter_id: UUID, lane: int) -> None:
    deliver.apply((str(newsletter_id), lane), headers={"tenant_id": str(standing.id)}, throw=True)


def test_four_workers_send_each_once(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = _frozen(app, alba, 120)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda lane: _lane(alba, newsletter_id, lane), range(4)))
    run_jobs()
    assert server.receivers == readers(120)
    assert states(app, alba, newsletter_id) == {"sent": 120}
    assert reread(app, alba, newsletter_id).state == "sent"


def test_two_workers_never_share_a_lane(app: Flask, alba: Standing, server: Server) -> None:
    newsletter_id = _frozen(app, alba, 60)
    most: list[int] = []

    def look(address: str) -> None:
        with desk(app, alba):
            sending = select(func.count()).where(Delivery.state == "sending")
            most.append(db.session.scalar(sending) or 0)

    server.before = look
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: _lane(alba, newsletter_id, 0), range(4)))
    assert max(most) <= MOST_AT_ONCE
    assert server.receivers == readers(60)


def test_recipients_written_down_by_many_at_once_are_there_once(app: Flask, alba: Standing) -> None:
    newsletter_id = written(app, alba, 50)
    at_once(app, alba, lambda _: freeze_some(newsletter_id), hands=6)
    assert states(app, alba, newsletter_id) == {"queued": 50}
    assert reread(app, alba, newsletter_id).recipients == 50


def test_started_by_two_it_begins_once(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 5, start=False)

    def start(_: int) -> bool:
        try:
            schedule(db.session.get_one(Newsletter, newsletter_id), None, by=SYSTEM)
        except NotReady:
            return False
        return True

    assert sorted(at_once(app, alba, start, hands=4)) == [False, False, False, True]
    run_jobs()
    assert server.receivers == readers(5)


@pytest.mark.parametrize("failing", [False, True])
def test_called_off_while_workers_send(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs, *, failing: bool
) -> None:
    if failing:
        server.answers.update(dict.fromkeys(readers(150)[::3], "554 blocked"))
    newsletter_id = _frozen(app, alba, 150)

    def work(lane: int) -> None:
        if lane < 3:
            _lane(alba, newsletter_id, lane)
            return
        for _ in range(5):
            with desk(app, alba):
                pause(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
            with desk(app, alba):
                resume(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
        with desk(app, alba):
            cancel(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)

    with ThreadPoolExecutor(4) as workers:
        try:
            list(workers.map(work, range(4)))
        except NotNow:  # the workers were faster than the office
            assert reread(app, alba, newsletter_id).state in ("sent", "paused")
    run_jobs()
    found = states(app, alba, newsletter_id)
    assert found["sent"] == len(server.taken)
    assert len(set(server.receivers)) == len(server.receivers)
    assert sum(found.values()) == 150
    assert found["sending"] == 0
