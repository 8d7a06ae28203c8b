"""How the room takes the forms of ``foundation/web/asking.py``: asking to join, proposing a group, asking to be told."""

from collections.abc import Callable
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from ama_net.features.groups.forms_join import AskForm
from ama_net.features.groups.join_consent import consent_text
from ama_net.features.groups.models import JoinRequest
from ama_net.features.groups.operations.join_requests import FormAlreadyUsed, Sending
from ama_net.foundation.web.asking import (
    DONE,
    REFUSED,
    TOO_MANY,
    AskPage,
    blank,
    keep_to_oneself,
    take,
    too_many,
    was_kept,
    was_refused,
)
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.confiding import Receipt, guardian_text
from ama_net.kernel.tenancy import current_tenant_or_none

__all__ = [
    "DONE",
    "RECEIPT",
    "REFUSED",
    "TOO_MANY",
    "AskPage",
    "ask_page",
    "association",
    "blank",
    "keep_to_oneself",
    "sending_of",
    "take",
    "too_many",
    "was_kept",
    "was_refused",
]

RECEIPT = Receipt("join_receipt")
"""The way back, for who has just asked."""


def ask_page(form: Callable[..., Any], show: Callable[[Any], str], send: Callable[[Any], JoinRequest]) -> AskPage:
    """A page of this room: once its form is taken it leads to the page that shows the way back to the request."""
    return AskPage(form, show, send, used=FormAlreadyUsed, done=_lead_to_receipt)


def sending_of(form: AskForm) -> Sending:
    """A valid form as operations take it, with the very words that were agreed to."""
    return Sending(
        words=form.words(),
        form_key=form.form_key.data or "",
        consent=consent_text(form.purpose),
        language=current_locale(),
        guardian=guardian_text() if form.has_guardian else None,
    )


def association() -> str:
    """Whom a limit counts for, when it is for everybody: not the host, which has several names and any port."""
    tenant = current_tenant_or_none()
    return tenant.slug if tenant else "-"


def _lead_to_receipt(request: JoinRequest) -> ResponseReturnValue:
    RECEIPT.keep(request.id)
    return redirect(url_for("join_requests_public.received"), DONE)
