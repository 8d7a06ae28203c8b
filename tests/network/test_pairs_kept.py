"""An answer about a pair holds for what it was given about: nobody is joined to what the other wrote afterwards."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import Group, Kind
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.directory import Listing, SearchQuery, search_listing
from ama_net.kernel.directory.pairs import answer_pair, find_pairs, in_the_portal, my_pairs
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import BOLOGNA, FERRARA, make_group
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

EARLIER, LATER = date(2026, 1, 1), date(2026, 2, 1)


def _in(tenant: Standing, work: Callable[[], Any]) -> Any:
    with tenant_scope(tenant.id), unit_of_work():
        return work()


def _answer(tenant: Standing, pair: UUID, *, same: bool = True) -> bool:
    return _in(tenant, lambda: answer_pair(pair, same=same, by=SYSTEM))  # type: ignore[no-any-return]


def _answers(tenant: Standing, *, look: bool) -> list[tuple[bool | None, bool | None, bool]]:
    def read() -> list[tuple[bool | None, bool | None, bool]]:
        if look:
            find_pairs()
        return [(pair.my_answer, pair.their_answer, pair.outdated) for pair in my_pairs()]

    return _in(tenant, read)  # type: ignore[no-any-return]


def _rewrite(tenant: Standing, **values: Any) -> None:
    def write() -> None:
        group = db.session.execute(select(Group)).scalar_one()
        for name, value in values.items():
            setattr(group, name, value)

    _in(tenant, write)


def _portal() -> list[str]:
    """What the finder shows, which the feeds show too."""
    found = {row.group_id for row in search_listing(SearchQuery()).rows}
    feed = db.session.scalars(select(Listing).where(in_the_portal())).all()
    shown = sorted(f"{row.tenant_slug}:{row.name}" for row in feed)
    assert found == {row.group_id for row in feed if row.kind == Kind.GROUP}  # the search begins with these
    db.session.rollback()
    return shown


@pytest.fixture
def joined(app: Flask, alba: Standing, brig: Standing) -> Any:
    """Stella of both associations, joined; Alba's is shown."""
    with app.app_context():
        _in(alba, lambda: make_group("Stella", confirmed_on=LATER))
        _in(brig, lambda: make_group("Stella", confirmed_on=EARLIER))
        (pair,) = _in(alba, lambda: (find_pairs(), [pair.id for pair in my_pairs()])[1])
        assert _answer(alba, pair)
        assert _answer(brig, pair)
        assert _portal() == ["alba:Stella"]
        yield pair


@pytest.mark.parametrize("look", [False, True])
@pytest.mark.parametrize(
    "values", [{"name": "Setta del Sole"}, {"municipality_code": FERRARA}, {"kind": "service"}, {"name": "Stellata"}]
)
def test_entry_rewritten_after_the_answers_takes_nobodys_place(
    app: Flask, alba: Standing, brig: Standing, joined: UUID, values: dict[str, Any], look: bool
) -> None:
    _rewrite(brig, **values, confirmed_on=date(2026, 3, 1))
    if look:
        _in(brig, find_pairs)
    assert "alba:Stella" in _portal()


@pytest.mark.parametrize("values", [{"name": "Gruppo AMA Stèlla"}, {"description": "Parole"}, {"entry": "open"}])
def test_what_leaves_it_the_same_group_leaves_it_joined(
    app: Flask, brig: Standing, joined: UUID, values: dict[str, Any]
) -> None:
    _rewrite(brig, **values)
    _in(brig, find_pairs)
    assert _portal() == ["alba:Stella"]


def test_pair_no_longer_alike_is_forgotten_with_its_answers(
    app: Flask, alba: Standing, brig: Standing, joined: UUID
) -> None:
    _rewrite(brig, name="Setta del Sole")
    assert _answers(alba, look=True) == []


@pytest.mark.parametrize("look", [False, True])
def test_both_are_asked_again_about_a_pair_still_alike(
    app: Flask, alba: Standing, brig: Standing, joined: UUID, look: bool
) -> None:
    for tenant in (alba, brig):
        _rewrite(tenant, name="Luna")
    assert _answers(alba, look=look) == [(None, None, True)]
    assert _portal() == ["alba:Luna", "brig:Luna"]
    _answer(brig, joined)
    assert _answers(alba, look=look) == [(None, True, True)]
    _answer(alba, joined)
    assert (_answers(alba, look=look), _portal()) == ([(True, True, False)], ["alba:Luna"])


def test_name_taken_back_after_the_search_does_not_join_again(
    app: Flask, alba: Standing, brig: Standing, joined: UUID
) -> None:
    _rewrite(brig, municipality_code=FERRARA)
    _in(alba, find_pairs)
    _rewrite(brig, municipality_code=BOLOGNA)
    assert _answers(alba, look=True) == [(None, None, False)]
    assert _portal() == ["alba:Stella", "brig:Stella"]


def test_answers_about_different_things_join_nothing(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        for tenant in (alba, brig):
            _in(tenant, lambda: make_group("Stella"))
        (pair,) = _in(alba, lambda: (find_pairs(), [pair.id for pair in my_pairs()])[1])
        _answer(alba, pair)
        _rewrite(brig, name="Setta del Sole")
        _answer(brig, pair)
        assert _portal() == ["alba:Stella", "brig:Setta del Sole"]


def test_withdrawn_for_a_while_and_the_same_again_is_still_joined(app: Flask, brig: Standing, joined: UUID) -> None:
    _rewrite(brig, published=False)
    _in(brig, find_pairs)
    _rewrite(brig, published=True)
    assert _portal() == ["alba:Stella"]


def test_no_answer_about_a_group_that_is_withdrawn(app: Flask, alba: Standing, brig: Standing, joined: UUID) -> None:
    _rewrite(brig, published=False)
    assert _answer(alba, joined, same=False) is False


def test_office_is_told_that_the_answer_was_about_an_earlier_form(
    client: Callable[[str], Browser], alba: Standing, brig: Standing, joined: UUID
) -> None:
    secretary = sign_in(client(alba.host), alba, Role.SECRETARY)
    told = "la risposta riguardava il gruppo com"
    assert told not in secretary.get("/manage/gruppi/doppioni").text
    _rewrite(brig, name="Setta del Sole")
    page = secretary.get("/manage/gruppi/doppioni").text
    assert (told in page, "Uniti:" in page) == (True, False)
