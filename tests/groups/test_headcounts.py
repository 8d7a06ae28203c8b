"""Counting heads: numbers only, one count per meeting, correctable for a month; and the totals for statistics."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.groups.models import HeadCount
from ama_net.features.groups.operations.facilitator_retention import forget_facilitators
from ama_net.features.groups.operations.headcounts import WrongCount, count_heads, days_to_count
from ama_net.features.groups.queries_facilitators import Heads, heads_by_district, heads_by_month, heads_by_theme
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from tests.accounts.rows import audited
from tests.factories.facilitators import make_term
from tests.factories.groups import FERRARA, make_group, theme
from tests.groups.my_steps import (
    LAST,
    NOW,
    PAGE,
    At,
    at,
    facilitator,
    group_now,
    inside,
    prepare,
    sender,
    together,
)
from tests.support.cast import player
from tests.support.standing import Standing

HEADS = f"{PAGE}/presenze"
FORM = {"day": LAST.isoformat(), "present": "8", "newcomers": "2"}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with at():
        yield


def _counts(app: Flask, standing: Standing) -> list[tuple[Any, ...]]:
    with inside(app, standing):
        rows = db.session.scalars(select(HeadCount).order_by(HeadCount.day))
        return [(row.day, row.present, row.newcomers) for row in rows]


def test_heads_are_counted(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    assert facilitator(client, alba).submit(HEADS, FORM).status_code == 303
    assert (_counts(app, alba), audited(app, alba)) == ([(LAST, 8, 2)], ["group.heads_counted"])


def test_numbers_are_corrected(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    browser = facilitator(client, alba)
    browser.submit(HEADS, FORM)
    assert browser.submit(HEADS, {**FORM, "present": "9"}).status_code == 303
    assert _counts(app, alba) == [(LAST, 9, 2)]
    assert 'value="9"' in browser.get(f"{HEADS}?giorno={LAST.isoformat()}").text


def test_same_numbers_twice_are_one_count_and_one_trace(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    browser = facilitator(client, alba)
    assert [browser.submit(HEADS, FORM).status_code for _ in range(2)] == [303, 303]
    assert (_counts(app, alba), audited(app, alba)) == ([(LAST, 8, 2)], ["group.heads_counted"])


def test_two_taps_at_once_are_one_count(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    taps = [sender(facilitator(client, alba), HEADS, FORM) for _ in range(4)]
    assert together(*taps) == [303] * 4
    assert (_counts(app, alba), audited(app, alba)) == ([(LAST, 8, 2)], ["group.heads_counted"])


def test_nobody_new_is_zero(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    facilitator(client, alba).submit(HEADS, {**FORM, "newcomers": ""})
    assert _counts(app, alba) == [(LAST, 8, 0)]


@pytest.mark.parametrize(
    "changed",
    [
        {"present": ""},
        {"present": "tante"},
        {"present": "-1"},
        {"present": "٣"},
        {"present": "301"},
        {"present": "99999999999999"},
        {"newcomers": "9"},
        {"day": "2026-11-19"},
        {"day": "2026-10-14"},
        {"day": "2026-11-25"},
        {"day": "ieri"},
        {"day": "\x00"},
    ],
)
def test_what_cannot_be_is_said(app: Flask, client: At, alba: Standing, changed: dict[str, str]) -> None:
    prepare(app, alba)
    assert facilitator(client, alba).submit(HEADS, {**FORM, **changed}).status_code == 422
    assert _counts(app, alba) == []


def test_group_without_known_times_counts_any_day_of_the_month(app: Flask, client: At, alba: Standing) -> None:
    with inside(app, alba):
        make_term(make_group(), alba, Role.FACILITATOR)
    assert facilitator(client, alba).submit(HEADS, {**FORM, "day": "2026-11-20"}).status_code == 303


def test_days_to_count_are_the_meetings_of_the_month(app: Flask, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        days = days_to_count(group_now(alba))
    assert days == [date(2026, 11, 18), date(2026, 11, 11), date(2026, 11, 4), date(2026, 10, 28)]


def test_correction_ends_after_a_month(app: Flask, alba: Standing) -> None:
    prepare(app, alba)
    with at(NOW + timedelta(days=40)), inside(app, alba), pytest.raises(WrongCount):
        count_heads(group_now(alba), LAST, present=5, newcomers=0, by=SYSTEM)


def test_who_counted_is_forgotten_after_a_year(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba)
    facilitator(client, alba).submit(HEADS, FORM)
    with inside(app, alba):
        assert db.session.scalars(select(HeadCount.counted_by)).one() == player(alba, Role.FACILITATOR).account_id
    with at(NOW + timedelta(days=366)), inside(app, alba):
        forget_facilitators()
        assert db.session.scalars(select(HeadCount.counted_by)).one() is None


def _fill(standing: Standing) -> None:
    sorrow, ferrara = theme("lutto"), make_group("Gruppo Po", municipality_code=FERRARA)
    alfa = make_group(theme_id=sorrow.id)
    example = make_group("Esempio", is_example=True)
    for group, day, present, newcomers in (
        (alfa, date(2026, 10, 7), 6, 1),
        (alfa, date(2026, 11, 4), 8, 0),
        (ferrara, date(2026, 11, 5), 5, 5),
        (example, date(2026, 11, 5), 50, 0),
    ):
        db.session.add(HeadCount(group_id=group.id, day=day, present=present, newcomers=newcomers))
    db.session.flush()


def test_totals_by_month_theme_and_district(app: Flask, alba: Standing) -> None:
    with inside(app, alba):
        _fill(alba)
        first, last, label = date(2026, 10, 1), date(2026, 11, 30), theme("lutto").label
        assert heads_by_month(first, last) == [
            Heads(date(2026, 10, 1), 1, 1, 6, 1),
            Heads(date(2026, 11, 1), 2, 2, 13, 5),
        ]
        assert heads_by_theme(first, last) == [Heads(label, 1, 2, 14, 1), Heads(None, 1, 1, 5, 5)]
        assert sum(one.present for one in heads_by_district(first, last)) == 19
        assert [one.present for one in heads_by_month(first, last, examples=True)] == [6, 63]


def test_totals_of_one_association_are_its_own(app: Flask, alba: Standing, brig: Standing) -> None:
    with inside(app, alba):
        _fill(alba)
    with inside(app, brig):
        assert heads_by_month(date(2026, 1, 1), date(2026, 12, 31)) == []
        assert db.session.scalar(select(func.count()).select_from(HeadCount)) == 0
