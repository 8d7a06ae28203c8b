"""Whom a newsletter is for is read once, when it begins: what changes while its recipients are written down changes nothing."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.audience_meaning import Meaning
from ama_net.across.newsletters.models import Newsletter, NewsletterList
from ama_net.across.newsletters.operations.lists import close_list
from ama_net.across.newsletters.operations.starting import begin, schedule
from ama_net.across.newsletters.sending import freezing
from ama_net.across.newsletters.sending.freezing import freeze_some
from ama_net.features.members.models import SavedFilter
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.members import make_membership
from tests.factories.newsletters import make_list, make_newsletter, make_subscriber
from tests.factories.people import make_person
from tests.support.cast import actor
from tests.support.hands import desk
from tests.support.standing import Standing

READERS = 5


@pytest.fixture(autouse=True)
def _two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "CHUNK", 2)


def _the_list(*, confidential: bool = False) -> dict[str, object]:
    wanted = make_list("Incontri", confidential=confidential)
    for _number in range(READERS):
        make_subscriber(lists=[wanted])
    return {"lists": [str(wanted.id)]}


def _a_topic() -> dict[str, object]:
    return _the_list(confidential=True)


def _the_filter(alba: Standing) -> dict[str, object]:
    kept = SavedFilter(account_id=actor(alba, "secretary").account_id, name="Soci", query="state=active", shared=True)
    db.session.add(kept)
    for number in range(READERS):
        person = make_person(email=f"socia{number}@posta.example")
        make_membership(person)
        make_subscriber(f"socia{number}@posta.example", person_id=person.id)
    db.session.flush()
    return {"saved": [str(kept.id)]}


def _without_a_draft() -> dict[str, object]:
    for _number in range(READERS):
        make_subscriber()
    topic = make_list("Lutto", confidential=True)
    draft = make_newsletter("Riservata", audience={"lists": [str(topic.id)]})
    return {"everybody": True, "without": {"newsletters": [str(draft.id)]}}


def _close_lists() -> None:
    for one in db.session.scalars(select(NewsletterList)):
        close_list(one, by=SYSTEM)


def _make_confidential() -> None:
    for one in db.session.scalars(select(NewsletterList)):
        one.confidential = not one.confidential


def _unshare() -> None:
    for one in db.session.scalars(select(SavedFilter)):
        one.shared = False


def _begin_the_draft() -> None:
    begin(db.session.scalars(select(Newsletter).where(Newsletter.subject == "Riservata")).one(), by=SYSTEM)


def _begun(app: Flask, alba: Standing, audience: Callable[[], dict[str, object]]) -> UUID:
    with desk(app, alba):
        newsletter = make_newsletter(audience=audience())
        schedule(newsletter, None, by=SYSTEM)
        return newsletter.id


def _frozen(app: Flask, alba: Standing, newsletter_id: UUID, between: Callable[[], None]) -> int:
    """How many are written down, when something happens after the first two."""
    with desk(app, alba):
        assert freeze_some(newsletter_id)
    with desk(app, alba):
        between()
    more = True
    while more:
        with desk(app, alba):
            more = freeze_some(newsletter_id)
    with desk(app, alba):
        return db.session.get_one(Newsletter, newsletter_id).recipients


@pytest.mark.parametrize(
    ("audience", "between"),
    [
        (_the_list, _close_lists),
        (_a_topic, _close_lists),
        (_the_list, _make_confidential),
        (_without_a_draft, _begin_the_draft),
    ],
)
def test_what_changes_while_recipients_are_written_down_changes_nothing(
    app: Flask, alba: Standing, audience: Callable[[], dict[str, object]], between: Callable[[], None]
) -> None:
    assert _frozen(app, alba, _begun(app, alba, audience), between) == READERS


def test_a_filter_that_is_not_shared_any_more_changes_nothing(app: Flask, alba: Standing) -> None:
    assert _frozen(app, alba, _begun(app, alba, lambda: _the_filter(alba)), _unshare) == READERS


def test_what_a_filter_asks_is_not_kept_when_all_are_written_down(app: Flask, alba: Standing) -> None:
    found = _begun(app, alba, lambda: _the_filter(alba))
    with desk(app, alba):
        assert Meaning.of(db.session.get_one(Newsletter, found)).asked == ["state=active"]
    _frozen(app, alba, found, lambda: None)
    with desk(app, alba):
        meaning = Meaning.of(db.session.get_one(Newsletter, found))
    assert (meaning.asked, meaning.by_lists_alone) == ([], False)


def test_what_closed_before_it_began_is_nobody(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        newsletter = make_newsletter(audience=_a_topic())
        _close_lists()
        schedule(newsletter, None, by=SYSTEM)
        assert not freeze_some(newsletter.id)
        assert newsletter.recipients == 0


def test_who_was_sent_a_newsletter_that_had_begun_is_left_out(app: Flask, alba: Standing) -> None:
    first = _begun(app, alba, _the_list)
    assert _frozen(app, alba, first, lambda: None) == READERS
    with desk(app, alba):
        make_subscriber()
    second = _begun(app, alba, lambda: {"everybody": True, "without": {"newsletters": [str(first)]}})
    with desk(app, alba):
        freeze_some(second)
        assert db.session.get_one(Newsletter, second).recipients == 1
