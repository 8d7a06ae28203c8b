"""Addresses: a page's own with some of its query changed (what filters, tabs, page numbers link to), and the program's."""

import re
from collections.abc import Container, Mapping
from functools import cache
from urllib.parse import urlencode

from flask import Flask, current_app, request


def here(changes: Mapping[str, object], drop: Container[str] = ()) -> str:
    """This address with some query values changed (None takes one away); it goes back to page 1 unless told a page."""
    kept = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in changes and name not in drop and name != "page"
    ]
    query = urlencode([*kept, *((name, value) for name, value in changes.items() if value is not None)])
    address = request.script_root + request.path
    return f"{address}?{query}" if query else address


def fixed_words(under: str = "", *, besides: str = "") -> frozenset[str]:
    """The fixed words that the application's addresses have after a path: ``gruppi`` of ``/gruppi/<slug>`` after none.

    The pages of a blueprint are left out (``besides``).
    """
    return _fixed_words(current_app._get_current_object(), under, besides)  # type: ignore[attr-defined]  # noqa: SLF001


@cache
def _fixed_words(app: Flask, under: str, besides: str) -> frozenset[str]:
    rules = (rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] != besides)
    words = (re.match(rf"{re.escape(under)}/([^/<]+)", rule) for rule in rules)
    return frozenset(word[1] for word in words if word)
