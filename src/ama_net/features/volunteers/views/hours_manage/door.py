"""The blueprint, what its templates are told, and what its pages share."""

from uuid import UUID

from flask import Blueprint, abort, request

from ama_net.features.volunteers import hours_words
from ama_net.features.volunteers.certificate_codes import show_code
from ama_net.features.volunteers.models import HourEntry
from ama_net.features.volunteers.queries_hours import entry_by_id
from ama_net.foundation.clock import today

bp = Blueprint("hours_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": hours_words, "show_code": show_code}


def entry_or_404(entry_id: UUID) -> HourEntry:
    """An entry of the association."""
    return entry_by_id(entry_id) or abort(404)


def year_asked() -> int:
    """The year a page is about: the one asked for, else this one."""
    typed, year = request.args.get("anno", ""), today().year
    return int(typed) if typed.isascii() and typed.isdigit() and 1950 <= int(typed) <= year else year
