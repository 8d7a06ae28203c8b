"""The office's pages of audiences: the count that follows the boxes, those kept under a name, who may."""

from collections.abc import Callable
from uuid import UUID

import pytest
from celery.schedules import crontab
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.enrolling_tasks import count_topics_everywhere
from ama_net.across.newsletters.models import NewsletterList, SavedAudience
from ama_net.across.newsletters.operations.counting import count_topics
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.factories.newsletters import make_list, make_subscriber
from tests.support.cast import Part, sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing
from worker.schedule import TIMETABLE

At = Callable[[Part], Browser]
COUNT, NEW, INDEX = (f"/manage/newsletter/destinatari{end}" for end in ("/conto", "/nuovi", ""))


def topic(app: Flask, standing: Standing, readers: int) -> UUID:
    with desk(app, standing):
        made = make_list("Lutto", confidential=True)
        for _number in range(readers):
            make_subscriber(lists=[made])
        count_topics()
        return made.id


def saved(app: Flask, standing: Standing) -> list[tuple[str, dict[str, object]]]:
    with desk(app, standing):
        return [(one.name, one.definition) for one in db.session.scalars(select(SavedAudience))]


def test_the_count_follows_the_boxes(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        make_subscriber("anna@posta.example")
    page = secretary.submit(COUNT, {"everybody": "y"}).get_data(as_text=True)

    assert ("una persona" in page, "an•••@po•••.example" in page, "posta.example" in page) == (True, True, False)


def test_nothing_ticked_counts_nobody(secretary: Browser) -> None:
    assert "Scegli chi la riceve" in secretary.submit(COUNT, {}).get_data(as_text=True)


def test_who_may_not_read_subscribers_sees_no_address(app: Flask, alba: Standing, at: At) -> None:
    with desk(app, alba):
        make_subscriber("anna@posta.example")
    page = at(Role.EDITOR).submit(COUNT, {"everybody": "y"}).get_data(as_text=True)

    assert ("una persona" in page, "an•••@" in page) == (True, False)


def test_a_topic_is_only_a_rounded_number(app: Flask, alba: Standing, secretary: Browser) -> None:
    page = secretary.submit(COUNT, {"topics": str(topic(app, alba, 7))}).get_data(as_text=True)

    assert ("almeno 5 persone" in page, "@" in page) == (True, False)


@pytest.mark.parametrize("beside", [{"everybody": "y"}, {"some-members": "active"}, {"without-members": "active"}])
def test_a_topic_beside_anything_else_is_refused(
    app: Flask, alba: Standing, secretary: Browser, beside: dict[str, str]
) -> None:
    chosen = {"topics": str(topic(app, alba, 7)), "name": "Prova", **beside}

    assert "si capirebbe chi li ha scelti" in secretary.submit(COUNT, chosen).get_data(as_text=True)
    assert secretary.submit(NEW, chosen).status_code == 422
    assert saved(app, alba) == []


def test_a_topic_is_no_plain_list_by_its_number_either(app: Flask, alba: Standing, secretary: Browser) -> None:
    chosen = {"some-lists": str(topic(app, alba, 7)), "some-members": "active", "name": "Prova"}

    assert secretary.submit(NEW, chosen).status_code == 422
    assert "persone" not in secretary.submit(COUNT, chosen).get_data(as_text=True).replace("quante persone sono", "")


def test_an_audience_is_kept_changed_thrown_away_and_brought_back(
    app: Flask, alba: Standing, secretary: Browser
) -> None:
    assert secretary.submit(NEW, {"name": "I soci", "some-members": "active"}).status_code == 303
    assert saved(app, alba) == [("I soci", {"members": ["active"]})]
    with desk(app, alba):
        key = db.session.scalars(select(SavedAudience.id)).one()
    page = secretary.get(f"{INDEX}/{key}").get_data(as_text=True)
    assert 'value="I soci"' in page
    secretary.submit(f"{INDEX}/{key}", {"name": "Tutti", "everybody": "y"})
    assert saved(app, alba) == [("Tutti", {"everybody": True})]
    assert "Tutti quelli che ricevono la newsletter" in secretary.get(INDEX).get_data(as_text=True)

    secretary.submit(f"{INDEX}/{key}/cancellazione")
    assert saved(app, alba) == []


@pytest.mark.parametrize("data", [{"name": "Vuota"}, {"everybody": "y"}, {"name": "x" * 81, "everybody": "y"}])
def test_without_a_name_or_without_anybody_nothing_is_kept(
    app: Flask, alba: Standing, secretary: Browser, data: dict[str, str]
) -> None:
    assert secretary.submit(NEW, data).status_code == 422
    assert saved(app, alba) == []


@pytest.mark.parametrize("field", ["some-lists", "some-saved", "some-members", "topics", "without-newsletters"])
def test_what_is_no_choice_is_refused(app: Flask, alba: Standing, secretary: Browser, field: str) -> None:
    chosen = {"name": "Prova", "everybody": "y", field: "nessuna"}

    assert secretary.submit(NEW, chosen).status_code == 422
    assert secretary.submit(COUNT, chosen).status_code == 200
    assert saved(app, alba) == []


def test_two_audiences_are_not_called_the_same(app: Flask, alba: Standing, secretary: Browser) -> None:
    secretary.submit(NEW, {"name": "Tutti", "everybody": "y"})

    assert secretary.submit(NEW, {"name": "TUTTI", "everybody": "y"}).status_code == 422
    assert len(saved(app, alba)) == 1


@pytest.mark.parametrize("part", [Role.TREASURER, Role.VOLUNTEER])
def test_who_does_not_write_newsletters_sees_no_page(at: At, part: Part) -> None:
    browser = at(part)

    assert (browser.get(INDEX).status_code, browser.submit(COUNT, {"everybody": "y"}).status_code) == (404, 404)


def test_the_other_association_has_its_own(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser], secretary: Browser
) -> None:
    secretary.submit(NEW, {"name": "I soci", "some-members": "active"})
    with desk(app, alba):
        key = db.session.scalars(select(SavedAudience.id)).one()
    theirs = sign_in(client(brig.host), brig, Role.SECRETARY)

    assert theirs.get(f"{INDEX}/{key}").status_code == 404
    assert "I soci" not in theirs.get(INDEX).get_data(as_text=True)


def test_topics_are_counted_on_sunday_night_everywhere(app: Flask, alba: Standing, brig: Standing) -> None:
    for standing in (alba, brig):
        with desk(app, standing):
            for made in (make_list("Lutto", confidential=True), make_list("Notizie")):
                for _number in range(6):
                    make_subscriber(lists=[made])
    on_time = TIMETABLE["count who chose a topic"]
    assert (on_time["task"], on_time["schedule"]) == (
        "newsletters.count_topics",
        crontab(hour=23, minute=35, day_of_week="sun"),
    )
    count_topics_everywhere()

    for standing in (alba, brig):
        with desk(app, standing):
            assert db.session.scalars(select(NewsletterList.reached).order_by(NewsletterList.number)).all() == [5, 0]
