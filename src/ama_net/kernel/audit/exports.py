"""Taking a list away as a file: whoever does it, and which list, is written in the audit."""

from collections.abc import Iterator
from typing import TypeVar
from uuid import UUID

from flask import Response
from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from ama_net.foundation.web.listing import Listing, csv_answer
from ama_net.kernel.access import Actor
from ama_net.kernel.audit.operations import record
from ama_net.kernel.tenancy import current_tenant_id, tenant_scope

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
    return csv_answer(_in_scope(listing.csv(statement, args), current_tenant_id()), name)


def _in_scope(lines: Iterator[str], tenant_id: UUID) -> Iterator[str]:
    """The answer is read after the request has ended, and its scope with it: the lines open their own."""
    with tenant_scope(tenant_id):
        yield from lines
