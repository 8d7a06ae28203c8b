"""Facts kept fresh: the monthly mail and its link, flagging, "to be confirmed", the digest; nothing is ever closed."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.groups.freshness_tasks import keep_fresh
from ama_net.features.groups.models import FreshnessAsk, Group, Status
from ama_net.features.groups.operations.freshness import (
    rehearse,
    tell_secretariat,
    unconfirm_silent,
)
from ama_net.features.groups.queries_freshness import question_counts
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.accounts.mails import mails
from tests.accounts.rows import audited
from tests.factories.groups import make_group
from tests.groups.my_steps import (
    NOW,
    At,
    at,
    decide,
    group_now,
    inside,
    prepare,
)
from tests.support.cast import email_of, sign_in
from tests.support.queries import count_queries
from tests.support.standing import Standing

OLD, VERY_OLD, RECENT = date(2026, 4, 1), date(2026, 1, 10), date(2026, 11, 10)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with at():
        yield


def test_long_silent_groups_are_flagged(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=OLD)
    prepare(app, alba, name="Gruppo Beta", confirmed_on=RECENT)
    prepare(app, alba, name="Gruppo Gamma", confirmed_on=OLD, is_example=True)
    with inside(app, alba):
        assert question_counts()["stale"] == 1
    page = sign_in(client(alba.host), alba, Role.SECRETARY).get("/manage/gruppi/conferme?question=stale").text
    assert [name in page for name in ("Gruppo Alfa", "Gruppo Beta", "Gruppo Gamma")] == [True, False, False]


def test_flag_is_on_the_dashboard(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=OLD)
    assert "Non confermati da molto tempo" in sign_in(client(alba.host), alba, Role.SECRETARY).get("/manage/").text


def test_months_are_the_associations(app: Flask, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=OLD)
    decide(app, alba, flag_unconfirmed_months=12, unconfirm_after_months=7)
    with inside(app, alba):
        assert (question_counts()["stale"], unconfirm_silent()) == (0, ["Gruppo Alfa"])


def test_after_nine_months_a_group_is_to_be_confirmed_and_nothing_else(app: Flask, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=VERY_OLD)
    prepare(app, alba, name="Gruppo Beta", confirmed_on=OLD)
    with inside(app, alba):
        assert unconfirm_silent() == ["Gruppo Alfa"]
    with inside(app, alba):
        group = group_now(alba)
        assert (group.status, group.published, group.ended_on) == (Status.UNCONFIRMED, True, None)
        assert group_now(alba, "gruppo-beta").status == Status.ACTIVE
    assert audited(app, alba) == ["group.unconfirmed"]


@pytest.mark.parametrize(
    "values",
    [{"is_example": True}, {"status": Status.SUSPENDED}, {"status": Status.STARTING}, {"status": Status.CLOSED}],
)
def test_robot_leaves_others_as_they_are(app: Flask, alba: Standing, values: dict[str, Any]) -> None:
    prepare(app, alba, **{"confirmed_on": VERY_OLD, **values})
    with inside(app, alba):
        assert unconfirm_silent() == []


def test_rehearsal_writes_nothing(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=VERY_OLD)
    page = sign_in(client(alba.host), alba, Role.SECRETARY).get("/manage/gruppi/conferme/prova").text
    with inside(app, alba):
        run = rehearse()
        assert (run.asked, run.unconfirmed) == (["Gruppo Alfa"], ["Gruppo Alfa"])
        assert db.session.scalar(select(func.count()).select_from(FreshnessAsk)) == 0
        assert group_now(alba).status == Status.ACTIVE
    assert (page.count("<li>Gruppo Alfa</li>"), mails(app, alba)) == (2, [])


def test_digest_names_groups_nobody_keeps_once_a_month(app: Flask, alba: Standing) -> None:
    with inside(app, alba):
        make_group("Gruppo Solo")
    for _ in range(2):
        with inside(app, alba):
            tell_secretariat()
    told = mails(app, alba)
    assert [mail.template for mail in told] == ["groups/freshness_digest"]
    assert ("Gruppo Solo" in told[0].text, "Gruppo Solo" in told[0].subject) == (True, False)
    with at(NOW + timedelta(days=31)), inside(app, alba):
        assert tell_secretariat() is True


def test_digest_is_not_sent_when_all_is_well(app: Flask, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=RECENT)
    with inside(app, alba):
        for group in db.session.scalars(select(Group).where(Group.slug != "gruppo-alfa")):
            group.published = False
        db.session.flush()
        assert tell_secretariat() is False


def test_job_does_all_of_it_in_every_association(app: Flask, alba: Standing, brig: Standing) -> None:
    for standing in (alba, brig):
        prepare(app, standing, confirmed_on=VERY_OLD)
    with app.app_context():
        keep_fresh.run(dry_run=True)
    assert (mails(app, alba), mails(app, brig)) == ([], [])
    for _ in range(2):
        with app.app_context():
            keep_fresh.run()
    for standing in (alba, brig):
        asked = [mail.to for mail in mails(app, standing) if mail.template == "groups/freshness"]
        assert asked == [email_of(standing, Role.FACILITATOR)]
        with inside(app, standing):
            assert group_now(standing).status == Status.UNCONFIRMED


@pytest.mark.parametrize("part", [Role.MEMBER, Role.FACILITATOR, Role.TREASURER])
def test_who_may_not_read_groups_finds_no_list(client: At, alba: Standing, part: Role) -> None:
    browser = sign_in(client(alba.host), alba, part)
    paths = ("/manage/gruppi/conferme", "/manage/gruppi/conferme/prova")
    assert [browser.get(path).status_code for path in paths] == [404, 404]


def test_office_list_costs_the_same_for_one_and_three(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=OLD)
    browser, costs = sign_in(client(alba.host), alba, Role.SECRETARY), []
    for round_ in range(2):
        browser.get("/manage/gruppi/conferme?question=stale")
        with count_queries() as queries:
            browser.get("/manage/gruppi/conferme?question=stale")
        costs.append(len(queries))
        if not round_:
            for name in ("Gruppo Beta", "Gruppo Gamma"):
                prepare(app, alba, name=name, confirmed_on=OLD)
    assert costs[0] == costs[1]
