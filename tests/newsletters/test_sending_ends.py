"""What is left when a newsletter ends: nothing open, nothing that names somebody, nobody forgotten; one stops no other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import select

from ama_net.across.newsletters.models import Delivery, DeliveryState, Newsletter
from ama_net.across.newsletters.operations.forgetting import forget_addresses
from ama_net.across.newsletters.operations.pausing import cancel, pause, resume
from ama_net.across.newsletters.operations.starting import schedule
from ama_net.across.newsletters.recipients import Recipient
from ama_net.across.newsletters.sending.claiming import Outcome, claim_due, give_back, give_back_all, settle
from ama_net.across.newsletters.sending.letters import Letter
from ama_net.across.newsletters.sending_tasks import deliver, freeze, go_on
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.newsletters import make_newsletter, make_subscriber
from tests.newsletters.conftest import Server
from tests.newsletters.sending_steps import readers, reread, states, written
from tests.support.hands import desk
from tests.support.standing import Standing

pytestmark = pytest.mark.usefixtures("fast")

RunJobs = Callable[[], int]
CLAIM = UUID(int=1)


def _frozen(app: Flask, standing: Standing, number: int) -> UUID:
    newsletter_id = written(app, standing, number)
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(standing.id)}, throw=True)
    app.extensions["jobs"].captured.clear()
    return newsletter_id


def _go_on(standing: Standing) -> None:
    go_on.apply(headers={"tenant_id": str(standing.id)}, throw=True)


def test_letter_that_cannot_be_written_waits_and_the_others_leave(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsletter_id, write = written(app, alba, 3), Letter.to

    def broken(letter: Letter, recipient: Recipient, delivery_id: UUID) -> bytes:
        if recipient.address == readers(3)[1]:
            raise RuntimeError("fault")
        return write(letter, recipient, delivery_id)

    monkeypatch.setattr(Letter, "to", broken)
    run_jobs()
    assert server.receivers == [readers(3)[0], readers(3)[2]]
    assert states(app, alba, newsletter_id) == {"sent": 2, "queued": 1}


def test_fault_of_every_letter_stops_the_sending(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("fault")

    newsletter_id = written(app, alba, 60)
    monkeypatch.setattr(Letter, "to", broken)
    run_jobs()
    found = reread(app, alba, newsletter_id)
    assert (found.state, found.pause_reason, server.readers) == ("paused", "failures", [])
    assert states(app, alba, newsletter_id) == {"queued": 60}


def test_what_was_taken_is_given_back_when_nobody_can_write(
    app: Flask, alba: Standing, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    newsletter_id = _frozen(app, alba, 3)
    with monkeypatch.context() as no_threads:
        no_threads.setattr(ThreadPoolExecutor, "submit", refused)
        with pytest.raises(RuntimeError):
            deliver.apply((str(newsletter_id), 0), headers={"tenant_id": str(alba.id)}, throw=True)
    assert (states(app, alba, newsletter_id), server.receivers) == ({"queued": 3}, [])


@pytest.mark.parametrize("how", ["given_back", "later", "claim"])
def test_nothing_waits_in_a_newsletter_that_was_called_off(app: Flask, alba: Standing, how: str) -> None:
    newsletter_id = _frozen(app, alba, 2)
    with desk(app, alba):
        first, second = claim_due(newsletter_id, CLAIM, 2)
    with desk(app, alba):
        cancel(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
    with desk(app, alba):
        if how == "claim":
            give_back_all(newsletter_id, CLAIM)
        elif how == "later":
            settle(
                newsletter_id, CLAIM, [Outcome(one.id, DeliveryState.QUEUED, "451", now()) for one in (first, second)]
            )
        else:
            settle(newsletter_id, CLAIM, [give_back(first), give_back(second)])
    assert states(app, alba, newsletter_id) == {"cancelled": 2}
    with time_machine.travel(now() + timedelta(days=31)), desk(app, alba):
        assert forget_addresses() == 2


def test_what_stands_still_for_a_month_is_called_off_and_forgotten(app: Flask, alba: Standing) -> None:
    newsletter_id = _frozen(app, alba, 2)
    with desk(app, alba):
        pause(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
    with time_machine.travel(now() + timedelta(days=31)), desk(app, alba):
        forget_addresses()
    assert reread(app, alba, newsletter_id).state == "cancelled"
    with time_machine.travel(now() + timedelta(days=70)), desk(app, alba):
        assert forget_addresses() == 2


def test_what_failed_in_a_row_is_tried_again_after_somebody_looked(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs
) -> None:
    server.answers.update(dict.fromkeys(readers(30), "554 relay access denied"))
    newsletter_id = written(app, alba, 30)
    run_jobs()
    assert reread(app, alba, newsletter_id).pause_reason == "failures"
    server.answers.clear()
    with desk(app, alba):
        resume(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
    run_jobs()
    assert states(app, alba, newsletter_id) == {"sent": 30}
    assert server.readers == readers(30)


def test_refused_before_one_that_went_well_stays_refused(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs
) -> None:
    server.answers[readers(30)[0]] = "550 no such user"
    newsletter_id = written(app, alba, 30)
    run_jobs()
    assert states(app, alba, newsletter_id) == {"sent": 29, "failed": 1}


def test_it_is_in_the_archive_when_all_of_it_has_left(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs
) -> None:
    newsletter_id = written(app, alba, 2)
    before = reread(app, alba, newsletter_id).archived_at
    run_jobs()
    ended = reread(app, alba, newsletter_id)
    assert (before, ended.state, ended.archived_at, ended.slug) == (
        None,
        "sent",
        ended.finished_at,
        "le-notizie-di-novembre",
    )


def test_newsletter_that_was_called_off_is_not_put_in_the_archive(
    app: Flask, alba: Standing, run_jobs: RunJobs
) -> None:
    newsletter_id = _frozen(app, alba, 2)
    with desk(app, alba):
        first, _second = claim_due(newsletter_id, CLAIM, 2)
        settle(newsletter_id, CLAIM, [Outcome(first.id, DeliveryState.SENT, "250", now())])
        cancel(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM)
    run_jobs()
    _go_on(alba)
    found = reread(app, alba, newsletter_id)
    assert (found.state, found.archived_at) == ("cancelled", None)


def test_one_that_breaks_keeps_no_other_waiting(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    hour = now() + timedelta(hours=1)
    with desk(app, alba):
        make_subscriber(readers(1)[0])
        broken, good = make_newsletter("Rotta"), make_newsletter("Buona")
        schedule(broken, hour, by=SYSTEM)
        schedule(good, hour, by=SYSTEM)
        broken.audience = {"lists": "niente"}
        broken_id, good_id = broken.id, good.id
    with time_machine.travel(hour + timedelta(minutes=1)):
        _go_on(alba)
        run_jobs()
    assert reread(app, alba, good_id).state == "sent"
    found = reread(app, alba, broken_id)
    assert (found.state, found.pause_reason) == ("draft", "unready")


def test_payloads_are_of_one_length_and_in_no_order(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        for number in range(40):
            make_subscriber(f"{'a' * (number + 1)}@posta.example", name="B" * number)
        newsletter = make_newsletter()
        schedule(newsletter, None, by=SYSTEM)
        newsletter_id = newsletter.id
    freeze.apply((str(newsletter_id),), headers={"tenant_id": str(alba.id)}, throw=True)
    with desk(app, alba):
        rows = db.session.scalars(select(Delivery).order_by(Delivery.id)).all()
        assert len({len(row.payload_sealed or b"") for row in rows}) == 1
        addresses = [(row.payload or "").split('"')[3] for row in rows]
        assert addresses != sorted(addresses, key=len)
    assert reread(app, alba, newsletter_id).freeze_after is None


def test_address_for_answers_is_checked() -> None:
    with pytest.raises(ValidationError):
        NewsletterSettings(reply_to="non un indirizzo")
    assert NewsletterSettings(reply_to=" Risposte@Alba.example ").reply_to == "risposte@alba.example"


def test_setting_that_no_header_carries_holds_the_newsletter(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs
) -> None:
    newsletter_id = written(app, alba, 1)
    with desk(app, alba):
        save_settings(
            NewsletterSettings.model_construct(**{**NewsletterSettings().model_dump(), "sender_local_part": "a b"}),
            by=None,
        )
    run_jobs()
    found = reread(app, alba, newsletter_id)
    assert (found.state, found.pause_reason, server.readers) == ("paused", "unready", [])
