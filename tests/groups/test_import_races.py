"""A list of groups and somebody of the office on the same group at once: the office always has the last word."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from ama_net.features.groups.importing import applying
from ama_net.features.groups.models import Group, GroupImport, GroupImportRow, ImportState, Outcome, Status
from ama_net.features.groups.operations.imports import apply_import, keep_file, read_import, run_import
from ama_net.features.groups.operations.states import change_states, close_groups
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.directory import Listing
from tests.support.standing import Standing

HEADING = "name,theme,municipality,province,venue,address,weekday,time,frequency,mode,description\n"
ALFA = "Alfa,lutto,Bologna,BO,Casa,Via Uno 1,monday,18:00,weekly,in_person,\n"
OTHER_WORDS = ALFA.replace("in_person,", "in_person,Altre parole")
OTHER_DAY = ALFA.replace("monday", "friday")
Fill = Callable[[Callable[[], Any]], Any]


def _nothing(_done: int, _total: int) -> None:
    pass


def _keep(*lines: str) -> GroupImport:
    return keep_file(file_name="prova.csv", content=(HEADING + "".join(lines)).encode(), by=SYSTEM)


def _import(*lines: str) -> list[str]:
    kept = _keep(*lines)
    run_import(kept.id, report=_nothing)
    rows = select(GroupImportRow.outcome, GroupImportRow.reason).where(GroupImportRow.import_id == kept.id)
    return [": ".join(row) for row in db.session.execute(rows)]


def _alfa() -> Group:
    return db.session.scalars(select(Group).where(Group.name == "Alfa")).one()


def _all_backwards() -> list[Group]:
    return list(db.session.scalars(select(Group).order_by(Group.id.desc())))


def _state() -> tuple[Any, ...]:
    group = _alfa()
    shown = db.session.scalars(select(Listing).where(Listing.group_id == group.id)).one_or_none()
    return group.published, str(group.status), group.confirmed_on, group.description, shown is not None


def _somebody_waits() -> bool:
    db.session.execute(text("SELECT pg_stat_clear_snapshot()"))
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(db.session.execute(text(asked)).scalar_one())


def _meanwhile(fill: Fill, change: Callable[[Group], Any], bring: Callable[[], Any]) -> Any:
    """The office has changed Alfa and not yet committed, when a list comes to it: the list must wait, and look again."""
    changed = Event()

    def office() -> None:
        change(_alfa())
        db.session.flush()
        changed.set()
        for _ in range(1000):
            if _somebody_waits():
                return
            db.session.execute(text("SELECT pg_sleep(0.01)"))
        raise AssertionError("the list has not waited")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(fill, office)
        assert changed.wait(20)
        second = pool.submit(fill, bring)
        first.result(60)
        return second.result(60)


def _hide(group: Group) -> None:
    change_states([group], "hide", by=SYSTEM)


def _close(group: Group) -> None:
    close_groups([group], by=SYSTEM)


def _confirm(group: Group) -> None:
    change_states([group], "confirm", by=SYSTEM)


@pytest.mark.parametrize("line", [OTHER_WORDS, OTHER_DAY])
@pytest.mark.parametrize(
    ("change", "published", "status"),
    [(_hide, False, Status.UNCONFIRMED), (_close, True, Status.CLOSED), (_confirm, True, Status.ACTIVE)],
)
def test_what_the_office_does_meanwhile_stays(
    alba: Standing, fill: Fill, line: str, change: Callable[[Group], Any], published: bool, status: str
) -> None:
    fill(lambda: _import(ALFA))
    outcomes = _meanwhile(fill, change, lambda: _import(line))
    assert outcomes == [f"{Outcome.UNCHANGED}: {applying.KEPT}"]
    confirmed_on = today() if change is _confirm else None
    listed = published and status != Status.CLOSED
    assert fill(_state) == (published, str(status), confirmed_on, "", listed)


def test_list_approved_while_the_office_changes_a_group_is_asked_again(alba: Standing, fill: Fill) -> None:
    fill(lambda: _import(ALFA))
    import_id = fill(lambda: read_import(_keep(OTHER_WORDS).id, report=_nothing).id)

    def approve() -> str:
        return str(apply_import(import_id, by=SYSTEM, report=_nothing).state)

    assert _meanwhile(fill, _hide, approve) == ImportState.TO_APPROVE
    assert fill(_state)[:2] == (False, Status.UNCONFIRMED)


def test_office_that_changes_many_groups_and_a_list_do_not_wait_for_each_other(alba: Standing, fill: Fill) -> None:
    both = [ALFA, ALFA.replace("Alfa", "Beta")]
    fill(lambda: _import(*both))
    barrier = Barrier(2)

    def office(action: str) -> None:
        groups = _all_backwards()
        barrier.wait(20)
        change_states(groups, action, by=SYSTEM)

    def bring(day: str) -> list[str]:
        barrier.wait(20)
        return _import(*(line.replace("monday", day) for line in both))

    with ThreadPoolExecutor(2) as pool:
        for action, day in (("hide", "friday"), ("publish", "tuesday"), ("hide", "sunday")):
            first = pool.submit(fill, lambda action=action: office(action))
            second = pool.submit(fill, lambda day=day: bring(day))
            assert (first.result(60), len(second.result(60))) == (None, 2)
    assert fill(lambda: list(db.session.scalars(select(Group.published)))) == [False, False]


@pytest.mark.parametrize("line", [OTHER_WORDS, OTHER_DAY])
def test_group_hidden_before_is_not_published_by_a_list(alba: Standing, fill: Fill, line: str) -> None:
    fill(lambda: _import(ALFA))

    def hide_silently() -> None:
        _alfa().published = False

    fill(hide_silently)
    assert fill(lambda: _import(line)) == [f"{Outcome.UPDATED}: "]
    assert fill(_state)[0] is False


def test_office_that_comes_while_a_list_is_written_waits_and_has_the_last_word(
    app: Flask, alba: Standing, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(lambda: _import(ALFA, ALFA.replace("Alfa", "Beta")))
    read, true_write = Event(), applying.Writer.write

    def write(self: Any, judged: Any) -> Any:
        read.set()
        while not _somebody_waits():
            db.session.execute(text("SELECT pg_sleep(0.01)"))
        return true_write(self, judged)

    monkeypatch.setattr(applying.Writer, "write", write)

    def hide_all() -> None:
        change_states(_all_backwards(), "hide", by=SYSTEM)

    with ThreadPoolExecutor(2) as pool:
        listed = pool.submit(fill, lambda: _import(OTHER_DAY, OTHER_DAY.replace("Alfa", "Beta")))
        assert read.wait(20)
        pool.submit(fill, hide_all).result(60)
        assert listed.result(60) == [f"{Outcome.UPDATED}: "] * 2
    published = fill(lambda: list(db.session.scalars(select(Group.published))))
    assert published == [False, False]
