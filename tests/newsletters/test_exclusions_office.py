"""The office's page of excluded addresses: nothing is done to an address that was not typed whole, and why is in the audit."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import SuppressionReason
from ama_net.across.newsletters.operations.suppressing import suppress
from ama_net.across.newsletters.queries_subscribers import reasons
from ama_net.across.newsletters.views import suppressions_manage
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit.models import LedgerEntry
from tests.newsletters.subscribing_steps import EMAIL, reason_of, state_of
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]
HERE = "/manage/newsletter/esclusi"
FIND, READMIT = f"{HERE}/ricerca", f"{HERE}/riammissione"


@pytest.fixture
def office(client: Clients, alba: Standing) -> Browser:
    """The secretary at work."""
    browser = client(alba.host)
    sign_in(browser, alba, Role.SECRETARY)
    return browser


def exclude(app: Flask, alba: Standing, reason: SuppressionReason) -> None:
    """The address, excluded for a reason."""
    with desk(app, alba):
        suppress(EMAIL, reason=reason, by=SYSTEM)


def test_the_list_lets_nobody_in(app: Flask, alba: Standing, office: Browser) -> None:
    exclude(app, alba, SuppressionReason.HARD_BOUNCE)
    page = office.get(HERE).text
    assert ("te…@po…" in page, EMAIL in page, "Riammetti" in page, ">Escludi" in page) == (True, False, False, False)


def test_why_addresses_are_excluded_is_counted_before_the_closed_list(
    app: Flask, alba: Standing, office: Browser
) -> None:
    exclude(app, alba, SuppressionReason.HARD_BOUNCE)
    with desk(app, alba):
        assert reasons() == {"hard_bounce": 1}
    assert '<details class="disclosure">' in office.get(HERE).text
    assert '<details class="disclosure" open>' in office.get(f"{HERE}?reason=hard_bounce").text


def test_an_address_that_is_not_there_can_be_excluded(app: Flask, alba: Standing, office: Browser) -> None:
    answer = office.submit(FIND, {"email": EMAIL})
    found = ("non è fra gli esclusi" in answer.text, "Escludi questo indirizzo" in answer.text)
    assert (answer.status_code, *found) == (200, True, True)
    assert office.submit(HERE, {"email": EMAIL}).status_code == 303
    assert reason_of(app, alba) == "by_hand"


def test_one_that_is_there_can_be_let_in_and_subscribes_nobody(app: Flask, alba: Standing, office: Browser) -> None:
    exclude(app, alba, SuppressionReason.BY_HAND)
    page = office.submit(FIND, {"email": EMAIL.upper()}).text
    assert ("Riammetti questo indirizzo" in page, "Escludi questo indirizzo" in page) == (True, False)
    assert office.submit(READMIT, {"email": EMAIL, "why": "by_mistake"}).status_code == 303
    assert (reason_of(app, alba), state_of(app, alba)) == (None, None)


def test_why_is_in_the_audit_by_a_fixed_word(app: Flask, alba: Standing, office: Browser) -> None:
    exclude(app, alba, SuppressionReason.HARD_BOUNCE)
    office.submit(READMIT, {"email": EMAIL, "why": "works_again"})
    with desk(app, alba):
        facts = [entry.facts for entry in db.session.scalars(select(LedgerEntry))]
    lifted = [one["changes"] for one in facts if one["verb"] == "suppression.lifted"]
    assert lifted == [{"reason": "hard_bounce", "readmission": "works_again"}]


@pytest.mark.parametrize("why", ["", "works_again", "by_mistake", "perché sì"])
@pytest.mark.parametrize("reason", [SuppressionReason.LEFT, SuppressionReason.COMPLAINT])
def test_who_said_no_is_let_in_only_if_they_asked(
    app: Flask, alba: Standing, office: Browser, reason: SuppressionReason, why: str
) -> None:
    exclude(app, alba, reason)
    answer = office.submit(READMIT, {"email": EMAIL, "why": why})
    assert (answer.status_code, "si riammette solo se" in answer.text, reason_of(app, alba)) == (422, True, reason)
    assert office.submit(READMIT, {"email": EMAIL, "why": "asked_in_writing"}).status_code == 303
    assert reason_of(app, alba) is None


def test_an_address_typed_in_part_lets_nobody_in(app: Flask, alba: Standing, office: Browser) -> None:
    exclude(app, alba, SuppressionReason.BY_HAND)
    office.submit(READMIT, {"email": EMAIL[:-1], "why": "by_mistake"})
    assert reason_of(app, alba) == "by_hand"


def test_who_only_reads_changes_nothing(app: Flask, alba: Standing, client: Clients) -> None:
    exclude(app, alba, SuppressionReason.BY_HAND)
    browser = client(alba.host)
    sign_in(browser, alba, Role.EDITOR)
    tried = [browser.submit(path, {"email": EMAIL, "why": "by_mistake"}).status_code for path in (HERE, FIND, READMIT)]
    assert (tried, reason_of(app, alba)) == ([404] * 3, "by_hand")


def test_let_in_by_two_at_once_it_is_done_once(
    app: Flask, alba: Standing, client: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    exclude(app, alba, SuppressionReason.BY_HAND)
    gate, real = Barrier(2), suppressions_manage.readmit

    def together(*said: Any, **more: Any) -> None:
        gate.wait(20)
        real(*said, **more)

    monkeypatch.setattr(suppressions_manage, "readmit", together)
    desks = [client(alba.host), client(alba.host)]
    for one, role in zip(desks, (Role.SECRETARY, Role.PRESIDENT), strict=True):
        sign_in(one, alba, role)
    for one in desks:
        one.get(HERE)
    with ThreadPoolExecutor(2) as pool:
        done = pool.map(lambda one: one.submit(READMIT, {"email": EMAIL, "why": "by_mistake"}).status_code, desks)
        assert list(done) == [303, 303]
    said = [one.get(HERE).text for one in desks]
    assert sorted("Indirizzo riammesso" in page for page in said) == [False, True]
    assert (sum("non è fra gli esclusi." in page for page in said), reason_of(app, alba)) == (1, None)
