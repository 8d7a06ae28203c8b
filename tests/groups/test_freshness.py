"""Facts kept fresh: the monthly mail and its link, flagging, "to be confirmed", the digest; nothing is ever closed."""

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.freshness_links import link_path
from ama_net.features.groups.models import Facilitator, FreshnessAsk, GroupPause, Status
from ama_net.features.groups.operations.freshness import (
    ask_facilitators,
    confirm_facts,
    unconfirm_silent,
)
from ama_net.features.groups.queries_freshness import question_counts
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import SUSPENDED
from tests.accounts.mails import Mail, mails
from tests.accounts.rows import account_row, audited
from tests.factories.facilitators import make_person, make_term
from tests.factories.groups import make_group, make_meeting, make_venue
from tests.groups.my_steps import (
    NOW,
    PAGE,
    At,
    at,
    facilitator,
    group_now,
    inside,
    prepare,
    sender,
    together,
)
from tests.support.cast import email_of, player
from tests.support.standing import Standing

OLD, VERY_OLD, RECENT = date(2026, 4, 1), date(2026, 1, 10), date(2026, 11, 10)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with at():
        yield


def _ask(app: Flask, standing: Standing) -> list[str]:
    with inside(app, standing):
        return ask_facilitators()


def _mail(app: Flask, standing: Standing, **values: Any) -> Mail:
    prepare(app, standing, **{"confirmed_on": OLD, **values})
    _ask(app, standing)
    return mails(app, standing)[-1]


def _gone(client: At, standing: Standing, path: str) -> list[int]:
    browser = client(standing.host)
    return [
        browser.get(path).status_code,
        *(browser.submit(f"{path}/{act}").status_code for act in ("giusto", "cambiato")),
    ]


def test_facilitators_are_asked_with_a_neutral_subject(app: Flask, alba: Standing) -> None:
    mail = _mail(app, alba)
    assert (mail.template, mail.to) == ("groups/freshness", email_of(alba, Role.FACILITATOR))
    assert mail.subject == "Una conferma per Alba"
    assert mail.path.startswith("/gruppi/conferma/")


def test_nobody_is_asked_twice_in_a_month(app: Flask, alba: Standing) -> None:
    _mail(app, alba)
    with at(NOW + timedelta(days=29)):
        assert _ask(app, alba) == []
    with at(NOW + timedelta(days=31)):
        assert _ask(app, alba) == ["Gruppo Alfa"]
    assert len(mails(app, alba)) == 2


def test_two_runs_at_once_send_one_mail(app: Flask, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=OLD)
    barrier, found = Barrier(2), []

    def run() -> None:
        with inside(app, alba):
            db.session.execute(select(1))
            barrier.wait()
            found.extend(ask_facilitators())

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, len(mails(app, alba))) == (["Gruppo Alfa"], 1)


@pytest.mark.parametrize(
    "values",
    [
        {"is_example": True},
        {"status": Status.SUSPENDED},
        {"status": Status.CLOSED},
        {"published": False},
        {"confirmed_on": RECENT},
    ],
)
def test_who_is_left_in_peace(app: Flask, alba: Standing, values: dict[str, Any]) -> None:
    prepare(app, alba, **{"confirmed_on": OLD, **values})
    assert (_ask(app, alba), mails(app, alba)) == ([], [])


@pytest.mark.parametrize(
    ("first", "last", "asked"),
    [
        (date(2026, 11, 1), None, []),
        (date(2026, 11, 1), date(2026, 11, 22), []),
        (date(2026, 11, 1), date(2026, 11, 21), ["Gruppo Alfa"]),
        (date(2026, 12, 1), None, ["Gruppo Alfa"]),
    ],
)
def test_group_in_a_pause_is_left_in_peace(
    app: Flask, alba: Standing, first: date, last: date | None, asked: list[str]
) -> None:
    prepare(app, alba, confirmed_on=VERY_OLD)
    with inside(app, alba):
        db.session.add(GroupPause(group_id=group_now(alba).id, first_day=first, last_day=last))
    assert _ask(app, alba) == asked
    with inside(app, alba):
        assert unconfirm_silent() == asked


def test_every_facilitator_with_an_address_is_asked(app: Flask, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=OLD)
    with inside(app, alba):
        make_term(group_now(alba), alba, Role.VOLUNTEER)
        make_term(group_now(alba), alba, make_person())
        make_term(group_now(alba), alba, Role.MEMBER, ended_on=date(2026, 11, 1))
    _ask(app, alba)
    assert {mail.to for mail in mails(app, alba)} == {email_of(alba, r) for r in (Role.FACILITATOR, Role.VOLUNTEER)}


def test_link_shows_and_does_not_act(app: Flask, client: At, alba: Standing) -> None:
    path = _mail(app, alba).path
    answers = [client(alba.host).get(path) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "mercoledì" in answers[0].text
    assert answers[0].headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    with inside(app, alba):
        assert group_now(alba).confirmed_on == OLD


def test_one_button_confirms_without_signing_in(app: Flask, client: At, alba: Standing) -> None:
    path = _mail(app, alba).path
    assert client(alba.host).submit(f"{path}/giusto").status_code == 200
    with inside(app, alba):
        assert group_now(alba).confirmed_on == today()
        assert db.session.scalars(select(FreshnessAsk.answer)).one() == "right"
    assert audited(app, alba) == ["group.confirmed"]


def test_group_to_be_confirmed_is_active_again(app: Flask, client: At, alba: Standing) -> None:
    path = _mail(app, alba, status=Status.UNCONFIRMED).path
    client(alba.host).submit(f"{path}/giusto")
    with inside(app, alba):
        assert group_now(alba).status == Status.ACTIVE


@pytest.mark.parametrize("status", [Status.STARTING, Status.SUSPENDED])
def test_confirming_leaves_other_states_alone(app: Flask, alba: Standing, status: Status) -> None:
    prepare(app, alba, status=status, confirmed_on=OLD)
    with inside(app, alba):
        group = group_now(alba)
        confirm_facts(group, by=SYSTEM)
        assert (group.status, group.confirmed_on) == (status, today())


def test_two_taps_at_once_are_one_confirmation(app: Flask, client: At, alba: Standing) -> None:
    path = _mail(app, alba).path
    taps = [sender(client(alba.host), f"{path}/giusto") for _ in range(2)]
    taps += [sender(facilitator(client, alba), f"{PAGE}/conferma") for _ in range(2)]
    assert together(*taps) == [200, 200, 303, 303]
    assert audited(app, alba) == ["group.confirmed"]


def test_something_changed_is_told_to_the_secretariat_once(app: Flask, client: At, alba: Standing) -> None:
    path = _mail(app, alba).path
    answers = [client(alba.host).submit(f"{path}/cambiato") for _ in range(2)]
    told = [mail for mail in mails(app, alba) if mail.template == "groups/freshness_changed"]
    assert ([answer.status_code for answer in answers], len(told)) == ([200, 200], 1)
    assert "Gruppo Alfa" not in told[0].subject
    assert f"next={PAGE}" in answers[0].text
    with inside(app, alba):
        assert (group_now(alba).confirmed_on, question_counts()["changed"]) == (OLD, 1)


def test_confirming_settles_what_had_changed(app: Flask, client: At, alba: Standing) -> None:
    path = _mail(app, alba).path
    client(alba.host).submit(f"{path}/cambiato")
    client(alba.host).submit(f"{path}/giusto")
    with inside(app, alba):
        assert question_counts()["changed"] == 0


def test_protected_group_tells_neither_place_nor_hour_without_signing_in(
    app: Flask, client: At, alba: Standing
) -> None:
    with inside(app, alba):
        venue = make_venue("Sala segreta")
        group = make_group(hides_place=True, venue_id=venue.id, confirmed_on=OLD)
        make_meeting(group)
        make_term(group, alba, Role.FACILITATOR)
    _ask(app, alba)
    mail = mails(app, alba)[-1]
    page = client(alba.host).get(mail.path).text
    words = ("Sala segreta", "mercoledì", "18:00")
    assert [word in text for text in (page, mail.text) for word in words] == [False] * 6


def test_link_ends_with_the_term(app: Flask, client: At, alba: Standing) -> None:
    path = _mail(app, alba).path
    with inside(app, alba):
        db.session.scalars(select(Facilitator)).one().ended_on = today()
    assert _gone(client, alba, path) == [410] * 3


def test_link_is_over_after_six_weeks(app: Flask, client: At, alba: Standing) -> None:
    path = _mail(app, alba).path
    with at(NOW + timedelta(days=44)):
        assert client(alba.host).get(path).status_code == 200
    with at(NOW + timedelta(days=46)):
        assert _gone(client, alba, path) == [410] * 3


def test_link_is_nothing_at_the_other_association(app: Flask, client: At, alba: Standing, brig: Standing) -> None:
    assert _gone(client, brig, _mail(app, alba).path) == [410] * 3


@pytest.mark.parametrize(
    "change", [lambda path: path[:-3] + "abc", lambda path: path + "x", lambda path: "/gruppi/conferma/niente"]
)
def test_altered_link_is_nothing(app: Flask, client: At, alba: Standing, change: Any) -> None:
    assert client(alba.host).get(change(_mail(app, alba).path)).status_code == 410


def test_link_of_a_closed_group_is_over(app: Flask, client: At, alba: Standing) -> None:
    path = _mail(app, alba).path
    with inside(app, alba):
        group_now(alba).status = Status.CLOSED
    assert _gone(client, alba, path) == [410] * 3


def test_link_signs_nobody_in(app: Flask, client: At, alba: Standing) -> None:
    path, browser = _mail(app, alba).path, client(alba.host)
    browser.submit(f"{path}/giusto")
    assert browser.get(PAGE).status_code == 302


def test_one_tap_in_the_personal_area_confirms(app: Flask, client: At, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=OLD)
    browser = facilitator(client, alba)
    assert [browser.submit(f"{PAGE}/conferma").status_code for _ in range(2)] == [303, 303]
    with inside(app, alba):
        assert group_now(alba).confirmed_on == today()
    assert audited(app, alba) == ["group.confirmed"]


def test_two_facilitators_have_links_of_their_own(app: Flask, alba: Standing) -> None:
    prepare(app, alba, confirmed_on=OLD)
    with inside(app, alba):
        other = make_term(group_now(alba), alba, Role.VOLUNTEER)
        mine = db.session.scalars(select(Facilitator).where(Facilitator.id != other.id)).one()
        assert link_path(mine) != link_path(other)
        assert mine.person_id == player(alba, Role.FACILITATOR).person_id


def test_who_may_not_sign_in_is_neither_asked_nor_let_in_by_an_old_link(app: Flask, client: At, alba: Standing) -> None:
    path = _mail(app, alba).path
    with account_row(app, alba, Role.FACILITATOR) as account:
        account.status = SUSPENDED
    assert _gone(client, alba, path) == [410] * 3
    with at(NOW + timedelta(days=31)):
        _ask(app, alba)
    assert len(mails(app, alba)) == 1
