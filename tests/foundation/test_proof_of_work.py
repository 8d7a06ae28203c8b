"""The proof of work: made here, checked here, good for one form."""

from base64 import b64decode, b64encode
from datetime import timedelta
from json import dumps, loads

import pytest
import time_machine
from altcha import Challenge, Payload, solve_challenge
from flask import Flask

from ama_net.foundation.clock import now
from ama_net.foundation.web.proof_of_work import LASTS_SECONDS, challenge_for, is_proof


def _solved(challenge: str) -> str:
    made = Challenge.from_dict(loads(b64decode(challenge)))
    solution = solve_challenge(made)
    assert solution is not None
    return Payload(made, solution).to_base64()


def test_the_work_of_a_form_is_good_for_that_form(app: Flask) -> None:
    with app.app_context():
        proof = _solved(challenge_for("one form"))
        assert (is_proof(proof, "one form"), is_proof(proof, "another form")) == (True, False)


def test_work_is_good_for_some_minutes(app: Flask) -> None:
    with app.app_context():
        proof = _solved(challenge_for("one form"))
        with time_machine.travel(now() + timedelta(seconds=LASTS_SECONDS + 1)):
            assert is_proof(proof, "one form") is False


def test_a_challenge_made_by_somebody_else_is_worth_nothing(app: Flask) -> None:
    with app.app_context():
        payload = loads(b64decode(_solved(challenge_for("one form"))))
        payload["challenge"]["parameters"]["cost"] = 1
        assert is_proof(b64encode(dumps(payload).encode()).decode(), "one form") is False


@pytest.mark.parametrize("payload", ["", "no", "e30=", "bnVsbA==", "x" * 5000, b64encode(b"[" * 3000).decode()])
def test_rubbish_is_no_proof(app: Flask, payload: str) -> None:
    with app.app_context():
        assert is_proof(payload, "one form") is False
