"""The life of a pathway: who may be given one, where it goes from each state, what its visitor and who listens are told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ama_net.features.helpdesk.models import FreePart, Mode, Pathway, PathwayOutcome
from ama_net.features.helpdesk.operations.pathways import (
    assign,
    close,
    decide,
    hand_over,
    note_told,
    read_reason,
    request_pathway,
    resume,
    suspend,
    wait,
    withdraw,
)
from ama_net.features.helpdesk.operations.visitors import Confided, FormAlreadyUsed
from ama_net.features.helpdesk.pathway_rules import (
    FollowsAlready,
    NotServing,
    Overtaken,
    PastDay,
    TooManyRequests,
    WrongEnd,
)
from ama_net.features.helpdesk.queries_pathways import (
    before_in_line,
    operators_by_load,
    pathway_followed_by,
    pathways_followed_by,
    same_contact_elsewhere,
    waiting_pathways,
)
from ama_net.features.helpdesk.rules import follows
from ama_net.foundation.clock import now, today
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.outbox import Message
from tests.factories.helpdesk import make_appointment, make_pathway, make_visitor
from tests.factories.people import make_person
from tests.helpdesk.pathway_steps import (
    PHONE,
    as_listener,
    assignments,
    at,
    followed,
    listener,
    mails,
    meeting_states,
    pathway_service,
    recorded,
    secretary,
    waiting,
)
from tests.support.standing import Standing

STELLA = "stella@posta.example"


def _asked(**values: Any) -> Confided:
    facts = {"nickname": "Stella", "contact": STELLA, "contact_kind": ContactKind.EMAIL, "reason": "non dormo"}
    return Confided(**{**facts, **values})


def test_a_request_waits_to_be_looked_at(in_alba: Standing) -> None:
    service = pathway_service(planned_meetings=6)
    made = request_pathway(service, _asked(), by=PUBLIC, wanted_mode=Mode.ONLINE, free_part=FreePart.EVENING)
    assert (made.state, made.planned_meetings, made.wanted_mode, made.free_part) == (
        "requested",
        6,
        "online",
        "evening",
    )


def test_who_asks_gets_the_way_back_and_the_secretariat_a_word(in_alba: Standing) -> None:
    request_pathway(pathway_service(), _asked(), by=PUBLIC)
    assert [template for template, _to in mails()] == ["pathway_new", "pathway_received"]


def test_who_left_a_telephone_gets_no_mail(in_alba: Standing) -> None:
    request_pathway(pathway_service(), _asked(contact=PHONE, contact_kind=ContactKind.PHONE), by=PUBLIC)
    assert [template for template, _to in mails()] == ["pathway_new"]


def test_a_form_sent_twice_is_one_request(in_alba: Standing) -> None:
    service, asked = pathway_service(), _asked(form_key=new_token())
    assert request_pathway(service, asked, by=PUBLIC).id == request_pathway(service, asked, by=PUBLIC).id


def test_one_form_does_not_ask_for_two_things(in_alba: Standing) -> None:
    asked = _asked(form_key=new_token())
    request_pathway(pathway_service(), asked, by=PUBLIC)
    with pytest.raises(FormAlreadyUsed):
        request_pathway(pathway_service(slug="altro", name="Altro"), asked, by=PUBLIC)


def test_the_same_contact_is_shown_to_the_office_and_not_refused(in_alba: Standing) -> None:
    service = pathway_service()
    first, second = request_pathway(service, _asked(), by=PUBLIC), request_pathway(service, _asked(), by=PUBLIC)
    assert (same_contact_elsewhere(first), same_contact_elsewhere(second)) == (1, 1)


def test_one_contact_has_few_open_requests_of_its_own(in_alba: Standing) -> None:
    service = pathway_service()
    asked = [request_pathway(service, _asked(), by=PUBLIC) for _time in range(3)]
    with pytest.raises(TooManyRequests):
        request_pathway(service, _asked(), by=PUBLIC)
    request_pathway(service, _asked(contact="altra@posta.example"), by=PUBLIC)
    request_pathway(service, _asked(), by=secretary(in_alba))
    for one in asked[:2]:
        withdraw(one, by=PUBLIC)
    assert request_pathway(service, _asked(), by=PUBLIC).state == "requested"


def test_the_secretariat_has_one_mail_for_a_quarter_of_an_hour(in_alba: Standing) -> None:
    service = pathway_service()
    for number in range(4):
        request_pathway(service, _asked(contact=f"{number}@posta.example"), by=PUBLIC)
    told = db.session.scalars(
        select(Message).where(Message.template == "helpdesk/pathway_new").order_by(Message.due_at)
    ).all()
    assert ([row.about_id for row in told], "/manage/sportello/percorsi\n" in (told[0].text or "")) == (
        [None] * 2,
        True,
    )
    assert timedelta(minutes=14) < told[1].due_at - now() <= timedelta(minutes=15)


def test_after_a_quarter_of_an_hour_the_secretariat_is_told_at_once(in_alba: Standing) -> None:
    service = pathway_service()
    request_pathway(service, _asked(contact="0@posta.example"), by=PUBLIC)
    first = db.session.scalars(select(Message).where(Message.template == "helpdesk/pathway_new")).one()
    first.state, first.created_at = "sent", now() - timedelta(minutes=16)
    first.due_at = first.sent_at = first.created_at
    request_pathway(service, _asked(contact="1@posta.example"), by=PUBLIC)
    last = select(Message.due_at).where(Message.template == "helpdesk/pathway_new", Message.state == "queued")
    assert db.session.scalars(last).one() <= now()


def test_what_is_taken_up_waits(in_alba: Standing) -> None:
    pathway = make_pathway(pathway_service())
    decide(pathway, eligible=True, by=secretary(in_alba))
    assert (pathway.state, mails()) == ("waiting", [("pathway_news", STELLA)])


def test_what_is_not_taken_up_is_closed(in_alba: Standing) -> None:
    pathway = make_pathway(pathway_service())
    decide(pathway, eligible=False, by=secretary(in_alba))
    assert (pathway.state, pathway.outcome, mails()) == ("closed", "not_eligible", [("pathway_news", STELLA)])


def test_each_reading_of_the_reason_is_in_the_audit(in_alba: Standing) -> None:
    pathway = make_pathway(pathway_service())
    pathway.visitor.reason = "non dormo"
    said = [read_reason(pathway, by=secretary(in_alba)) for _time in range(2)]
    assert (said, recorded()) == (["non dormo"] * 2, ["pathway.reason_read"] * 2)


def test_once_somebody_follows_it_the_office_reads_the_reason_no_more(in_alba: Standing) -> None:
    service = pathway_service()
    with pytest.raises(Overtaken):
        read_reason(followed(service, listener(service)), by=secretary(in_alba))


def test_who_asked_first_comes_first(in_alba: Standing) -> None:
    service = pathway_service()
    late = waiting(service, created_at=now())
    early = waiting(service, created_at=now() - timedelta(days=3))
    make_pathway(service)
    waits = [one.id for one in waiting_pathways(service.id)]
    assert (waits, before_in_line(early), before_in_line(late)) == ([early.id, late.id], 0, 1)


def test_who_has_least_to_do_is_proposed_first(in_alba: Standing) -> None:
    service = pathway_service()
    busy, free, elsewhere = listener(service), listener(service), make_person()
    followed(service, busy)
    followed(service, elsewhere)
    make_appointment(service, free, at(2))
    assert [(load.person.id, load.pathways, load.coming) for load in operators_by_load(service.id)] == [
        (free.id, 0, 1),
        (busy.id, 1, 0),
    ]


def test_an_assigned_pathway_is_followed(in_alba: Standing) -> None:
    service = pathway_service()
    person, pathway = listener(service), waiting(service)
    assign(pathway, person, by=secretary(in_alba))
    assert (pathway.state, pathway.person_id, assignments(pathway)) == ("active", person.id, [(person.id, True)])


def test_the_wait_ends_with_the_first_assignment(in_alba: Standing) -> None:
    service = pathway_service()
    pathway, person = waiting(service), listener(service)
    assign(pathway, person, by=secretary(in_alba))
    started = pathway.started_at
    wait(pathway, by=secretary(in_alba))
    assign(pathway, person, by=secretary(in_alba))
    assert pathway.started_at == started is not None


def test_only_who_serves_it_is_given_it(in_alba: Standing) -> None:
    service = pathway_service()
    with pytest.raises(NotServing):
        assign(waiting(service), make_person(), by=secretary(in_alba))


def test_who_is_given_one_is_written_to(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service, make_person(email="ada@alba.example"))
    assign(waiting(service), person, by=secretary(in_alba))
    assert mails() == [("pathway_news", STELLA), ("pathway_operator", "ada@alba.example")]


def test_handed_over_it_is_of_the_other_alone(in_alba: Standing) -> None:
    service = pathway_service()
    before, after = listener(service), listener(service)
    pathway = followed(service, before)
    hand_over(pathway, after, by=secretary(in_alba))
    assert (assignments(pathway), pathway.state) == ([(before.id, False), (after.id, True)], "active")
    assert (pathway_followed_by(before.id, pathway.id), len(pathways_followed_by(after.id))) == (None, 1)


def test_who_handed_it_over_reads_no_more(in_alba: Standing) -> None:
    service = pathway_service()
    before, after = listener(service), listener(service)
    pathway = followed(service, before)
    make_appointment(service, before, now() - timedelta(days=2), pathway.visitor, pathway_id=pathway.id)
    hand_over(pathway, after, by=secretary(in_alba))
    assert (follows(before.id, pathway.visitor), follows(after.id, pathway.visitor)) == (False, True)


def test_it_is_not_handed_to_who_has_it(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    with pytest.raises(FollowsAlready):
        hand_over(followed(service, person), person, by=secretary(in_alba))


def test_it_is_not_handed_to_who_does_not_serve(in_alba: Standing) -> None:
    service = pathway_service()
    with pytest.raises(NotServing):
        hand_over(followed(service, listener(service)), make_person(), by=secretary(in_alba))


def test_both_hear_of_a_hand_over(in_alba: Standing) -> None:
    service = pathway_service()
    before, after = (listener(service, make_person(email=f"{name}@alba.example")) for name in ("ada", "bice"))
    hand_over(followed(service, before), after, by=secretary(in_alba))
    assert [to for template, to in mails() if template == "pathway_operator"] == [
        "ada@alba.example",
        "bice@alba.example",
    ]


def test_a_suspended_one_stays_with_who_has_it(in_alba: Standing) -> None:
    service = pathway_service()
    pathway = followed(service, listener(service))
    suspend(pathway, until=today() + timedelta(days=30), by=secretary(in_alba))
    assert (pathway.state, pathway.suspended_until, assignments(pathway)[0][1]) == (
        "suspended",
        today() + timedelta(days=30),
        True,
    )


def test_a_pause_ends_in_the_future(in_alba: Standing) -> None:
    service = pathway_service()
    with pytest.raises(PastDay):
        suspend(followed(service, listener(service)), until=today(), by=secretary(in_alba))


def test_resumed_it_goes_on(in_alba: Standing) -> None:
    service = pathway_service()
    pathway = followed(service, listener(service))
    suspend(pathway, until=today() + timedelta(days=30), by=secretary(in_alba))
    resume(pathway, by=secretary(in_alba))
    assert (pathway.state, pathway.suspended_until) == ("active", None)


def test_put_back_it_waits_in_its_old_place(in_alba: Standing) -> None:
    service = pathway_service()
    pathway = followed(service, listener(service), created_at=now() - timedelta(days=9))
    waiting(service)
    wait(pathway, by=secretary(in_alba))
    assert (pathway.person_id, before_in_line(pathway), assignments(pathway)[0][1]) == (None, 0, False)


@pytest.mark.parametrize("outcome", ["completed", "stopped", "pointed_elsewhere", "no_longer_coming"])
def test_a_followed_one_ends_in_four_ways(in_alba: Standing, outcome: str) -> None:
    service = pathway_service()
    pathway = followed(service, listener(service))
    close(pathway, PathwayOutcome(outcome), by=secretary(in_alba))
    assert (pathway.state, pathway.outcome, assignments(pathway)[0][1]) == ("closed", outcome, False)


@pytest.mark.parametrize("outcome", ["completed", "stopped", "not_eligible", "withdrawn"])
def test_a_waiting_one_cannot_end_as_if_it_had_begun(in_alba: Standing, outcome: str) -> None:
    with pytest.raises(WrongEnd):
        close(waiting(pathway_service()), PathwayOutcome(outcome), by=secretary(in_alba))


def test_who_followed_it_to_the_end_may_still_note(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    pathway = followed(service, person)
    make_appointment(service, person, now() - timedelta(days=2), pathway.visitor, pathway_id=pathway.id)
    close(pathway, PathwayOutcome.COMPLETED, by=as_listener(person))
    assert (follows(person.id, pathway.visitor), pathway_followed_by(person.id, pathway.id)) == (True, None)


def test_who_closes_it_themselves_is_not_written_to(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service, make_person(email="ada@alba.example"))
    close(followed(service, person), PathwayOutcome.COMPLETED, by=as_listener(person))
    assert mails() == [("pathway_news", STELLA)]


def test_taken_back_it_is_closed_and_who_follows_it_knows(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service, make_person(email="ada@alba.example"))
    pathway = followed(service, person)
    withdraw(pathway, by=PUBLIC)
    assert (pathway.outcome, mails()) == ("withdrawn", [("pathway_operator", "ada@alba.example")])


def test_taking_it_back_twice_is_harmless(in_alba: Standing) -> None:
    pathway = waiting(pathway_service())
    withdraw(pathway, by=PUBLIC)
    closed = pathway.closed_at
    withdraw(pathway, by=PUBLIC)
    assert pathway.closed_at == closed is not None


def test_who_left_a_telephone_is_to_be_told_once(in_alba: Standing) -> None:
    pathway = make_pathway(pathway_service(), visitor=make_visitor(contact=PHONE))
    decide(pathway, eligible=True, by=secretary(in_alba))
    before = pathway.told_at
    note_told(pathway, by=secretary(in_alba))
    note_told(pathway, by=secretary(in_alba))
    assert (before, recorded().count("pathway.told")) == (None, 1)


_ACTS: dict[str, Callable[[Pathway], None]] = {
    "decide": lambda one: decide(one, eligible=True, by=SYSTEM),
    "assign": lambda one: assign(one, make_person(), by=SYSTEM),
    "hand_over": lambda one: hand_over(one, make_person(), by=SYSTEM),
    "wait": lambda one: wait(one, by=SYSTEM),
    "suspend": lambda one: suspend(one, by=SYSTEM),
    "resume": lambda one: resume(one, by=SYSTEM),
    "close": lambda one: close(one, PathwayOutcome.COMPLETED, by=SYSTEM),
}
_FROM = {
    "decide": {"requested"},
    "assign": {"waiting"},
    "hand_over": {"active", "suspended"},
    "wait": {"active", "suspended"},
    "suspend": {"active"},
    "resume": {"suspended"},
    "close": {"requested", "waiting", "active", "suspended"},
}


@pytest.mark.parametrize("act", _ACTS)
@pytest.mark.parametrize("state", ["requested", "waiting", "active", "suspended", "closed"])
def test_nothing_is_done_from_a_state_it_is_not_for(in_alba: Standing, act: str, state: str) -> None:
    if state in _FROM[act]:
        return
    service = pathway_service()
    ended: dict[str, Any] = {"closed_at": now(), "outcome": "stopped"} if state == "closed" else {}
    person = listener(service) if state in ("active", "suspended", "closed") else None
    pathway = make_pathway(service, person, state=state, **ended)
    with pytest.raises(Overtaken):
        _ACTS[act](pathway)


def test_the_audit_says_neither_who_nor_why(in_alba: Standing) -> None:
    service = pathway_service()
    pathway = request_pathway(service, _asked(), by=PUBLIC)
    decide(pathway, eligible=True, by=secretary(in_alba))
    assign(pathway, listener(service), by=secretary(in_alba))
    close(pathway, PathwayOutcome.POINTED_ELSEWHERE, by=secretary(in_alba))
    said = str(db.session.info["audit"])
    assert [word for word in ("Stella", STELLA, "non dormo", "Percorso di prova") if word in said] == []


def test_a_closed_pathway_has_its_meetings_called_off(in_alba: Standing) -> None:
    service = pathway_service()
    person = listener(service)
    pathway = followed(service, person)
    make_appointment(service, person, at(3), pathway.visitor, pathway_id=pathway.id)
    close(pathway, PathwayOutcome.NO_LONGER_COMING, by=secretary(in_alba))
    assert meeting_states(pathway) == [(person.id, "cancelled", "office")]
