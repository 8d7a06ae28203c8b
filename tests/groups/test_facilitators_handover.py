"""Passing one's own group to another facilitator: nothing changes until the other accepts, then all of it at once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import Facilitator, FacilitatorHandover
from ama_net.features.groups.operations.facilitators import Overtaken, TermFacts, WrongTerm, change_term, end_term
from ama_net.features.groups.operations.handovers import accept_handover
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from tests.accounts.mails import mails
from tests.accounts.rows import audited
from tests.factories.facilitators import make_term
from tests.factories.groups import make_group
from tests.groups.my_steps import PAGE, At, at, facilitator, group_now, inside, prepare, sender, together
from tests.support.cast import email_of, player, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

OFFER, MINE = f"{PAGE}/passaggio", "/my/gruppi"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with at():
        yield


def _prepare(app: Flask, standing: Standing) -> dict[str, str]:
    """Franca keeps Alfa, Vito keeps Beta; the form that offers Alfa to Vito."""
    prepare(app, standing)
    with inside(app, standing):
        make_term(make_group("Gruppo Beta"), standing, Role.VOLUNTEER)
        return {"person_id": str(player(standing, Role.VOLUNTEER).person_id)}


def _vito(client: At, standing: Standing) -> Browser:
    return sign_in(client(standing.host), standing, Role.VOLUNTEER)


def _answer_path(app: Flask, standing: Standing, act: str) -> str:
    with inside(app, standing):
        return f"{MINE}/passaggi/{db.session.scalars(select(FacilitatorHandover.id)).one()}/{act}"


def _offered(app: Flask, client: At, standing: Standing, act: str) -> str:
    form = _prepare(app, standing)
    assert facilitator(client, standing).submit(OFFER, form).status_code == 303
    return _answer_path(app, standing, act)


def _opens(client: At, standing: Standing) -> list[int]:
    return [facilitator(client, standing).get(PAGE).status_code, _vito(client, standing).get(PAGE).status_code]


def test_offer_changes_nothing_and_is_told(app: Flask, client: At, alba: Standing) -> None:
    _offered(app, client, alba, "accettazione")
    assert _opens(client, alba) == [200, 404]
    told = [(mail.template, mail.to) for mail in mails(app, alba)]
    assert told == [("groups/handover_asked", email_of(alba, Role.VOLUNTEER))]
    assert "Gruppo Alfa" not in mails(app, alba)[0].text
    assert "Ti propongono «Gruppo Alfa»" in _vito(client, alba).get(MINE).text


def test_accepting_ends_one_term_and_begins_the_other(app: Flask, client: At, alba: Standing) -> None:
    path = _offered(app, client, alba, "accettazione")
    answer = _vito(client, alba).submit(path)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert _opens(client, alba) == [404, 200]
    with inside(app, alba):
        terms = select(Facilitator).where(Facilitator.group_id == group_now(alba).id).order_by(Facilitator.created_at)
        days = [(one.started_on, one.ended_on) for one in db.session.scalars(terms)]
    assert sorted(days, key=str) == [(date(2026, 1, 7), today()), (today(), None)]
    told = {(mail.template, mail.to) for mail in mails(app, alba)}
    assert ("groups/handover_answered", email_of(alba, Role.FACILITATOR)) in told
    assert {template for template, _to in told} >= {"groups/handover_done"}
    assert audited(app, alba) == [
        "facilitator.handover_asked",
        "facilitator.ended",
        "facilitator.added",
        "account.roles_changed",
    ]


def test_declining_leaves_the_group_and_tells(app: Flask, client: At, alba: Standing) -> None:
    path = _offered(app, client, alba, "rifiuto")
    assert _vito(client, alba).submit(path).status_code == 303
    assert _opens(client, alba) == [200, 404]
    assert mails(app, alba)[-1].to == email_of(alba, Role.FACILITATOR)


def test_withdrawn_offer_cannot_be_accepted(app: Flask, client: At, alba: Standing) -> None:
    path = _offered(app, client, alba, "accettazione")
    assert facilitator(client, alba).submit(f"{OFFER}/ritiro").status_code == 303
    assert _vito(client, alba).submit(path).status_code == 404
    assert _opens(client, alba) == [200, 404]


def test_only_who_was_asked_answers(app: Flask, client: At, alba: Standing, brig: Standing) -> None:
    path = _offered(app, client, alba, "accettazione")
    browsers = [facilitator(client, alba), sign_in(client(alba.host), alba, Role.SECRETARY), facilitator(client, brig)]
    assert [browser.submit(path).status_code for browser in browsers] == [404] * 3
    assert _opens(client, alba) == [200, 404]


def test_one_offer_at_a_time(app: Flask, client: At, alba: Standing) -> None:
    form = _prepare(app, alba)
    taps = [sender(facilitator(client, alba), OFFER, form) for _ in range(3)]
    assert together(*taps) == [303] * 3
    assert [mail.template for mail in mails(app, alba)] == ["groups/handover_asked"]


def test_accepting_and_withdrawing_at_once_ends_one_way(app: Flask, client: At, alba: Standing) -> None:
    path = _offered(app, client, alba, "accettazione")
    together(sender(_vito(client, alba), path), sender(facilitator(client, alba), f"{OFFER}/ritiro"))
    assert _opens(client, alba) in ([404, 200], [200, 404])


def test_accepting_twice_at_once_makes_one_term(app: Flask, client: At, alba: Standing) -> None:
    path = _offered(app, client, alba, "accettazione")
    answers = together(*(sender(_vito(client, alba), path) for _ in range(2)))
    assert set(answers) <= {303, 404}
    with inside(app, alba):
        open_ones = select(Facilitator).where(
            Facilitator.group_id == group_now(alba).id, Facilitator.ended_on.is_(None)
        )
        assert len(db.session.scalars(open_ones).all()) == 1


def test_offer_ends_with_the_term(app: Flask, client: At, alba: Standing) -> None:
    path = _offered(app, client, alba, "accettazione")
    with inside(app, alba):
        base = f"/manage/gruppi/{group_now(alba).id}/facilitatori"
        mine = select(Facilitator.id).where(Facilitator.group_id == group_now(alba).id)
        term = db.session.scalars(mine).one()
    sign_in(client(alba.host), alba, Role.SECRETARY).submit(f"{base}/{term}/fine")
    assert _vito(client, alba).submit(path).status_code == 404


@pytest.mark.parametrize("person_id", ["", "io", "00000000-0000-0000-0000-000000000000"])
def test_who_is_no_fellow_cannot_be_offered_it(app: Flask, client: At, alba: Standing, person_id: str) -> None:
    _prepare(app, alba)
    assert facilitator(client, alba).submit(OFFER, {"person_id": person_id}).status_code == 422


def test_members_and_people_of_the_other_association_are_no_fellows(
    app: Flask, client: At, alba: Standing, brig: Standing
) -> None:
    _prepare(app, alba)
    _prepare(app, brig)
    with inside(app, alba):
        member = str(player(alba, Role.MEMBER).person_id)
    with inside(app, brig):
        theirs = str(player(brig, Role.VOLUNTEER).person_id)
    answers = [facilitator(client, alba).submit(OFFER, {"person_id": one}).status_code for one in (member, theirs)]
    assert answers == [422, 422]


def _second_term(standing: Standing) -> Facilitator:
    mine = select(Facilitator).where(Facilitator.person_id == player(standing, Role.VOLUNTEER).person_id)
    return db.session.scalars(mine).one()


def test_offers_to_who_keeps_no_group_any_more_are_withdrawn(app: Flask, client: At, alba: Standing) -> None:
    path = _offered(app, client, alba, "accettazione")
    with inside(app, alba):
        end_term(_second_term(alba), by=SYSTEM)
    assert _vito(client, alba).submit(path).status_code == 404
    assert _opens(client, alba) == [200, 404]


def test_old_offer_is_not_taken_by_who_keeps_no_group_any_more(app: Flask, client: At, alba: Standing) -> None:
    _offered(app, client, alba, "accettazione")
    with inside(app, alba):
        _second_term(alba).ended_on = today()
        db.session.flush()
        with pytest.raises(Overtaken):
            accept_handover(db.session.scalars(select(FacilitatorHandover)).one(), by=SYSTEM)


def test_who_is_to_begin_already_cannot_take_it_over_as_well(app: Flask, client: At, alba: Standing) -> None:
    path = _offered(app, client, alba, "accettazione")
    with inside(app, alba):
        make_term(group_now(alba), alba, Role.VOLUNTEER, started_on=today() + timedelta(days=10))
    assert _vito(client, alba).submit(path).status_code == 303
    assert _opens(client, alba)[0] == 200


def test_office_cannot_pass_it_to_who_is_to_begin_already(app: Flask, client: At, alba: Standing) -> None:
    form = _prepare(app, alba)
    with inside(app, alba):
        base = f"/manage/gruppi/{group_now(alba).id}/facilitatori"
        term = db.session.scalars(select(Facilitator.id).where(Facilitator.group_id == group_now(alba).id)).one()
        make_term(group_now(alba), alba, Role.VOLUNTEER, started_on=today() + timedelta(days=10))
    office = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert office.submit(f"{base}/{term}/passaggio", form).status_code == 303
    assert "non è cambiato nulla" in office.get(base).text


def test_corrected_term_does_not_overlap_another_of_the_same_person(app: Flask, alba: Standing) -> None:
    prepare(app, alba)
    with inside(app, alba):
        days = {"started_on": today() - timedelta(days=90), "ended_on": today() - timedelta(days=60)}
        make_term(group_now(alba), alba, Role.VOLUNTEER, **days)
        later = make_term(group_now(alba), alba, Role.VOLUNTEER, started_on=today() - timedelta(days=30))
        with pytest.raises(WrongTerm):
            change_term(later, TermFacts(today() - timedelta(days=70)), by=SYSTEM)


def test_who_has_nobody_to_offer_it_to_is_told_how_to_reach_the_secretariat(
    app: Flask, client: At, alba: Standing
) -> None:
    prepare(app, alba)
    page = facilitator(client, alba).get(OFFER).text
    found = page.partition("non c'è ancora nessuno")[2] or page.partition("non c&#39;è ancora nessuno")[2]
    assert 'class="contacts"' in found.partition("</main>")[0]
