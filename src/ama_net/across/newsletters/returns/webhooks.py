"""A webhook's call, from the body to what came back: checked as its kind of source is."""

from collections.abc import Callable, Iterator
from functools import partial

from ama_net.across.newsletters.models import FeedbackKind, FeedbackSource
from ama_net.across.newsletters.operations.feedback import WEBHOOK_NAME, WITH_PASSWORD, password_of
from ama_net.across.newsletters.returns import Returned
from ama_net.across.newsletters.returns.providers import (
    Event,
    Told,
    as_returned,
    brevo,
    check_password,
    mailgun,
    postmark,
    ses,
)
from ama_net.across.newsletters.returns.providers.certificates import certificate_at
from ama_net.kernel.tenancy.keys import settings_of_app

LARGEST = 256 * 1024


def hear(source: FeedbackSource, told: Told) -> Iterator[Returned]:
    """What a service says came back.

    Raises:
        Refused: it is not the service.
        Unreadable: it is, and its event has no shape we know.
        Silent: it cannot be checked now.
    """
    kind = FeedbackKind(source.kind)
    if kind in WITH_PASSWORD:
        check_password(told, WEBHOOK_NAME, password_of(source))
    return (as_returned(event, kind) for event in _events(kind, source, told))


def to_confirm(source: FeedbackSource, told: Told) -> str:
    """Of SES: where to say yes to its topic, when that is what it asks; empty otherwise. Raises as ``hear``."""
    if source.kind != FeedbackKind.SES:
        return ""
    return ses.confirmation(told, source.topic, _certificate())


def _events(kind: FeedbackKind, source: FeedbackSource, told: Told) -> Iterator[Event]:
    if kind == FeedbackKind.SES:
        return ses.read(told, source.topic, _certificate())
    if kind == FeedbackKind.MAILGUN:
        return mailgun.read(told, source.secret or "")
    return brevo.read(told) if kind == FeedbackKind.BREVO else postmark.read(told)


def _certificate() -> Callable[[str], bytes]:
    return partial(certificate_at, settings=settings_of_app())
