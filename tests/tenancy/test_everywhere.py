"""Work in every association: the fault of one keeps no other waiting, and is seen."""

from collections.abc import Callable
from functools import partial

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.tenancy import current_tenant, everywhere, tenant_scope
from ama_net.kernel.tenancy.everywhere import for_every_association, in_every_association
from ama_net.kernel.tenancy.settings import TenantSetting
from tests.support.standing import Standing


class _Log:
    """What is told to the log, whoever has set the log.told up before."""

    def __init__(self) -> None:
        self.told: list[dict[str, str]] = []

    def error(self, event: str, **facts: str) -> None:
        """Keep it."""
        self.told.append({"event": event, **facts})


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> _Log:
    found = _Log()
    monkeypatch.setattr(everywhere, "log", found)
    return found


BOTH_WAYS = pytest.mark.parametrize("go", [for_every_association, in_every_association])


def _fail_once(done: list[str], fault: Exception) -> None:
    """What fails in the first association it is done in."""
    done.append(current_tenant().slug)
    if len(done) == 1:
        raise fault


@BOTH_WAYS
def test_the_fault_of_one_stops_no_other_and_is_raised_at_the_end(
    app: Flask, go: Callable[[Callable[[], None]], None]
) -> None:
    done: list[str] = []
    with app.app_context(), pytest.raises(LookupError, match="in the first"):
        go(partial(_fail_once, done, LookupError("in the first")))
    assert sorted(done) == ["alba", "brig"]


def test_the_log_says_which_association_and_what_kind_of_fault_and_nothing_else(app: Flask, log: _Log) -> None:
    done: list[str] = []
    with app.app_context(), pytest.raises(LookupError):
        in_every_association(partial(_fail_once, done, LookupError("of Lina")))
    said = {"event": "tenancy.association_failed", "error": "LookupError"}
    assert log.told == [{**said, "association": done[0]}]


def test_what_the_first_wrote_is_undone_and_what_the_others_wrote_stays(
    app: Flask, alba: Standing, brig: Standing
) -> None:
    done: list[str] = []

    def write() -> None:
        db.session.add(TenantSetting(room="groups", values={}))
        db.session.flush()
        _fail_once(done, LookupError())

    with app.app_context(), pytest.raises(LookupError):
        in_every_association(write)
    with app.app_context():
        kept = [_settings({one.slug: one for one in (alba, brig)}[slug]) for slug in done]
    assert kept == [0, 1]


def _settings(standing: Standing) -> int:
    with tenant_scope(standing.id), unit_of_work():
        found = select(func.count()).select_from(TenantSetting).where(TenantSetting.room == "groups")
        return db.session.scalar(found) or 0


def test_what_is_worth_another_try_is_what_is_raised(app: Flask) -> None:
    faults: list[Exception] = [LookupError(), OperationalError("", {}, Exception())]
    with app.app_context(), pytest.raises(OperationalError):
        for_every_association(lambda: _raise(faults.pop(0)))


def test_a_job_out_of_time_stops_where_it_is(app: Flask) -> None:
    done: list[str] = []
    with app.app_context(), pytest.raises(SoftTimeLimitExceeded):
        for_every_association(partial(_fail_once, done, SoftTimeLimitExceeded()))
    assert len(done) == 1


def test_an_association_that_cannot_be_read_is_told_by_its_id(
    app: Flask, alba: Standing, brig: Standing, monkeypatch: pytest.MonkeyPatch, log: _Log
) -> None:
    def unreadable() -> None:
        raise ValueError

    monkeypatch.setattr(everywhere, "current_tenant", unreadable)
    with app.app_context(), pytest.raises(LookupError):
        for_every_association(lambda: _raise(LookupError()))
    assert {one["association"] for one in log.told} == {str(alba.id), str(brig.id)}


def _raise(fault: Exception) -> None:
    raise fault
