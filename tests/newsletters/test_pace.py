"""How fast newsletters leave: an association's speed, the installation's, the messages of an hour and of a day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import redis
import time_machine
from flask import Flask

from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.sending.rate import DAY, HOUR, Spent, give_back, take
from ama_net.across.newsletters.sending_tasks import go_on, sweep
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.config import Settings
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.outbox.pace import take_first
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import read_settings, save_settings
from tests.newsletters.conftest import Server
from tests.newsletters.page_steps import HOME, text_of
from tests.newsletters.sending_steps import readers, reread, states, written
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import Ask, desk
from tests.support.standing import Standing

RunJobs = Callable[[], int]
At = Callable[[Part], Browser]
HALF_PAST = datetime(2026, 11, 25, 14, 30, tzinfo=UTC)
SLOW, FAST = NewsletterSettings(per_second=1), NewsletterSettings(per_second=5_000)
HOURLY = NewsletterSettings(per_second=5_000, per_hour=10)
DAILY = NewsletterSettings(per_second=5_000, per_day=10)
BOTH = NewsletterSettings(per_second=5_000, per_hour=10, per_day=15)


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


@pytest.fixture(autouse=True)
def empty(settings: Settings) -> Callable[[], None]:
    """Empty the broker of all that was counted."""
    broker = redis.Redis.from_url(settings.redis_url)

    def clear() -> None:
        for key in [*broker.scan_iter("mail:*"), *broker.scan_iter("newsletters:*")]:
            broker.delete(key)

    clear()
    return clear


@pytest.fixture
def one_a_second(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation's server takes one message a second."""
    monkeypatch.setitem(settings.__dict__, "mail_per_second", 1)


@pytest.fixture
def no_broker(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that refuses connections."""
    monkeypatch.setitem(settings.__dict__, "redis_url", "redis://127.0.0.1:1/0")


def _asked(app: Flask, standing: Standing, limits: NewsletterSettings, times: int = 1) -> list[int]:
    with app.app_context(), tenant_scope(standing.id):
        return [take(10, limits)[0] for _ in range(times)]


def _go_on(standing: Standing) -> None:
    go_on.apply(headers={"tenant_id": str(standing.id)}, throw=True)


def _chosen(of_alba: Ask, limits: NewsletterSettings) -> None:
    of_alba(lambda: save_settings(limits, by=None))


def test_an_association_sends_at_its_own_speed(app: Flask, alba: Standing, brig: Standing) -> None:
    assert _asked(app, alba, SLOW, 2) == [1, 0]
    assert _asked(app, brig, SLOW) == [1]


def test_all_that_is_asked_leaves_below_the_speed(app: Flask, alba: Standing) -> None:
    assert _asked(app, alba, FAST, 3) == [10, 10, 10]


@pytest.mark.usefixtures("one_a_second")
def test_associations_share_the_speed_of_the_installation(app: Flask, alba: Standing, brig: Standing) -> None:
    assert (_asked(app, alba, FAST), _asked(app, brig, FAST), _asked(app, alba, FAST)) == ([1], [0], [0])


def test_who_waits_is_told_for_how_long(in_alba: Standing) -> None:
    take(1, SLOW)
    granted, wait, spent = take(1, SLOW)
    assert (granted, 0 < wait <= 1, spent) == (0, True, None)


def test_an_emptied_broker_lets_go_on(app: Flask, alba: Standing, empty: Callable[[], None]) -> None:
    assert _asked(app, alba, SLOW, 2) == [1, 0]
    empty()
    assert _asked(app, alba, SLOW) == [1]


@pytest.mark.usefixtures("no_broker")
def test_nothing_leaves_while_the_broker_is_away(app: Flask, alba: Standing, server: Server, run_jobs: RunJobs) -> None:
    newsletter_id = written(app, alba, 2)
    run_jobs()
    assert (states(app, alba, newsletter_id), server.taken) == ({"queued": 2}, [])
    with pytest.raises(redis.RedisError):
        _asked(app, alba, FAST)


@pytest.mark.usefixtures("one_a_second")
def test_a_newsletter_waits_for_other_mails_and_they_do_not_wait_for_it(in_alba: Standing) -> None:
    assert take(10, FAST)[0] == 1
    assert (take_first(1).granted, take_first(1).granted) == (1, 0)
    assert take(10, FAST)[0] == 0


def test_an_hour_has_its_messages(app: Flask, alba: Standing) -> None:
    with time_machine.travel(HALF_PAST) as clock:
        with app.app_context(), tenant_scope(alba.id):
            assert [take(6, HOURLY)[0] for _ in range(3)] == [6, 4, 0]
            assert take(6, HOURLY)[2] == Spent(HOUR, datetime(2026, 11, 25, 15, tzinfo=UTC))
        clock.move_to(HALF_PAST + timedelta(minutes=31))
        assert _asked(app, alba, HOURLY, 2) == [10, 0]


def test_what_is_left_after_a_day_leaves_in_the_morning(app: Flask, alba: Standing) -> None:
    with time_machine.travel(HALF_PAST) as clock, app.app_context(), tenant_scope(alba.id):
        assert (take(25, DAILY)[0], take(1, DAILY)[2]) == (10, Spent(DAY, datetime(2026, 11, 26, 7, tzinfo=UTC)))
        clock.move_to(datetime(2026, 11, 26, 7, tzinfo=UTC))
        assert take(25, DAILY)[0] == 10


def test_the_longer_of_two_waits_is_told(in_alba: Standing) -> None:
    with time_machine.travel(HALF_PAST) as clock:
        assert (take(25, BOTH)[0], take(1, BOTH)[2]) == (10, Spent(HOUR, datetime(2026, 11, 25, 15, tzinfo=UTC)))
        clock.move_to(HALF_PAST + timedelta(minutes=31))
        assert (take(25, BOTH)[0], take(1, BOTH)[2]) == (5, Spent(DAY, datetime(2026, 11, 26, 7, tzinfo=UTC)))


def test_what_is_not_used_is_there_again(in_alba: Standing) -> None:
    with time_machine.travel(HALF_PAST):
        take(10, BOTH)
        give_back(4, BOTH)
        assert [take(10, BOTH)[0] for _ in range(2)] == [4, 0]


def test_a_newsletter_takes_no_more_of_the_hour_than_it_sends(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs, of_alba: Ask
) -> None:
    _chosen(of_alba, HOURLY)
    with time_machine.travel(HALF_PAST):
        written(app, alba, 4)
        run_jobs()
        assert (server.readers, _asked(app, alba, HOURLY, 2)) == (readers(4), [6, 0])


def test_a_newsletter_waits_for_its_hour_and_goes_on(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs, of_alba: Ask
) -> None:
    _chosen(of_alba, HOURLY)
    with time_machine.travel(HALF_PAST) as clock:
        newsletter_id = written(app, alba, 12)
        run_jobs()
        found = reread(app, alba, newsletter_id)
        assert states(app, alba, newsletter_id) == {"sent": 10, "queued": 2}
        assert (found.state, found.pause_reason, found.resumes_at) == (
            "sending",
            "hour",
            datetime(2026, 11, 25, 15, tzinfo=UTC),
        )
        _go_on(alba)
        assert run_jobs() == 0
        clock.move_to(datetime(2026, 11, 25, 15, 1, tzinfo=UTC))
        _go_on(alba)
        run_jobs()
    found = reread(app, alba, newsletter_id)
    assert (found.state, found.pause_reason, server.readers) == ("sent", "", readers(12))


def test_a_newsletter_that_ends_with_the_hour_ends(
    app: Flask, alba: Standing, server: Server, run_jobs: RunJobs, of_alba: Ask
) -> None:
    _chosen(of_alba, HOURLY)
    with time_machine.travel(HALF_PAST):
        newsletter_id = written(app, alba, 10)
        run_jobs()
    assert (reread(app, alba, newsletter_id).state, server.readers) == ("sent", readers(10))


def test_the_sweep_does_not_ask_before(app: Flask, alba: Standing, of_alba: Ask) -> None:
    newsletter_id = written(app, alba, 1)
    app.extensions["jobs"].captured.clear()
    for hours, asked in ((1, 0), (-1, 1)):
        with desk(app, alba):
            row = db.session.get_one(Newsletter, newsletter_id)
            row.state, row.resumes_at = "sending", datetime.now(UTC) + timedelta(hours=hours)
        sweep.apply(throw=True)
        assert len(app.extensions["jobs"].captured) == asked


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (HOURLY, "Riprende alle 16:00: il limite dell'ora è raggiunto."),
        (DAILY, "Riprende domani alle 8:00: il limite del giorno è raggiunto."),
    ],
)
def test_its_page_says_when_it_goes_on(
    app: Flask,
    alba: Standing,
    server: Server,
    run_jobs: RunJobs,
    of_alba: Ask,
    at: At,
    limits: NewsletterSettings,
    words: str,
) -> None:
    _chosen(of_alba, limits)
    with time_machine.travel(HALF_PAST):
        newsletter_id = written(app, alba, 12)
        run_jobs()
        page = text_of(at(Role.SECRETARY).get(f"{HOME}/{newsletter_id}").text)
    assert words in page


@pytest.mark.parametrize(("typed", "kept"), [("", None), ("300", 300), (" ", None)])
def test_a_limit_may_be_left_empty(at: At, of_alba: Ask, typed: str, kept: int | None) -> None:
    _chosen(of_alba, DAILY)
    values = {name: value for name, value in NewsletterSettings().model_dump().items() if value not in (None, False)}
    answer = at(Role.PRESIDENT).submit("/manage/impostazioni/newsletters", {**values, "per_hour": "", "per_day": typed})
    saved = of_alba(lambda: read_settings(NewsletterSettings))
    assert (answer.status_code, saved.per_hour, saved.per_day) == (303, None, kept)


@pytest.mark.parametrize("typed", ["3", "tanti"])
def test_a_limit_that_is_none_is_refused(at: At, typed: str) -> None:
    values = {name: value for name, value in NewsletterSettings().model_dump().items() if value not in (None, False)}
    answer = at(Role.PRESIDENT).submit("/manage/impostazioni/newsletters", {**values, "per_hour": typed})
    assert answer.status_code == 422
