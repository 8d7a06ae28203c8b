"""From the decision to the reader: each is sent once, what goes wrong is told apart, nothing is sent again by itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Connection, event, select, update
from sqlalchemy.exc import OperationalError

from ama_net.across.newsletters.models import Delivery, DeliveryState, Newsletter, Subscriber, SubscriberState
from ama_net.across.newsletters.operations.doubts import count_as_sent, send_again
from ama_net.across.newsletters.operations.forgetting import forget_addresses
from ama_net.across.newsletters.operations.pausing import NotNow, cancel, pause, resume
from ama_net.across.newsletters.operations.starting import NotReady, cancel_schedule, schedule
from ama_net.across.newsletters.sending.claiming import MOST_AT_ONCE, MOST_ATTEMPTS, Outcome, claim_due, settle
from ama_net.across.newsletters.sending_tasks import deliver, freeze, go_on, sweep
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.newsletters.conftest import CLOSE, Server
from tests.newsletters.sending_steps import readers, reread, states, written
from tests.support.hands import desk
from tests.support.standing import Standing

pytestmark = pytest.mark.usefixtures("fast")

RunJobs = Callable[[], int]
CLAIM, OTHER = UUID(int=1), UUID(int=2)


def _one(newsletter_id: UUID) -> Delivery:
    return db.session.scalars(select(Delivery).where(Delivery.newsletter_id == newsletter_id)).one()


def _go_on(standing: Standing) -> None:
    go_on.apply(headers={"tenant_id": str(standing.id)}, throw=True)


def test_everybody_is_sent_it_once(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 25)
    run_jobs()
    assert server.receivers == readers(25)
    assert states(app, alba, newsletter_id) == {"sent": 25}
    found = reread(app, alba, newsletter_id)
    assert (found.state, found.recipients, found.failures) == ("sent", 25, 0)
    assert found.finished_at is not None


def test_another_round_sends_nothing_again(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba)
    run_jobs()
    for task in (lambda: freeze.apply((str(newsletter_id),), headers={"tenant_id": str(alba.id)}, throw=True),
                 lambda: deliver.apply((str(newsletter_id), 0), headers={"tenant_id": str(alba.id)}, throw=True)):  # fmt: skip
        task()
    run_jobs()
    assert server.receivers == readers(3)


def test_message_carries_its_delivery(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 1)
    run_jobs()
    with desk(app, alba):
        delivery_id = _one(newsletter_id).id
    (mail,) = server.mails
    assert mail["Message-ID"] == f"<{delivery_id}@alba.example>"
    assert str(mail["To"]) == readers(1)[0]


def test_words_are_those_of_the_start(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 1)
    with desk(app, alba):
        db.session.get_one(Newsletter, newsletter_id).blocks = [{"kind": "text", "markdown": "Cambiato dopo."}]
    run_jobs()
    (mail,) = server.mails
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Ciao Bianca, ecco le notizie." in text.get_content()


def test_who_left_meanwhile_is_skipped(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 3)
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(alba.id)}, throw=True)
    with desk(app, alba):
        left = update(Subscriber).where(Subscriber.id == db.session.scalars(select(Subscriber.id)).first())
        db.session.execute(left.values(state=SubscriberState.LEFT))
    run_jobs()
    assert states(app, alba, newsletter_id) == {"sent": 2, "skipped": 1}
    assert len(server.taken) == 2


def test_refused_for_good_is_not_tried_again(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    server.answers[readers(3)[1]] = "550 no such user"
    newsletter_id = written(app, alba, 3)
    run_jobs()
    _go_on(alba)
    run_jobs()
    assert states(app, alba, newsletter_id) == {"sent": 2, "failed": 1}
    assert server.tried.count(readers(3)[1]) == 1
    assert reread(app, alba, newsletter_id).state == "sent"


def test_not_now_is_tried_again_later(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    server.answers[readers(1)[0]] = "451 busy"
    newsletter_id = written(app, alba, 1)
    run_jobs()
    with desk(app, alba):
        waiting = _one(newsletter_id)
        assert (waiting.state, waiting.attempts, waiting.failure) == ("queued", 1, "451")
        assert waiting.due_at > now()
    server.answers.clear()
    with time_machine.travel(now() + timedelta(minutes=2)):
        _go_on(alba)
        run_jobs()
    assert states(app, alba, newsletter_id) == {"sent": 1}


def test_not_now_for_ever_is_given_up(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    server.answers[readers(1)[0]] = "451 busy"
    newsletter_id = written(app, alba, 1)
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(alba.id)}, throw=True)
    with desk(app, alba):
        _one(newsletter_id).attempts = MOST_ATTEMPTS - 1
    run_jobs()
    assert states(app, alba, newsletter_id) == {"failed": 1}


def test_no_answer_is_in_doubt_and_stays_so(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    server.answers[readers(3)[0]] = CLOSE
    newsletter_id = written(app, alba, 3)
    run_jobs()
    _go_on(alba)
    run_jobs()
    assert states(app, alba, newsletter_id) == {"sent": 2, "in_doubt": 1}
    assert server.tried.count(readers(3)[0]) == 1
    assert reread(app, alba, newsletter_id).state == "sent"


def test_doubt_is_settled_by_hand(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    server.answers[readers(1)[0]] = CLOSE
    newsletter_id = written(app, alba, 1)
    run_jobs()
    with desk(app, alba):
        count_as_sent(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
    assert states(app, alba, newsletter_id) == {"sent": 1}
    with desk(app, alba), pytest.raises(NotNow):
        send_again(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)


def test_doubt_is_sent_again_only_by_hand(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    server.answers[readers(1)[0]] = CLOSE
    newsletter_id = written(app, alba, 1)
    run_jobs()
    server.answers.clear()
    with desk(app, alba):
        send_again(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
    run_jobs()
    first, second = server.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert reread(app, alba, newsletter_id).state == "sent"


def test_dead_worker_leaves_doubt(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 3)
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(alba.id)}, throw=True)
    app.extensions["jobs"].captured.clear()
    with desk(app, alba):
        assert len(claim_due(newsletter_id, CLAIM, 2)) == 2
    assert states(app, alba, newsletter_id) == {"sending": 2, "queued": 1}
    with time_machine.travel(now() + timedelta(minutes=4)):
        sweep.apply(throw=True)
        run_jobs()
    assert states(app, alba, newsletter_id) == {"in_doubt": 2, "sent": 1}
    assert len(server.taken) == 1


def test_doubts_of_a_held_newsletter_are_found(app: Flask, alba: Standing, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 2)
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(alba.id)}, throw=True)
    app.extensions["jobs"].captured.clear()
    with desk(app, alba):
        claim_due(newsletter_id, CLAIM, 1)
        pause(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
    # The database's own clock says which association has something due.
    with desk(app, alba):
        db.session.execute(update(Delivery).where(Delivery.state == "sending").values(lease_until=now() - timedelta(1)))
    sweep.apply(throw=True)
    run_jobs()
    assert states(app, alba, newsletter_id) == {"in_doubt": 1, "queued": 1}


def test_slow_worker_that_comes_back_says_what_it_knows(app: Flask, alba: Standing) -> None:
    newsletter_id = written(app, alba, 1)
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(alba.id)}, throw=True)
    with desk(app, alba):
        (claimed,) = claim_due(newsletter_id, CLAIM, 1)
    with time_machine.travel(now() + timedelta(minutes=4)):
        _go_on(alba)
    assert states(app, alba, newsletter_id) == {"in_doubt": 1}
    with desk(app, alba):
        settle(newsletter_id, CLAIM, [Outcome(claimed.id, DeliveryState.SENT)])
    assert states(app, alba, newsletter_id) == {"sent": 1}


def test_nobody_settles_what_another_worker_took(app: Flask, alba: Standing) -> None:
    newsletter_id = written(app, alba, 1)
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(alba.id)}, throw=True)
    with desk(app, alba):
        (claimed,) = claim_due(newsletter_id, CLAIM, MOST_AT_ONCE)
        settle(newsletter_id, OTHER, [Outcome(claimed.id, DeliveryState.SENT)])
    assert states(app, alba, newsletter_id) == {"sending": 1}


def test_held_and_taken_up_again(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 3)
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(alba.id)}, throw=True)
    with desk(app, alba):
        pause(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
    run_jobs()
    assert server.taken == []
    with desk(app, alba):
        resume(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
    run_jobs()
    assert server.receivers == readers(3)


def test_held_in_the_middle_stops_after_what_was_taken(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs
) -> None:
    newsletter_id = written(app, alba, 25)

    def hold_it(address: str) -> None:
        server.before = None
        with desk(app, alba):
            pause(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)

    server.before = hold_it
    run_jobs()
    assert states(app, alba, newsletter_id) == {"sent": MOST_AT_ONCE, "queued": 25 - MOST_AT_ONCE}
    assert reread(app, alba, newsletter_id).state == "paused"


def test_called_off_in_the_middle(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 25)

    def call_off(address: str) -> None:
        server.before = None
        with desk(app, alba):
            cancel(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)

    server.before = call_off
    run_jobs()
    assert states(app, alba, newsletter_id) == {"sent": MOST_AT_ONCE, "cancelled": 25 - MOST_AT_ONCE}
    with desk(app, alba), pytest.raises(NotNow):
        resume(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)


def test_too_many_failures_hold_it(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    server.answers.update(dict.fromkeys(readers(45), "554 blocked"))
    newsletter_id = written(app, alba, 45)
    run_jobs()
    found = reread(app, alba, newsletter_id)
    assert (found.state, found.pause_reason) == ("paused", "failures")
    assert states(app, alba, newsletter_id) == {"failed": 20, "queued": 25}


def test_some_failures_among_many_do_not_hold_it(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    server.answers.update(dict.fromkeys(readers(60)[::2], "554 blocked"))
    newsletter_id = written(app, alba, 60)
    run_jobs()
    assert states(app, alba, newsletter_id) == {"failed": 30, "sent": 30}


def test_no_server_holds_nothing_in_doubt(
    app: Flask, alba: Standing, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions["settings"].__dict__, "mail_url", "smtp://127.0.0.1:9")
    newsletter_id = written(app, alba, 3)
    run_jobs()
    assert states(app, alba, newsletter_id) == {"queued": 3}
    found = reread(app, alba, newsletter_id)
    assert (found.state, found.pause_reason, found.failures) == ("sending", "no_server", 0)


def test_server_that_answers_again_is_gone_on_with(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = app.extensions["settings"].mail_url
    monkeypatch.setitem(app.extensions["settings"].__dict__, "mail_url", "smtp://127.0.0.1:9")
    newsletter_id = written(app, alba, 3)
    run_jobs()
    monkeypatch.setitem(app.extensions["settings"].__dict__, "mail_url", there)
    _go_on(alba)
    run_jobs()
    found = reread(app, alba, newsletter_id)
    assert (found.state, found.pause_reason, server.receivers) == ("sent", "", readers(3))


def test_claim_that_nobody_confirmed_is_given_back(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs
) -> None:
    newsletter_id = written(app, alba, 15)
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(alba.id)}, throw=True)
    app.extensions["jobs"].captured.clear()
    broken, claiming = [], []

    def note(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        claiming.append("FOR UPDATE OF q SKIP LOCKED" in statement)

    def commit_and_go_away(connection: Connection) -> None:
        """The database commits a claim, and goes away before it says so."""
        if any(claiming) and not broken:
            broken.append(1)
            connection.connection.commit()
            raise OperationalError("commit", {}, Exception("server closed the connection"))
        claiming.clear()

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        event.listen(db.engine, "commit", commit_and_go_away)
    try:
        deliver.apply((str(newsletter_id), 0), headers={"tenant_id": str(alba.id)}, throw=True)
    finally:
        with app.app_context():
            event.remove(db.engine, "before_cursor_execute", note)
            event.remove(db.engine, "commit", commit_and_go_away)
    assert broken == [1]
    assert states(app, alba, newsletter_id) == {"queued": 15}
    _go_on(alba)
    run_jobs()
    assert states(app, alba, newsletter_id) == {"sent": 15}
    assert server.receivers == readers(15)


def test_unwritable_address_does_not_stop_the_others(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs
) -> None:
    with desk(app, alba):
        make_subscriber("a@b.example\r\nBcc: tutti@posta.example")
    newsletter_id = written(app, alba, 2)
    run_jobs()
    assert states(app, alba, newsletter_id) == {"failed": 1, "sent": 2}
    assert server.receivers == readers(2)


def test_hour_to_come_is_waited_for(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 1, start=False)
    hour = now() + timedelta(hours=2)
    with desk(app, alba):
        schedule(db.session.get_one(Newsletter, newsletter_id), hour, by=SYSTEM)
    _go_on(alba)
    run_jobs()
    assert reread(app, alba, newsletter_id).state == "scheduled"
    with time_machine.travel(hour + timedelta(minutes=1)):
        _go_on(alba)
        run_jobs()
    assert server.receivers == readers(1)


def test_very_late_it_does_not_leave_by_itself(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 1, start=False)
    hour = now() + timedelta(hours=2)
    with desk(app, alba):
        schedule(db.session.get_one(Newsletter, newsletter_id), hour, by=SYSTEM)
    with time_machine.travel(hour + timedelta(days=1)):
        _go_on(alba)
        run_jobs()
    found = reread(app, alba, newsletter_id)
    assert (found.state, found.pause_reason, server.readers) == ("draft", "late", [])


def test_taken_off_the_calendar(app: Flask, alba: Standing) -> None:
    newsletter_id = written(app, alba, 1, start=False)
    with desk(app, alba):
        newsletter = db.session.get_one(Newsletter, newsletter_id)
        schedule(newsletter, now() + timedelta(hours=2), by=SYSTEM)
        cancel_schedule(newsletter, by=SYSTEM)
    assert reread(app, alba, newsletter_id).state == "draft"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"blocks": []}, ""),
        ({"subject": ""}, ""),
        ({"is_template": True}, "Questa newsletter non si può far partire: non è una bozza."),
        ({"state": "sent"}, "Questa newsletter non si può far partire: non è una bozza."),
    ],
)
def test_what_is_not_ready_does_not_leave(app: Flask, alba: Standing, values: dict[str, object], reason: str) -> None:
    with desk(app, alba):
        make_subscriber()
        newsletter = make_newsletter(**values)
        with pytest.raises(NotReady) as refused:
            schedule(newsletter, None, by=SYSTEM)
        assert refused.value.reasons
        assert not reason or reason in refused.value.reasons


def test_nobody_to_send_to_is_said(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        make_subscriber(state="pending")
        with pytest.raises(NotReady) as refused:
            schedule(make_newsletter(), None, by=SYSTEM)
    assert refused.value.reasons == ["Non c'è nessuno a cui mandarla: scegli i destinatari."]


def test_confidential_audience_does_not_say_whether_anybody_is_in_it(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        topic = make_list("Lutto", confidential=True)
        newsletter = make_newsletter(audience={"lists": [str(topic.id)]})
        schedule(newsletter, None, by=SYSTEM)
        assert newsletter.state == "freezing"


def test_hour_that_passed_is_refused(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        make_subscriber()
        with pytest.raises(NotReady):
            schedule(make_newsletter(), datetime(2020, 1, 1, tzinfo=UTC), by=SYSTEM)


def test_other_association_is_never_written_to(
    app: Flask, alba: Standing, brig: Standing, server: Server, run_jobs: RunJobs
) -> None:
    with desk(app, brig):
        make_subscriber("vicina@brig.example")
    newsletter_id = written(app, alba, 2)
    deliver.apply((str(newsletter_id), 0), headers={"tenant_id": str(brig.id)}, throw=True)
    run_jobs()
    assert server.receivers == readers(2)
    assert states(app, brig, newsletter_id) == {}


def test_addresses_are_forgotten_after_a_month(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 1)
    run_jobs()
    with desk(app, alba):
        assert forget_addresses() == 0
    with time_machine.travel(now() + timedelta(days=31)), desk(app, alba):
        assert forget_addresses() == 1
        assert _one(newsletter_id).payload_sealed is None
