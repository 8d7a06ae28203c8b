"""The pages of the rooms where a bank's line nobody announced is written down: a gift, a bill. The line's page leads there.

Such a page reads ``riga`` from the address (``line_of_address``), fills itself with what the bank says, and once its movement is
written calls ``recorded_elsewhere`` and goes back to the statement's other lines (``back_to_lines``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.kernel.payments.models import MoneyDirection
from ama_net.kernel.payments.models_statements import LineState, StatementLine
from ama_net.kernel.payments.queries_statements import how_many_to_do


@dataclass(frozen=True)
class LinePage:
    """A page of a room, what it is for, and which lines are of its kind."""

    words: Any
    endpoint: str
    direction: MoneyDirection
    values: Mapping[str, Any] = field(default_factory=dict)


_pages: list[LinePage] = []


def register_line_page(page: LinePage) -> None:
    """Offer a page for lines that pay nothing known. Once, where the room's views are."""
    _pages.append(page)


def pages_for(line: StatementLine) -> list[LinePage]:
    """Where a line may be written down."""
    direction = MoneyDirection.IN if line.amount_cents > 0 else MoneyDirection.OUT
    return [page for page in _pages if page.direction == direction]


def line_of_address() -> StatementLine | None:
    """The line that the address speaks of (``riga``); None when it speaks of none.

    A page to fill is of a line of which nothing was decided: another leads to what the line is. What was filled in meanwhile is
    refused by ``recorded_elsewhere``.
    """
    asked = request.args.get("riga", "")
    if not asked:
        return None
    line_id: UUID | None = known_id(asked)
    line = (db.session.get(StatementLine, line_id) if line_id else None) or abort(404)
    if request.method != "POST" and line.state != LineState.TO_DO:
        abort(redirect(url_for("matching_manage.line", line_id=line.id)))
    return line


def back_to_lines(line: StatementLine) -> str:
    """Say that a line is recorded and how many wait; the address of those."""
    left = how_many_to_do(line.import_id)
    told = ngettext("Riga registrata. Ne resta %(num)s.", "Riga registrata. Ne restano %(num)s.", left)
    flash(told if left else _("Riga registrata: era l'ultima."), "success")
    return url_for("matching_manage.index", import_id=line.import_id)
