"""A facilitator at work: Franca of Alba keeps "Gruppo Alfa", Wednesdays at six; the clock stands still on a Sunday."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from threading import Barrier
from typing import Any
from uuid import UUID

import time_machine
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import Group
from ama_net.features.groups.settings import GroupsSettings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import read_settings, save_settings
from tests.factories.facilitators import make_term
from tests.factories.groups import make_group, make_meeting
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
"""A Sunday. The last meeting was on the 18th, the next is on the 25th."""

LAST, NEXT = date(2026, 11, 18), date(2026, 11, 25)
SLUG = "gruppo-alfa"
PAGE = f"/my/gruppi/{SLUG}"


@contextmanager
def inside(app: Flask, standing: Standing) -> Iterator[None]:
    """Work in an association, committed at the end."""
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        yield


def prepare(app: Flask, standing: Standing, *, name: str = "Gruppo Alfa", **values: Any) -> None:
    """A group that meets on Wednesdays from six to half past seven, kept by the facilitator of the cast."""
    with inside(app, standing):
        group = make_group(name, created_at=datetime(2026, 1, 5, tzinfo=UTC), **values)
        make_meeting(group, 3, time(18), ends=time(19, 30), starts_on=date(2026, 1, 7))
        make_term(group, standing, Role.FACILITATOR)


def group_now(standing: Standing, slug: str = SLUG) -> Group:
    """The group as it is in the database; inside the scope."""
    return db.session.scalars(select(Group).where(Group.slug == slug)).one()


def facilitator(client: At, standing: Standing, part: Role = Role.FACILITATOR) -> Browser:
    """A browser of who keeps the group."""
    return sign_in(client(standing.host), standing, part)


def time_page(app: Flask, standing: Standing, day: date = NEXT) -> str:
    """The page of one time."""
    with inside(app, standing):
        return f"{PAGE}/incontri/{group_now(standing).meetings[0].id}/{day.isoformat()}"


def decide(app: Flask, standing: Standing, **values: Any) -> None:
    """Change the room's settings."""
    with inside(app, standing):
        save_settings(GroupsSettings(**{**read_settings(GroupsSettings).model_dump(), **values}), by=None)


def seen(browser: Browser, group_id: UUID, page: str = "") -> str:
    """What the office's form of a group says that it has shown; empty for who does not reach it."""
    found = re.search(
        r'name="seen" type="hidden" value="([^"]*)"', page or browser.get(f"/manage/gruppi/{group_id}").text
    )
    return found[1] if found else ""


def together(*tries: Callable[[], int]) -> list[int]:
    """Start all at once; the answers, sorted."""
    barrier = Barrier(len(tries))

    def go(one: Callable[[], int]) -> int:
        barrier.wait()
        return one()

    with ThreadPoolExecutor(len(tries)) as pool:
        return sorted(pool.map(go, tries))


def sender(browser: Browser, path: str, form: dict[str, Any] | None = None) -> Callable[[], int]:
    """A form ready to be sent at the same moment as others."""
    token = browser.csrf_token()
    return lambda: browser.post(path, data={**(form or {}), "csrf_token": token}).status_code


def at(moment: datetime = NOW) -> Any:
    """The clock, standing still."""
    return time_machine.travel(moment, tick=False)
