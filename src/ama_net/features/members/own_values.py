"""The values of the association's own fields: kept as plain JSON in ``Membership.custom``, shown and written as what they are."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ama_net.features.members.models import OwnFieldKind


def typed_value(kind: str, kept: Any) -> str | Decimal | date | bool | None:
    """A kept value as a file and a page want it; what cannot be read is shown as it was written."""
    if kept is None or kept == "":
        return None
    if kind == OwnFieldKind.YES_NO:
        return bool(kept)
    try:
        if kind == OwnFieldKind.NUMBER:
            return Decimal(str(kept))
        if kind == OwnFieldKind.DATE:
            return date.fromisoformat(str(kept))
    except (ValueError, InvalidOperation):
        pass
    return str(kept)


def kept_value(given: Any) -> Any:
    """What a form gave, as it is kept: dates as ``2026-05-03``, numbers as text so that no decimal changes."""
    if isinstance(given, bool):
        return given
    if isinstance(given, date):
        return given.isoformat()
    if isinstance(given, Decimal):
        return format(given.normalize(), "f")
    return None if given is None else str(given).strip() or None
