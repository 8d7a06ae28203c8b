"""Saying how many an audience is: asked once for some seconds, not too often, and it enrols nobody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.across.newsletters import lately
from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audiences import sample_of
from ama_net.across.newsletters.models import Newsletter, NewsletterState, Subscriber
from ama_net.across.newsletters.operations.starting import begin_due
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.newsletters.consenting_steps import consenting
from tests.support.cast import Part
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[Part], Browser]
COUNT = "/manage/newsletter/destinatari/conto"
EVERYBODY = {"everybody": "y"}


def _counted(browser: Browser, **boxes: str) -> str:
    page = browser.submit(COUNT, boxes or EVERYBODY).text
    return page.partition("<strong>")[2].partition("</strong>")[0]


def _subscribed(app: Flask, standing: Standing, many: int = 1) -> None:
    with desk(app, standing):
        for _one in range(many):
            make_subscriber()


def _draft(app: Flask, standing: Standing, **values: Any) -> str:
    with desk(app, standing):
        return str(make_newsletter(audience={"everybody": True}, **values).id)


def _consenting(app: Flask, standing: Standing) -> None:
    with desk(app, standing):
        consenting()


def _subscribers(app: Flask, standing: Standing) -> int | None:
    with desk(app, standing):
        return db.session.scalar(select(func.count()).select_from(Subscriber))


def test_the_same_audience_is_counted_once_for_some_seconds(app: Flask, alba: Standing, secretary: Browser) -> None:
    _subscribed(app, alba)
    first = _counted(secretary)
    _subscribed(app, alba)
    assert (first, _counted(secretary)) == ("una persona", "una persona")


def test_then_it_is_counted_again(
    app: Flask, alba: Standing, secretary: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lately, "SECONDS", 0)
    _subscribed(app, alba)
    first = _counted(secretary)
    _subscribed(app, alba)
    assert (first, _counted(secretary)) == ("una persona", "2 persone")


def test_another_audience_is_counted(app: Flask, alba: Standing, secretary: Browser) -> None:
    _subscribed(app, alba)
    with desk(app, alba):
        chosen = str(make_list("Notizie").id)
    assert (_counted(secretary), _counted(secretary, **{"some-lists": chosen})) == ("una persona", "0 persone")


def test_what_one_association_counted_is_nothing_to_another(
    app: Flask, alba: Standing, brig: Standing, secretary: Browser
) -> None:
    _subscribed(app, alba, 2)
    _counted(secretary)
    with desk(app, brig):
        assert lately.count_lately(Audience(everybody=True)).number == 0


def test_few_are_kept(app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lately, "MOST", 3)
    with desk(app, alba):
        for members in (["active"], ["ended"], ["category:a"], ["category:b"], ["category:c"]):
            lately.count_lately(Audience(members=members))
    assert len(lately._counts) == 3


def test_counting_is_not_asked_for_without_end(secretary: Browser) -> None:
    statuses = [secretary.submit(COUNT, {}).status_code for _time in range(61)]
    assert statuses == [200] * 60 + [429]


def test_looking_enrols_nobody(app: Flask, alba: Standing, secretary: Browser) -> None:
    draft = _draft(app, alba)
    _consenting(app, alba)
    _counted(secretary)
    secretary.get(f"/manage/newsletter/{draft}/destinatari")
    secretary.get(f"/manage/newsletter/{draft}/spedizione")
    assert _subscribers(app, alba) == 0


def test_choosing_the_recipients_enrols_who_consents(app: Flask, alba: Standing, secretary: Browser) -> None:
    draft = _draft(app, alba)
    _consenting(app, alba)
    secretary.submit(f"/manage/newsletter/{draft}/destinatari", {**EVERYBODY, "version": "1"})
    assert _subscribers(app, alba) == 1


def test_leaving_at_its_hour_enrols_who_consents(app: Flask, alba: Standing) -> None:
    draft = _draft(app, alba, state=NewsletterState.SCHEDULED, scheduled_at=now() - timedelta(minutes=1))
    _consenting(app, alba)
    with desk(app, alba):
        begin_due(UUID(draft))
        state = db.session.get_one(Newsletter, UUID(draft)).state
    assert (state, _subscribers(app, alba)) == (NewsletterState.FREEZING, 1)


def test_a_list_nobody_chose_is_not_asked_about_reader_by_reader(app: Flask, alba: Standing) -> None:
    _subscribed(app, alba, 60)
    with desk(app, alba):
        audience = Audience(lists=[make_list("Nessuno").id])
        with count_queries() as queries:
            assert sample_of(audience, 1) == []
    assert len(queries) < 9
