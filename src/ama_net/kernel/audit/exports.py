"""Taking a list away as a file: whoever does it, and which list, is written in the audit."""

from collections.abc import Iterator
from typing import Literal, TypeVar
from uuid import UUID

from flask import Response
from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from ama_net.foundation.web.listing import Listing, csv_answer, xlsx_answer, xlsx_pieces
from ama_net.kernel.access import Actor
from ama_net.kernel.audit.operations import record
from ama_net.kernel.tenancy import current_tenant_id, tenant_scope

Row = TypeVar("Row")
Part = TypeVar("Part", str, bytes)


def export_list(
    listing: Listing,
    statement: Select[Row],
    args: MultiDict[str, str],
    *,
    name: str,
    by: Actor,
    file_type: Literal["csv", "xlsx"] = "csv",
) -> Response:
    """The rows an address asks for as a CSV (or XLSX) download, recorded as ``list.exported``.

    The page that calls it names its permission like any other (``PEOPLE_EXPORT`` where there is one). Which filters were
    in force is recorded, what was searched for is not: it may be somebody's name.
    """
    filters = {one.key: args.getlist(one.key) for one in listing.filters if args.get(one.key) and not one.free}
    record(by=by, verb="list.exported", subject=("list", name), changes=filters)
    if file_type == "xlsx":
        pieces = xlsx_pieces([column.title for column in listing.exported], listing.cells(statement, args))
        return xlsx_answer(_in_scope(pieces, current_tenant_id()), name)
    return csv_answer(_in_scope(listing.csv(statement, args), current_tenant_id()), name)


def _in_scope(lines: Iterator[Part], tenant_id: UUID) -> Iterator[Part]:
    """The answer is read after the request has ended, and its scope with it: the lines open their own."""
    with tenant_scope(tenant_id):
        yield from lines
