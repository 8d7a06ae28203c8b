"""Secret votes under races and crashes, and the whole database as its administrator reads it."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from ama_net.features.members.ballot_secrets import TokenMaker
from ama_net.features.members.models import Ballot, Question, RollEntry, VoteRight
from ama_net.features.members.operations.meetings import leave
from ama_net.features.members.operations.votes import (
    VoteRefused,
    cast_ballot,
    close_question,
    count_hands,
    void_right,
    vote_openly,
)
from ama_net.features.members.queries_votes import rights_of, tokens_left
from ama_net.foundation.database import db
from ama_net.foundation.database.prepare import libpq
from ama_net.foundation.local.postgres import Cluster
from ama_net.kernel.access import SYSTEM
from tests.factories.meetings import make_lines, make_meeting, make_question, make_secret, option
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]


def _token(right: VoteRight) -> str:
    return TokenMaker(right.question_id).token_of(right)


def _ballots() -> int:
    return db.session.scalar(select(func.count()).select_from(Ballot)) or 0


def test_two_who_use_one_token_at_once_leave_one_ballot(app: Flask, alba: Standing, fill: Fill) -> None:
    question_id, tokens, choice = fill(lambda: _prepared(1))
    outcomes = _at_once(fill, [lambda: cast_ballot(question_id, tokens[0], [choice])] * 6)
    assert outcomes.count("refused: token") == 5
    assert fill(_ballots) == 1


def test_closing_while_many_vote_loses_none_and_deadlocks_nobody(app: Flask, alba: Standing, fill: Fill) -> None:
    question_id, tokens, choice = fill(lambda: _prepared(6))
    works = [lambda token=token: cast_ballot(question_id, token, [choice]) for token in tokens]
    outcomes = _at_once(fill, [*works, lambda: close_question(db.session.get_one(Question, question_id), by=SYSTEM)])
    voted = sum(not one.startswith("refused") for one in outcomes[:-1])
    assert set(outcomes[:-1]) <= {"refused: is_closed", *(one for one in outcomes if len(one) == 10)}
    assert fill(lambda: (db.session.get_one(Question, question_id).cast, _ballots())) == (voted, voted)


def test_voiding_while_it_is_used_does_one_of_the_two(app: Flask, alba: Standing, fill: Fill) -> None:
    question_id, tokens, choice = fill(lambda: _prepared(1))

    def void() -> None:
        right = db.session.scalars(select(VoteRight).where(VoteRight.question_id == question_id)).one()
        void_right(right, why="Perso", by=SYSTEM, again=True)

    outcomes = _at_once(fill, [lambda: cast_ballot(question_id, tokens[0], [choice]), void])
    assert sum(one.startswith("refused") for one in outcomes) == 1
    assert fill(_ballots) + fill(lambda: tokens_left(question_id)) == 1


def test_going_out_while_it_is_used_does_one_of_the_two(app: Flask, alba: Standing, fill: Fill) -> None:
    question_id, tokens, choice = fill(lambda: _prepared(1))

    def go() -> None:
        leave(db.session.scalars(select(RollEntry)).one(), by=SYSTEM)

    outcomes = _at_once(fill, [lambda: cast_ballot(question_id, tokens[0], [choice]), go])
    assert fill(_ballots) == sum(not one.startswith("refused") for one in outcomes[:1])
    assert fill(lambda: tokens_left(question_id)) == 0


def test_hands_counted_while_many_answer_are_never_more_than_the_room(app: Flask, alba: Standing, fill: Fill) -> None:
    def prepare() -> tuple[UUID, list[UUID], str]:
        meeting = make_meeting()
        lines = make_lines(meeting, 4)
        question = make_question(meeting)
        return question.id, [line.id for line in lines], option(question, "in_favour")

    question_id, lines, choice = fill(prepare)

    def answer(line: UUID) -> None:
        vote_openly(question_id, db.session.get_one(RollEntry, line), [choice], by=SYSTEM, way="office")

    def hands() -> None:
        count_hands(db.session.get_one(Question, question_id), {UUID(choice): 2}, by=SYSTEM)

    fill(hands)
    outcomes = _at_once(fill, [hands, *(lambda line=line: answer(line) for line in lines)])
    fill(lambda: close_question(db.session.get_one(Question, question_id), by=SYSTEM))
    assert outcomes[1:].count("refused: counted_by_hand") == 2
    assert fill(lambda: db.session.get_one(Question, question_id).cast) == 4


def test_crash_before_the_ballot_costs_no_vote(app: Flask, alba: Standing, fill: Fill) -> None:
    question_id, tokens, choice = fill(lambda: _prepared(1))

    def crash() -> None:
        cast_ballot(question_id, tokens[0], [choice])
        raise RuntimeError("the machine stops before the commit")

    with pytest.raises(RuntimeError):
        fill(crash)
    assert fill(_ballots) == 0
    assert len(fill(lambda: cast_ballot(question_id, tokens[0], [choice]))) == 10
    assert fill(_ballots) == 1


def test_nothing_in_the_database_joins_voters_and_ballots(
    app: Flask, alba: Standing, fill: Fill, every_table: Callable[[], dict[str, list[dict[str, Any]]]]
) -> None:
    question_id, tokens, choice = fill(lambda: _prepared(5))
    for token in tokens[:4]:
        fill(lambda token=token: cast_ballot(question_id, token, [choice]))
    during = every_table()
    fill(lambda: close_question(db.session.get_one(Question, question_id), by=SYSTEM))
    after = every_table()
    for tables in (during, after):
        elsewhere = json.dumps({name: rows for name, rows in tables.items() if name != "ballots"}, default=str)
        for ballot in tables["ballots"]:
            assert set(ballot) - {"xmin"} == {"tenant_id", "id", "question_id", "box_sealed", "choices"}
            assert str(ballot["id"]) not in elsewhere
    assert len({row["xmin"] for row in after["ballots"]}) == 1
    kept = json.dumps(after, default=str)
    assert [token for token in tokens if token in kept or token in json.dumps(during, default=str)] == []
    assert {row["xmin"] for row in during["ballots"]}.isdisjoint(_writers(during))


@pytest.fixture
def every_table(
    app: Flask, cluster: Cluster, environment: dict[str, str]
) -> Iterator[Callable[[], dict[str, list[dict[str, Any]]]]]:
    """Every row of every table as the administrator of the server reads them, with the transaction that wrote each."""
    name = make_url(environment["DATABASE_URL"]).database
    with psycopg.connect(libpq(make_url(cluster.admin_url(name))), autocommit=True) as connection:

        def read() -> dict[str, list[dict[str, Any]]]:
            names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            found = {}
            for (table,) in names:
                cursor = connection.execute(f'SELECT xmin::text, * FROM "{table}"')  # names of the catalogue
                columns = [column.name for column in cursor.description or ()]
                found[table] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
            return found

        yield read


def _writers(tables: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {row["xmin"] for name, rows in tables.items() if name != "ballots" for row in rows}


def _prepared(voters: int) -> tuple[UUID, list[str], str]:
    meeting = make_meeting()
    make_lines(meeting, voters)
    question = make_secret(meeting)
    return question.id, [_token(right) for right in rights_of(question.id)], option(question, "in_favour")


def _at_once(fill: Fill, works: list[Callable[[], Any]]) -> list[str]:
    """Do all of them at the same moment, each in its own transaction; any failure that is no refusal is the test's."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> str:
        barrier.wait(20)
        try:
            return str(fill(work))
        except VoteRefused as refused:
            return f"refused: {refused.reason}"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))
