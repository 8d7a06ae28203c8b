"""The same group listed by two associations: found, proposed to both, shown once when both say so, and again when not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from ama_net.across.network.tasks import find_pairs as nightly
from ama_net.features.groups.models import Group
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.directory import Listing, SearchQuery, search_listing
from ama_net.kernel.directory.pairs import answer_pair, find_pairs, in_the_portal, my_pairs
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import FERRARA, make_group, make_venue
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]


def _in(tenant: Standing, work: Callable[[], Any]) -> Any:
    with tenant_scope(tenant.id), unit_of_work():
        return work()


def _add(tenant: Standing, name: str = "Stella", **values: Any) -> UUID:
    return _in(tenant, lambda: make_group(name, **values).id)  # type: ignore[no-any-return]


def _pairs(tenant: Standing) -> list[UUID]:
    return _in(tenant, lambda: (find_pairs(), [pair.id for pair in my_pairs()])[1])  # type: ignore[no-any-return]


def _say(tenant: Standing, pair: UUID, *, same: bool) -> bool:
    return _in(tenant, lambda: answer_pair(pair, same=same, by=SYSTEM))  # type: ignore[no-any-return]


def _portal(typed: str = "") -> list[str]:
    rows = search_listing(SearchQuery(text=typed)).rows
    feed = set(db.session.scalars(select(Listing.group_id).where(in_the_portal())))
    db.session.rollback()
    if not typed:
        assert feed == {row.group_id for row in rows}
    return [f"{row.tenant_slug}:{row.name}" for row in rows]


@pytest.fixture
def twice(app: Flask, alba: Standing, brig: Standing) -> Any:
    """Stella in both associations, Brig's confirmed later; the pair that comes of it."""
    with app.app_context():
        _add(alba, confirmed_on=date(2026, 1, 1))
        _add(brig, confirmed_on=date(2026, 2, 1))
        (pair,) = _pairs(alba)
        yield pair


def _joined(pair: UUID, *tenants: Standing) -> None:
    for tenant in tenants:
        assert _say(tenant, pair, same=True)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("Gruppo AMA Stella", "Stella", 1),
        ("Stella", "STÈLLA", 1),
        ("Stella", "Luna", 0),
        ("Stella del mattino", "Stella della sera", 0),
    ],
)
def test_groups_of_one_town_with_one_name_are_proposed(
    app: Flask, alba: Standing, brig: Standing, one: str, other: str, found: int
) -> None:
    with app.app_context():
        _add(alba, one)
        _add(brig, other)
        assert len(_pairs(alba)) == found


def test_groups_of_one_address_with_similar_names_are_proposed(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        for tenant, name, address in (
            (alba, "Giocatori Anonimi Dickens", "via Dickens 3"),
            (brig, "Giocatori Dickens", "Via Dickens 3"),
        ):
            _in(tenant, lambda n=name, a=address: make_group(n, venue_id=make_venue(n, address=a).id))
        assert len(_pairs(brig)) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"municipality_code": FERRARA},
        {"in_portal": False},
        {"published": False},
        {"hides_place": True},
        {"is_example": True},
        {"kind": "service"},
    ],
)
def test_what_is_elsewhere_or_not_in_the_portal_is_no_pair(
    app: Flask, alba: Standing, brig: Standing, values: dict[str, Any]
) -> None:
    with app.app_context():
        _add(alba)
        _add(brig, **values)
        assert (_pairs(alba), _pairs(brig)) == ([], [])


def test_both_associations_see_the_pair_and_nobody_else_does(
    app: Flask, alba: Standing, brig: Standing, twice: UUID
) -> None:
    assert (_pairs(brig), _pairs(alba)) == ([twice], [twice])
    with tenant_scope(UUID(int=7)):
        assert my_pairs() == []
    db.session.rollback()
    assert my_pairs() == []


def test_one_yes_is_not_enough(app: Flask, alba: Standing, twice: UUID) -> None:
    _joined(twice, alba)
    assert _portal() == ["alba:Stella", "brig:Stella"] or _portal() == ["brig:Stella", "alba:Stella"]


def test_joined_groups_stand_once_in_finder_counts_and_feeds(
    app: Flask, alba: Standing, brig: Standing, twice: UUID
) -> None:
    assert len(_portal()) == 2
    _joined(twice, alba, brig)
    assert _portal() == ["brig:Stella"]  # confirmed later
    assert search_listing(SearchQuery()).counts["municipality"] == {"037006": 1}


def test_each_association_keeps_its_own_entry(app: Flask, alba: Standing, brig: Standing, twice: UUID) -> None:
    _joined(twice, alba, brig)
    for tenant in (alba, brig):
        assert search_listing(SearchQuery(tenant_id=tenant.id)).total == 1


def test_same_day_of_confirmation_shows_the_older_entry(
    app: Flask, alba: Standing, brig: Standing, twice: UUID
) -> None:
    def confirm() -> None:
        db.session.execute(select(Group)).scalar_one().confirmed_on = date(2026, 2, 1)

    _in(alba, confirm)
    _joined(twice, alba, brig)
    assert _portal() == ["alba:Stella"]


def test_portal_page_names_both(app: Flask, client: Client, alba: Standing, brig: Standing, twice: UUID) -> None:
    _joined(twice, alba, brig)
    page = client("localhost").get("/").text
    assert page.count('class="card"') == 1
    assert 'anche presso <a class="above" href="http://alba.localhost:8000/gruppi/stella">' in page


@pytest.mark.parametrize("changed", ["answer", "withdrawn", "out of the portal", "gone", "protected"])
def test_both_show_again_when_one_takes_it_back(
    app: Flask, alba: Standing, brig: Standing, twice: UUID, changed: str
) -> None:
    _joined(twice, alba, brig)
    assert _portal() == ["brig:Stella"]

    def change() -> None:
        group = db.session.execute(select(Group)).scalar_one()
        if changed == "gone":
            db.session.delete(group)
        else:
            group.published, group.in_portal = changed != "withdrawn", changed != "out of the portal"

    if changed in {"answer", "protected"}:
        if changed == "answer":
            _say(brig, twice, same=False)
        else:  # its twin would tell where it meets
            _in(brig, lambda: setattr(db.session.execute(select(Group)).scalar_one(), "hides_place", True))
            assert _in(alba, my_pairs) == []
        assert sorted(_portal()) == ["alba:Stella", "brig:Stella"]
    else:
        _in(brig, change)
        assert _portal() == ["alba:Stella"]


def test_pair_of_a_group_that_is_gone_is_forgotten(app: Flask, alba: Standing, brig: Standing, twice: UUID) -> None:
    _joined(twice, alba, brig)
    _in(brig, lambda: db.session.delete(db.session.execute(select(Group)).scalar_one()))
    assert _pairs(alba) == []


def test_answers_stay_when_pairs_are_looked_for_again(app: Flask, alba: Standing, twice: UUID) -> None:
    _say(alba, twice, same=False)
    assert _in(alba, lambda: (find_pairs(), [pair.my_answer for pair in my_pairs()])[1]) == [False]


def test_pair_no_longer_alike_goes_when_nobody_answered(
    app: Flask, alba: Standing, brig: Standing, twice: UUID
) -> None:
    _in(brig, lambda: setattr(db.session.execute(select(Group)).scalar_one(), "name", "Cometa"))
    assert _pairs(alba) == []


def test_group_of_three_associations_leads_to_the_one_shown(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        _add(alba, "Stella", confirmed_on=date(2026, 1, 1))
        _add(brig, "Stella", confirmed_on=date(2026, 2, 1))
        _add(alba, "Gruppo Stella", slug="stella-2", confirmed_on=date(2026, 3, 1))
        for pair in _pairs(alba):
            _joined(pair, alba, brig)
        result = search_listing(SearchQuery())
        also = {double.slug for doubles in result.also.values() for double in doubles}
        assert ([row.name for row in result.rows], also) == (["Gruppo Stella"], {"stella"})


def test_answers_given_at_once_join(app: Flask, alba: Standing, brig: Standing, twice: UUID) -> None:
    db.session.remove()

    def say(tenant: Standing) -> bool:
        with app.app_context():
            return _say(tenant, twice, same=True)

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(say, (alba, brig))) == [True, True]
    assert _portal() == ["brig:Stella"]


def test_pairs_looked_for_at_once_are_written_once(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        for number in range(10):
            _add(alba, f"Stella {number}")
            _add(brig, f"Stella {number}")

    def look(tenant: Standing) -> int:
        with app.app_context():
            return len(_pairs(tenant))

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(look, (alba, brig))) == [10, 10]


def test_another_association_cannot_answer(app: Flask, alba: Standing, twice: UUID) -> None:
    with tenant_scope(UUID(int=7)), unit_of_work():
        assert not answer_pair(twice, same=True, by=SYSTEM)
    with unit_of_work():
        assert db.session.execute(select(func.network.answer_pair(twice, True))).scalar() is None


def test_runtime_role_cannot_read_or_write_the_pairs(app: Flask, twice: UUID) -> None:
    allowed = db.session.execute(
        text("SELECT has_table_privilege('network.pairs', 'SELECT') OR has_table_privilege('network.pairs', 'UPDATE')")
    ).scalar()
    assert allowed is False


def test_nightly_job_looks_in_every_association(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        _add(alba)
        _add(brig)
        db.session.remove()
        nightly()
        assert len(_in(brig, my_pairs)) == 1


def test_office_sees_both_sides_and_answers(secretary: Browser, twice: UUID, alba: Standing) -> None:
    page = secretary.get("/manage/gruppi/doppioni").text
    assert page.count("/gruppi/stella") == 2
    answer = secretary.submit(f"/manage/gruppi/doppioni/{twice}/risposta", {"risposta": "uguali"})
    assert (answer.status_code, answer.location) == (303, "/manage/gruppi/doppioni")
    assert "manca quella di" in secretary.get("/manage/gruppi/doppioni").text
    assert [pair.my_answer for pair in _in(alba, my_pairs)] == [True]


def test_office_looks_for_pairs_on_demand(app: Flask, secretary: Browser, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        _add(alba)
        _add(brig)
    assert "Nessun gruppo in comune" in secretary.get("/manage/gruppi/doppioni").text
    assert secretary.submit("/manage/gruppi/doppioni/ricerca").status_code == 303
    page = secretary.get("/manage/gruppi/doppioni").text
    assert "Un gruppo aspetta una risposta." in page
    assert "Stella" in page


@pytest.mark.parametrize(("data", "status"), [({}, 400), ({"risposta": "boh"}, 400)])
def test_rubbish_for_an_answer_is_refused(secretary: Browser, twice: UUID, data: dict[str, str], status: int) -> None:
    assert secretary.submit(f"/manage/gruppi/doppioni/{twice}/risposta", data).status_code == status


def test_answer_to_no_pair_is_not_there(secretary: Browser) -> None:
    answer = secretary.submit(f"/manage/gruppi/doppioni/{UUID(int=9)}/risposta", {"risposta": "uguali"})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.BOARD, Role.EDITOR, Role.FACILITATOR, Role.MEMBER])
def test_others_do_not_see_the_page(client: Client, alba: Standing, role: Role) -> None:
    assert sign_in(client(alba.host), alba, role).get("/manage/gruppi/doppioni").status_code == 404


def test_page_asks_the_same_number_of_questions_for_one_pair_and_for_five(
    app: Flask, secretary: Browser, alba: Standing, brig: Standing, twice: UUID
) -> None:
    secretary.get("/manage/gruppi/doppioni")
    with count_queries() as one:
        secretary.get("/manage/gruppi/doppioni")
    for number in range(4):
        _add(alba, f"Luna {number}")
        _add(brig, f"Luna {number}")
    assert len(_pairs(alba)) == 5
    with count_queries() as five:
        secretary.get("/manage/gruppi/doppioni")
    assert len(five) == len(one)
