"""What views say after an action: the message with its way back, the address of a job's page."""

from typing import Any
from uuid import UUID

from flask import flash, url_for

from ama_net.kernel.access import Actor
from ama_net.kernel.office.operations.undo import keep_undo


def offer_undo(
    kind: str, payload: dict[str, Any], text: Any, *, by: Actor, confided: dict[str, Any] | None = None
) -> None:
    """Say what was done, with a button that takes it back (``POST /manage/undo/<id>``, for one hour)."""
    action = keep_undo(kind, payload, by=by, confided=confided)
    message: Any = {"text": str(text), "undo_url": url_for("office_manage.undo", undo_id=action.id)}
    flash(message, "success")


def progress_url(job_id: UUID) -> str:
    """Where the person who asked for a long job watches it."""
    return url_for("office_manage.job", job_id=job_id)
