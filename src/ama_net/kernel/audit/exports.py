"""Taking a list away as a file: whoever does it, and which list, is written in the audit."""

from typing import TypeVar

from flask import Response
from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from ama_net.foundation.web.listing import Listing, csv_answer
from ama_net.kernel.access import Actor
from ama_net.kernel.audit.operations import record

Row = TypeVar("Row")


def export_list(
    listing: Listing, statement: Select[Row], args: MultiDict[str, str], *, name: str, by: Actor
) -> Response:
    """The rows an address asks for as a CSV download, recorded as ``list.exported``.

    The page that calls it names its permission like any other (``PEOPLE_EXPORT`` where there is one). Which filters were
    in force is recorded, what was searched for is not: it may be somebody's name.
    """
    filters = {one.key: args.getlist(one.key) for one in listing.filters if args.get(one.key) and not one.free}
    record(by=by, verb="list.exported", subject=("list", name), changes=filters)
    return csv_answer(listing.csv(statement, args), name)
