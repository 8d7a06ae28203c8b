"""What anybody can type is not believed: invented places keep no time from the others, nor the turn of who really waits."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.helpdesk.models import (
    FreePart,
    LeftBecause,
    Service,
    Visitor,
    WaitingEntry,
    WaitingOffer,
    WaitingState,
)
from ama_net.features.helpdesk.operations.offers import decline_offer, expire_offer, offer_next
from ama_net.features.helpdesk.operations.waiting import confirm_mail, end_long_wait, join_list, long_waits
from ama_net.features.helpdesk.queries_waiting import ahead_of
from ama_net.features.helpdesk.refusals_waiting import TimesFree
from ama_net.features.helpdesk.slots import free_slots
from ama_net.features.helpdesk.visitor_secrets import token_of
from ama_net.features.helpdesk.waiting_mails import confirm_page, proof_of
from ama_net.features.helpdesk.waiting_rules import MOST_OPEN, MOST_UNREACHED
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.outbox.models import Message
from tests.factories.helpdesk import make_visitor
from tests.helpdesk import booking_steps as steps
from tests.helpdesk.offering import offer, working_morning
from tests.helpdesk.waiting_room import wait_for
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Client = Callable[[str], Browser]
FORM = f"{steps.SERVICE}/attesa"


@pytest.fixture(autouse=True)
def _at_work() -> Iterator[None]:
    with time_machine.travel(working_morning()):
        yield


def _full() -> Service:
    """A service that shows no free time yet: ``_free`` opens them."""
    return offer(notice_hours=720, horizon_days=1)[0]


def _free(service: Service, days: int = 5) -> None:
    service.notice_hours, service.horizon_days = 0, days
    db.session.flush()


def _offer_all(service: Service) -> int:
    turns = 0
    while offer_next(service.id):
        turns += 1
    return turns


def _phones(service: Service, many: int) -> list[WaitingEntry]:
    """Telephones that only the site was told."""
    return [wait_for(service, f"Luna{one}", contact=f"+39 051 0000{one:02}", by=PUBLIC) for one in range(many)]


def _state(entry: WaitingEntry) -> str:
    db.session.refresh(entry)
    return str(entry.state)


# --- joining ---------------------------------------------------------------------------------------------------------


def test_nobody_waits_by_themselves_while_a_time_suits_them(in_alba: Standing) -> None:
    service = offer()[0]
    with pytest.raises(TimesFree) as refused:
        wait_for(service, free_part=FreePart.MORNING, by=PUBLIC)
    assert refused.value.slots == free_slots(service, today(), today() + timedelta(days=service.horizon_days))


def test_who_cannot_come_at_the_free_times_may_wait(in_alba: Standing) -> None:
    assert wait_for(offer()[0], free_part=FreePart.EVENING, by=PUBLIC).state == WaitingState.WAITING


def test_the_office_puts_in_the_list_whoever_says_so(in_alba: Standing) -> None:
    entry = wait_for(offer()[0], by=SYSTEM)
    assert (entry.state, entry.reached_at is not None) == (WaitingState.WAITING, True)


def test_the_page_says_which_times_there_are_and_keeps_nothing(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    sent = {"form_key": steps.form_key(browser.get(FORM)), **steps.typed(wanted_mode="", free_part="any")}
    answer = browser.submit(FORM, sent)
    with desk(app, alba):
        kept = db.session.scalar(select(func.count()).select_from(Visitor))
    assert (answer.status_code, kept, "Un orario che va bene c&#39;è già" in answer.text) == (422, 0, True)


# --- an e-mail that anybody can type ---------------------------------------------------------------------------------


def test_a_place_with_an_e_mail_has_no_turn_until_it_is_confirmed(in_alba: Standing) -> None:
    service = _full()
    entry = wait_for(service, by=PUBLIC)
    _free(service)
    before = _offer_all(service)
    confirm_mail(entry, by=PUBLIC)
    assert (before, _offer_all(service), _state(entry)) == (0, 1, "offered")


def test_who_confirms_has_the_turn_of_when_they_joined(in_alba: Standing) -> None:
    service = _full()
    first, second = wait_for(service, "Luna", by=PUBLIC), wait_for(service, "Sole", by=PUBLIC)
    alone = ahead_of(second)
    for entry in (second, first):
        confirm_mail(entry, by=PUBLIC)
    service.horizon_days, service.notice_hours = 1, 0
    offer_next(service.id)
    assert (alone, ahead_of(second), _state(first), _state(second)) == (0, 1, "offered", "waiting")


def _joined(app: Flask, alba: Standing) -> tuple[UUID, str, str]:
    """Who has just joined with an e-mail: their place, their own page, the path of the mailed link."""
    with desk(app, alba):
        entry = wait_for(_full(), by=PUBLIC)
        mail = db.session.scalars(select(Message).where(Message.template == "helpdesk/waiting_joined")).one()
        found = re.search(r"/sportello/mio/[\w-]+/attesa/[\w-]+/posta/[\w-]+", mail.text or "")
        assert found
        assert confirm_page(entry, entry.visitor).endswith(found[0])
        return entry.id, f"/sportello/mio/{token_of(entry.visitor)}", found[0]


def _reached(app: Flask, alba: Standing, entry_id: UUID) -> bool:
    with desk(app, alba):
        return db.session.get_one(WaitingEntry, entry_id).reached_at is not None


def test_the_mailed_link_shows_and_its_button_confirms(app: Flask, alba: Standing, client: Client) -> None:
    entry_id, page, link = _joined(app, alba)
    browser = client(alba.host)
    seen = browser.get(link)
    before = _reached(app, alba, entry_id)
    answers = [browser.submit(link).headers["Location"] for _ in range(2)]
    assert (seen.status_code, before, _reached(app, alba, entry_id)) == (200, False, True)
    assert (answers, browser.get(link).status_code) == ([f"{page}/attesa"] * 2, 303)


def test_the_own_page_says_that_a_step_is_missing_and_cannot_take_it(
    app: Flask, alba: Standing, client: Client
) -> None:
    entry_id, page, _link = _joined(app, alba)
    browser = client(alba.host)
    text = browser.get(page).text
    answer = browser.submit(f"{page}/attesa/{entry_id}/posta/inventata")
    assert ("Manca un passo" in text, "/posta/" in text, answer.status_code) == (True, False, 404)
    assert _reached(app, alba, entry_id) is False


def test_the_mail_of_one_place_confirms_no_other(app: Flask, alba: Standing, client: Client) -> None:
    entry_id, page, _link = _joined(app, alba)
    with desk(app, alba):
        other = proof_of(wait_for(_full(), "Sole", by=PUBLIC).id)
    answer = client(alba.host).submit(f"{page}/attesa/{entry_id}/posta/{other}")
    assert (answer.status_code, _reached(app, alba, entry_id)) == (404, False)


def test_the_mailed_link_opens_nothing_at_another_association(
    app: Flask, alba: Standing, brig: Standing, client: Client
) -> None:
    entry_id, _page, link = _joined(app, alba)
    assert (client(brig.host).submit(link).status_code, _reached(app, alba, entry_id)) == (404, False)


def test_the_receipt_says_that_a_step_is_missing(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, notice_hours=720, horizon_days=1)
    browser = client(alba.host)
    sent = {"form_key": steps.form_key(browser.get(FORM)), **steps.typed(wanted_mode="", free_part="any")}
    browser.submit(FORM, sent)
    assert "Manca un passo" in browser.get(steps.RECEIPT).text


def test_a_place_never_confirmed_ends_after_a_week_and_nothing_more_is_written(in_alba: Standing) -> None:
    service = _full()
    never = wait_for(service, "Luna", by=PUBLIC, joined_at=now() - timedelta(days=7))
    wait_for(service, "Sole", by=PUBLIC, joined_at=now() - timedelta(days=6))
    wait_for(service, "Mare", contact="+39 051 000001", by=PUBLIC, joined_at=now() - timedelta(days=8))
    db.session.flush()
    ended = [end_long_wait(one) for one in long_waits()]
    mails = db.session.scalars(select(Message.template).where(Message.template == "helpdesk/waiting_ended")).all()
    assert (ended, _state(never), never.left_because, mails) == ([True], "left", LeftBecause.UNREACHED, [])


# --- how many at once ------------------------------------------------------------------------------------------------


def test_only_so_many_times_of_a_service_are_kept_at_once(in_alba: Standing) -> None:
    service = _full()
    for number in range(MOST_OPEN + 2):
        wait_for(service, f"Stella{number}")
    _free(service)
    assert _offer_all(service) == MOST_OPEN
    decline_offer(db.session.scalars(select(WaitingOffer)).first() or pytest.fail("none"), by=PUBLIC)
    assert _offer_all(service) == 1


def test_telephones_nobody_has_called_take_few_times_and_no_turn_of_the_others(in_alba: Standing) -> None:
    service = _full()
    phones = _phones(service, MOST_UNREACHED + 3)
    behind = wait_for(service, "Sole")
    _free(service)
    assert (_offer_all(service), [_state(one) for one in phones].count("offered"), _state(behind)) == (
        MOST_UNREACHED + 1,
        MOST_UNREACHED,
        "offered",
    )


def test_a_telephone_that_was_tried_goes_behind_the_other_telephones(in_alba: Standing) -> None:
    service = _full()
    phones = _phones(service, MOST_UNREACHED + 1)
    _free(service)
    _offer_all(service)
    first = db.session.scalars(select(WaitingOffer).where(WaitingOffer.entry_id == phones[0].id)).one()
    with time_machine.travel(first.until):
        expire_offer(first.id)
        _offer_all(service)
    assert [_state(one) for one in (phones[0], phones[-1])] == ["waiting", "offered"]


def test_who_says_no_to_the_office_on_the_telephone_is_known(in_alba: Standing) -> None:
    service = _full()
    (phone,) = _phones(service, 1)
    _free(service)
    _offer_all(service)
    decline_offer(db.session.scalars(select(WaitingOffer)).one(), by=Actor(account_id=in_alba.id))
    assert phone.reached_at is not None


def test_any_number_of_places_of_one_contact_hides_nobody(in_alba: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ama_net.features.helpdesk.operations.offers.PAGE", 3)
    service = _full()
    fakes = [wait_for(service, "Luna", contact="luna@posta.example") for _ in range(7)]
    behind = wait_for(service, "Sole")
    _free(service)
    assert (_offer_all(service), [_state(one) for one in (fakes[0], behind)]) == (2, ["offered", "offered"])


def test_any_number_of_wishes_that_fit_nothing_hides_nobody(in_alba: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ama_net.features.helpdesk.operations.offers.PAGE", 3)
    service = _full()
    for number in range(7):
        wait_for(service, f"Luna{number}", free_part=FreePart.EVENING)
    behind = wait_for(service, "Sole")
    _free(service)
    assert (_offer_all(service), _state(behind)) == (1, "offered")


def test_no_more_than_thirty_a_day_from_one_address(
    app: Flask, alba: Standing, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ama_net.foundation.web.asking.is_proof", lambda *_: True)
    steps.prepare(app, alba, notice_hours=720, horizon_days=1)
    browser = client(alba.host)

    def send(number: int) -> Any:
        sent = steps.typed(wanted_mode="", free_part="any", contact=f"una{number}@posta.example", proof="x")
        return browser.submit(FORM, {"form_key": steps.form_key(browser.get(FORM)), **sent})

    answers = [send(number) for number in range(31)]
    assert [answers[29].status_code, answers[30].status_code] == [303, 429]
    assert "una30@posta.example" in answers[30].text


def test_who_is_in_the_list_keeps_their_place_whatever_is_free(in_alba: Standing) -> None:
    service = _full()
    visitor = make_visitor()
    entry = join_list(service, visitor, mode=None, by=PUBLIC)
    _free(service)
    assert join_list(service, visitor, mode=None, by=PUBLIC).id == entry.id
