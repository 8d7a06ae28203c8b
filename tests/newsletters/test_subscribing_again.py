"""Who is subscribed and not written to asks again: the mailbox that answers lifts what it can, the office the rest."""

from collections.abc import Callable

import pytest
from flask import Flask

from ama_net.across.newsletters.models import SuppressionReason
from ama_net.across.newsletters.operations.suppressing import suppress
from ama_net.kernel.access import SYSTEM
from tests.factories.newsletters import make_subscriber
from tests.newsletters.subscribing_steps import EMAIL, ask_from, confirm_path, mails, reason_of, state_of
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing


@pytest.mark.parametrize(
    ("reason", "left"),
    [("left", None), ("hard_bounce", None), ("soft_bounces", None), ("complaint", "complaint"), ("by_hand", "by_hand")],
)
def test_confirming_lifts_what_the_mailbox_can_answer_for(
    app: Flask, client: Callable[[str], Browser], alba: Standing, reason: str, left: str | None
) -> None:
    with desk(app, alba):
        make_subscriber(EMAIL)
        suppress(EMAIL, reason=SuppressionReason(reason), by=SYSTEM)
    browser = client(alba.host)
    answer = ask_from(browser)
    assert (answer.status_code, answer.location) == (303, "/newsletter/inviato")
    assert (state_of(app, alba), reason_of(app, alba)) == ("confirmed", reason)
    path = confirm_path(mails(app, alba)[-1])
    assert "<button" in browser.get(path).text
    assert browser.submit(path).status_code == 303
    assert (state_of(app, alba), reason_of(app, alba)) == ("confirmed", left)
