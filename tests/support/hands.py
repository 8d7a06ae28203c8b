"""Hands at work at the same moment, each in a transaction of its own on a real connection."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from flask import Flask

from ama_net.foundation.database import unit_of_work
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing

Ask = Callable[[Callable[[], Any]], Any]
"""What is asked of, or done to, an association's rows, committed: what the fixture ``of_alba`` is."""


@contextmanager
def desk(app: Flask, standing: Standing) -> Iterator[None]:
    """Work in an association, committed at the end, as a request is."""
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        yield


def _field(refused: WrongFact) -> str:
    return refused.field


def at_once(
    app: Flask,
    standing: Standing,
    work: Callable[[int], Any],
    hands: int = 8,
    said: Callable[[WrongFact], str] = _field,
) -> list[Any]:
    """What each hand got from the same work, begun at the same moment; it is told its number, from 0.

    A refusal is a result (what ``said`` makes of it), any other error fails the test: a deadlock too.
    """
    gate = Barrier(hands)

    def hand(number: int) -> Any:
        gate.wait(20)
        try:
            with desk(app, standing):
                return work(number)
        except WrongFact as refused:
            return said(refused)

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(hand, range(hands)))
