"""A page's own address with some of its query changed: what filters, tabs and page numbers link to."""

from collections.abc import Container, Mapping
from urllib.parse import urlencode

from flask import request


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
