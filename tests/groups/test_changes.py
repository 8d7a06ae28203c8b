"""Something is wrong on a group's page: the public says it, the office sees the difference and accepts it."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import ChangeRequest, ChangeState, Group, GroupRevision, Status
from ama_net.features.groups.operations.changes import KEEP_DAYS, AlreadyDecided, accept_change, empty_old_changes
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.access.actor import SYSTEM
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import FERRARA, make_group, make_meeting, make_venue
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

Client = Callable[[str], Browser]
PAGE = "/gruppi/gruppo-alfa/segnala"


@pytest.fixture
def secretary(client: Client, alba: Standing) -> Browser:
    browser = client(alba.host)
    sign_in(browser, alba, Role.SECRETARY)
    return browser


@pytest.fixture
def alfa(fill: Any) -> UUID:
    """A group of Wednesdays at six in a venue of Bologna."""

    def make() -> UUID:
        group = make_group(venue_id=make_venue().id)
        make_meeting(group)
        return group.id

    return fill(make)  # type: ignore[no-any-return]


def _as_it_is(**values: str) -> dict[str, str]:
    """The form as it is shown, with some fields changed."""
    plain = {
        "weekday": "3",
        "starts": "18:00",
        "ends": "",
        "frequency": "weekly",
        "month_week": "",
        "venue_name": "Casa della comunità",
        "venue_address": "via delle Prove 1",
        "town": "Bologna (BO)",
        "mode": "in_person",
        "entry": "unknown",
        "organisation": "",
        "words": "",
        "contact": "",
        "second_name": "",
        "form_key": new_token(),
    }
    return {**plain, **values}


def _changes(fill: Any) -> list[Any]:
    names = ("id", "proposed", "state", "words_sealed", "contact_sealed")

    def read() -> list[Any]:
        found = db.session.scalars(select(ChangeRequest).order_by(ChangeRequest.id))
        return [SimpleNamespace(**{name: getattr(one, name) for name in names}) for one in found]

    return fill(read)  # type: ignore[no-any-return]


def _undo(secretary: Browser) -> None:
    found = re.search(r"/manage/undo/[0-9a-f-]{36}", secretary.get("/manage/gruppi/segnalazioni").text)
    assert found is not None
    secretary.submit(found[0])


def _propose(citizen: Browser, **values: str) -> None:
    assert citizen.submit(PAGE, _as_it_is(**values)).status_code == 303


def test_page_links_to_its_corrections(citizen: Browser, alfa: UUID) -> None:
    assert citizen.get(PAGE).status_code == 200


def test_correction_keeps_only_what_differs(citizen: Browser, alfa: UUID, fill: Any) -> None:
    _propose(citizen, starts="20:30", weekday="4")
    (change,) = _changes(fill)
    assert (change.proposed, change.state) == (
        {"when": {"weekday": 4, "starts": "20:30", "ends": None, "frequency": "weekly", "month_week": None}},
        "new",
    )


def test_week_of_the_month_is_asked_and_may_be_unknown(citizen: Browser, alfa: UUID, fill: Any) -> None:
    refused = citizen.submit(PAGE, _as_it_is(frequency="monthly"))
    assert (refused.status_code, "Scegli quale del mese" in refused.text) == (422, True)
    assert citizen.submit(PAGE, _as_it_is(frequency="monthly", month_week="0")).status_code == 303
    proposed = fill(lambda: db.session.scalars(select(ChangeRequest.proposed)).one())
    assert (proposed["when"]["frequency"], proposed["when"]["month_week"]) == ("monthly", None)


def test_correction_that_corrects_nothing_is_refused(citizen: Browser, alfa: UUID, fill: Any) -> None:
    answer = citizen.submit(PAGE, _as_it_is())
    assert (answer.status_code, "Correggi almeno un dato" in answer.text, _changes(fill)) == (422, True, [])


def test_words_alone_are_enough_and_are_sealed(citizen: Browser, alfa: UUID, fill: Any) -> None:
    _propose(citizen, words="Il citofono non funziona", contact="chi@posta.example")
    kept = fill(
        lambda: [
            (one.words, one.contact, b"citofono" in one.words_sealed, one.proposed)
            for one in db.session.scalars(select(ChangeRequest))
        ]
    )
    assert kept == [("Il citofono non funziona", "chi@posta.example", False, {})]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("ends", "17:00", "Finisce prima di cominciare"),
        ("town", "Paperopoli", "Questo comune non c&#39;è"),
        ("contact", "nessuno", ""),
        ("starts", "alle sei", "Scrivi l&#39;ora come 18:30"),
        ("weekday", "9", "Scegli una delle voci"),
        ("entry", "finestra", "Scegli una delle voci"),
        ("words", "x" * 1001, "troppo lungo"),
    ],
)
def test_bad_input_is_said_beside_the_field(
    citizen: Browser, alfa: UUID, fill: Any, field: str, value: str, said: str
) -> None:
    answer = citizen.submit(PAGE, _as_it_is(**{"organisation": "AMA", field: value}))
    assert (answer.status_code, said in answer.text, _changes(fill)) == (422, True, [])


def test_form_sent_twice_makes_one_request(citizen: Browser, alfa: UUID, fill: Any) -> None:
    typed = _as_it_is(organisation="AMA Alba")
    assert [citizen.submit(PAGE, typed).status_code for _ in range(2)] == [303, 303]
    assert len(_changes(fill)) == 1


def test_program_that_fills_every_field_is_stopped(citizen: Browser, alfa: UUID, fill: Any) -> None:
    assert citizen.submit(PAGE, _as_it_is(organisation="x", second_name="y")).status_code == 422
    assert _changes(fill) == []


def test_secretariat_is_told_and_the_mail_says_nothing_more(citizen: Browser, alfa: UUID, fill: Any) -> None:
    _propose(citizen, words="Chiuso da anni")
    told = fill(lambda: [(one.subject, "anni" in one.text) for one in db.session.scalars(select(Message))])
    assert told == [("C'è una segnalazione da vedere", False)]


def test_protected_group_offers_neither_place_nor_hour(citizen: Browser, fill: Any) -> None:
    def make() -> None:
        group = make_group(
            "Gruppo Velato", hides_place=True, venue_id=make_venue("Casa segreta", address="via Velata 9").id
        )
        make_meeting(group)

    fill(make)
    page = citizen.get("/gruppi/gruppo-velato/segnala")
    told = [word in page.text for word in ("Casa segreta", "via Velata", "18:00", 'name="weekday"', 'name="town"')]
    assert (page.status_code, told) == (200, [False] * 5)


def test_group_that_cannot_be_seen_has_no_page(citizen: Browser, fill: Any) -> None:
    fill(lambda: make_group("Gruppo Chiuso", status=Status.CLOSED).id)
    assert citizen.get("/gruppi/gruppo-chiuso/segnala").status_code == 404


def test_office_accepts_in_one_click(citizen: Browser, secretary: Browser, alfa: UUID, fill: Any) -> None:
    _propose(citizen, starts="20:30", venue_name="Sala nuova", venue_address="via Nuova 2", town="Ferrara")
    (change,) = _changes(fill)
    page = secretary.get(f"/manage/gruppi/segnalazioni/{change.id}")
    assert [word in page.text for word in ("20:30", "Sala nuova, via Nuova 2, Ferrara (FE)", "18:00")] == [True] * 3
    assert (
        secretary.submit(
            f"/manage/gruppi/segnalazioni/{change.id}/accettazione", {"fact": ["when", "venue"]}
        ).status_code
        == 303
    )

    def read() -> tuple[Any, ...]:
        group = db.session.get_one(Group, alfa)
        return (
            group.meetings[0].starts.strftime("%H:%M"),
            group.venue.name,
            group.municipality_code,
            group.kept_by_office,
            group.sequence,
        )

    assert fill(read) == ("20:30", "Sala nuova", FERRARA, True, 1)


def test_fact_that_was_not_ticked_stays(citizen: Browser, secretary: Browser, alfa: UUID, fill: Any) -> None:
    _propose(citizen, starts="20:30", organisation="AMA Alba")
    (change,) = _changes(fill)
    secretary.submit(f"/manage/gruppi/segnalazioni/{change.id}/accettazione", {"fact": ["organisation"]})

    def read() -> tuple[Any, ...]:
        group = db.session.get_one(Group, alfa)
        return group.meetings[0].starts.hour, group.organisation

    assert fill(read) == (18, "AMA Alba")


def test_group_that_stopped_is_closed_with_its_day(citizen: Browser, secretary: Browser, alfa: UUID, fill: Any) -> None:
    _propose(citizen, stopped="y")
    (change,) = _changes(fill)
    secretary.submit(f"/manage/gruppi/segnalazioni/{change.id}/accettazione", {"fact": ["status"]})
    state = fill(lambda: (db.session.get_one(Group, alfa).status, db.session.get_one(Group, alfa).ended_on is not None))
    assert (state, citizen.get("/gruppi/gruppo-alfa").status_code) == (("closed", True), 404)


def test_rejected_correction_changes_nothing(citizen: Browser, secretary: Browser, alfa: UUID, fill: Any) -> None:
    _propose(citizen, organisation="AMA Alba")
    (change,) = _changes(fill)
    secretary.submit(f"/manage/gruppi/segnalazioni/{change.id}/rifiuto", {})
    assert (fill(lambda: db.session.get_one(Group, alfa).organisation), _changes(fill)[0].state) == ("", "rejected")


def test_what_changed_meanwhile_is_said_and_not_ticked(
    citizen: Browser, secretary: Browser, alfa: UUID, fill: Any
) -> None:
    _propose(citizen, organisation="AMA Alba")
    (change,) = _changes(fill)
    fill(lambda: setattr(db.session.get_one(Group, alfa), "organisation", "Comune"))
    page = secretary.get(f"/manage/gruppi/segnalazioni/{change.id}").text
    assert ("ora dice «Comune»" in page, 'value="organisation" checked' in page) == (True, False)


def test_acceptance_can_be_taken_back(citizen: Browser, secretary: Browser, alfa: UUID, fill: Any) -> None:
    _propose(citizen, starts="20:30", stopped="y")
    (change,) = _changes(fill)
    secretary.submit(f"/manage/gruppi/segnalazioni/{change.id}/accettazione", {"fact": ["when", "status"]})
    _undo(secretary)

    def read() -> tuple[Any, ...]:
        group = db.session.get_one(Group, alfa)
        return group.status, group.ended_on, group.meetings[0].starts.hour

    assert (fill(read), _changes(fill)[0].state) == (("active", None, 18), "new")


def test_history_says_what_was_before_and_after(citizen: Browser, secretary: Browser, alfa: UUID, fill: Any) -> None:
    _propose(citizen, starts="20:30")
    (change,) = _changes(fill)
    secretary.submit(f"/manage/gruppi/segnalazioni/{change.id}/accettazione", {"fact": ["when"]})
    kept = fill(lambda: [(one.way, one.changes) for one in db.session.scalars(select(GroupRevision))])
    assert kept == [("group.correction_accepted", {"when": ["ogni mercoledì, ore 18:00", "ogni mercoledì, ore 20:30"]})]
    page = secretary.get(f"/manage/gruppi/{alfa}/storia")
    assert ("ogni mercoledì, ore 20:30" in page.text, page.status_code) == (True, 200)


def test_only_who_edits_groups_sees_the_queue(client: Client, alba: Standing, citizen: Browser, alfa: UUID) -> None:
    board = client(alba.host)
    sign_in(board, alba, Role.BOARD)
    assert [
        board.get("/manage/gruppi/segnalazioni").status_code,
        board.get(f"/manage/gruppi/{alfa}/storia").status_code,
    ] == [
        404,
        200,
    ]


def test_other_association_sees_nothing(
    client: Client, brig: Standing, citizen: Browser, alfa: UUID, fill: Any
) -> None:
    _propose(citizen, organisation="AMA")
    (change,) = _changes(fill)
    other = client(brig.host)
    sign_in(other, brig, Role.SECRETARY)
    addresses = (f"/manage/gruppi/segnalazioni/{change.id}", f"/manage/gruppi/{alfa}/storia")
    assert [other.get(address).status_code for address in addresses] == [404, 404]
    assert "Gruppo Alfa" not in other.get("/manage/gruppi/segnalazioni").text


def test_two_who_accept_at_once_decide_once(
    app: Flask, alba: Standing, citizen: Browser, alfa: UUID, fill: Any
) -> None:
    _propose(citizen, organisation="AMA")
    (change,) = _changes(fill)
    ready, ended = threading.Barrier(4), []

    def accept() -> None:
        ready.wait()
        try:
            with app.app_context(), tenant_scope(alba.id), unit_of_work():
                accept_change(db.session.get_one(ChangeRequest, change.id), ["organisation"], by=SYSTEM)
        except AlreadyDecided:
            ended.append("late")
        else:
            ended.append("done")

    threads = [threading.Thread(target=accept) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["done", "late", "late", "late"]


def test_words_are_emptied_a_month_after_the_decision(citizen: Browser, alfa: UUID, fill: Any) -> None:
    _propose(citizen, words="Chiuso", contact="chi@posta.example")

    def decide(days: int) -> int:
        change = db.session.scalars(select(ChangeRequest)).one()
        change.state, change.decided_at = ChangeState.REJECTED, now() - timedelta(days=days)
        db.session.flush()
        return empty_old_changes()

    assert [fill(lambda: decide(KEEP_DAYS - 1)), fill(lambda: decide(KEEP_DAYS + 1))] == [0, 1]
    (change,) = _changes(fill)
    assert (change.words_sealed, change.contact_sealed) == (None, None)
