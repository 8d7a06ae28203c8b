"""The form of a service: what is folded, what need not be said, and that a new service waits until it is opened."""

from typing import Any

import pytest
from flask import Flask

from ama_net.features.helpdesk.models import Service
from ama_net.features.helpdesk.queries_services import all_services
from ama_net.foundation.database import db
from tests.helpdesk.test_services_pages import PAGE, TYPED
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing


def _kept(app: Flask, alba: Standing) -> list[Service]:
    with desk(app, alba):
        found = all_services()
        db.session.expunge_all()
        return found


def test_a_new_service_is_on_the_site_once_it_is_opened(app: Flask, alba: Standing, secretary: Browser) -> None:
    answer = secretary.submit(f"{PAGE}/nuovo", TYPED)
    (new,) = _kept(app, alba)
    page = secretary.get(str(answer.location)).text
    before = secretary.get("/sportello").text
    secretary.submit(f"{answer.location}/apertura")
    assert (new.is_open, "Non è sul sito" in page, "Apri il servizio" in page) == (False, True, True)
    assert [TYPED["name"] in text for text in (before, secretary.get("/sportello").text)] == [False, True]


@pytest.mark.parametrize(("typed", "kept"), [("", 8), ("4", 4)])
def test_how_many_meetings_a_pathway_has_need_not_be_said(
    app: Flask, alba: Standing, secretary: Browser, typed: str, kept: int
) -> None:
    secretary.submit(f"{PAGE}/nuovo", {**TYPED, "planned_meetings": typed})
    assert [one.planned_meetings for one in _kept(app, alba)] == [kept]


@pytest.mark.parametrize(
    ("typed", "is_open"), [({}, False), ({"notice_hours": "molte"}, True), ({"planned_meetings": "61"}, True)]
)
def test_what_usually_stays_is_folded_unless_it_is_wrong(
    secretary: Browser, typed: dict[str, Any], is_open: bool
) -> None:
    page = secretary.submit(f"{PAGE}/nuovo", {**TYPED, "name": "", **typed}).text
    assert page.count('<details class="disclosure" open>') == int(is_open)
