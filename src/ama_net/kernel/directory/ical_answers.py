"""Answers with a calendar: packed for who can open it, 304 for who has it already."""

import gzip
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, request

from ama_net.foundation.clock import today
from ama_net.kernel.directory.ical import CalendarOf, Rows, calendar_bytes, calendar_changed, calendar_tag

A_QUARTER = 15 * 60
"""Seconds for which a copy may be used without asking again."""

WORTH_PACKING = 2000
"""Bytes."""


def wants_discreet() -> bool:
    """Whether the reader asked for events that do not say what they are about."""
    return request.args.get("discreto") == "1"


def asked_words() -> tuple[tuple[str, str], ...]:
    """What the address asks, for the tag."""
    return tuple(sorted(request.args.items(multi=True)))


def answer_if_changed(facts: tuple[Any, ...], rows: Callable[[], Rows], of: CalendarOf) -> Response:
    """The calendar of ``rows``, or 304 when the reader has the one made from the same ``facts``."""
    tag = calendar_tag(today(), *facts)
    if unchanged := _unchanged(tag):
        return unchanged
    found = rows()
    return _answer(calendar_bytes(found, of, today()), tag, calendar_changed(found, today()))


def answer_by_content(rows: Rows, of: CalendarOf) -> Response:
    """The calendar of some rows, or 304 when the reader has the same text."""
    content = calendar_bytes(rows, of, today())
    tag = calendar_tag(today(), content)
    return _unchanged(tag) or _answer(content, tag, calendar_changed(rows, today()))


def _answer(content: bytes, tag: str, changed: datetime) -> Response:
    packed = len(content) > WORTH_PACKING and request.accept_encodings["gzip"] > 0
    answer = Response(gzip.compress(content, 5, mtime=0) if packed else content)
    answer.content_type = "text/calendar; charset=utf-8"
    if packed:
        answer.content_encoding = "gzip"
    answer.last_modified = changed
    return _cached(answer, tag)


def _unchanged(tag: str) -> Response | None:
    """304 by the tag only: no date can tell that a group was withdrawn."""
    return _cached(Response(status=304), tag) if request.if_none_match.contains_weak(tag) else None


def _cached(answer: Response, tag: str) -> Response:
    answer.vary.add("Accept-Encoding")
    answer.set_etag(tag, weak=True)  # it may travel compressed
    answer.cache_control.public = True
    answer.cache_control.max_age = A_QUARTER
    # Calendar programs in a browser fetch it themselves; all of it is public.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
