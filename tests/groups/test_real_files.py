"""The real files of the founding associations: every row and every odd cell is accounted for."""

import csv
from collections import Counter

import pytest
from sqlalchemy import func, select

from ama_net.features.groups.models import Group, Kind, Outcome, Status
from ama_net.foundation.database import db
from tests.groups.real_files import TENANTS, remarks_on, seed_like, the_import, the_rows
from tests.support.standing import Standing

COUNTS = {
    "bologna": ({Kind.GROUP: 40, Kind.RELATED_SERVICE: 12}, 52, 50),
    "ferrara": ({Kind.GROUP: 7, Kind.RELATED_SERVICE: 4}, 11, 9),
    "riconoscere": ({Kind.GROUP: 1, Kind.SERVICE: 5}, 6, 2),
}


def _counts_by(column: object, *where: object) -> dict[str, int]:
    rows = db.session.execute(select(column, func.count()).where(*where).group_by(column))  # type: ignore[call-overload]
    return {key: count for key, count in rows}


@pytest.mark.parametrize("slug", COUNTS)
def test_real_rows_enter_as_to_be_confirmed(in_alba: Standing, slug: str) -> None:
    seed_like(slug)
    kinds, _, _ = COUNTS[slug]
    real = Group.is_example.is_(False)
    assert _counts_by(Group.kind, real) == kinds
    assert _counts_by(Group.status, real) == {Status.UNCONFIRMED: sum(kinds.values())}
    assert _counts_by(Group.published) == {True: sum(COUNTS[slug][1:])}


@pytest.mark.parametrize("slug", COUNTS)
def test_example_rows_are_marked_as_such(in_alba: Standing, slug: str) -> None:
    seed_like(slug)
    example = Group.is_example.is_(True)
    assert _counts_by(Group.status, example) == {Status.ACTIVE: COUNTS[slug][2]}
    assert db.session.scalars(select(Group.confirmed_on).where(example).distinct()).all() == [None]


@pytest.mark.parametrize("slug", COUNTS)
def test_every_row_of_the_real_files_is_accounted_for(in_alba: Standing, slug: str) -> None:
    seed_like(slug)
    for file_name in ("groups.csv", "groups_examples.csv"):
        with (TENANTS / slug / file_name).open(encoding="utf-8", newline="") as file:
            names = [row["name"] for row in csv.DictReader(file)]
        rows = the_rows(file_name)
        assert [row.name for row in rows] == names
        assert [row.row_number for row in rows] == list(range(2, len(names) + 2))
        assert Counter(row.outcome for row in rows) == {Outcome.CREATED: len(names)}
        kept = the_import(file_name)
        assert (kept.created, kept.total, kept.is_done, kept.content) == (len(names), len(names), True, None)
