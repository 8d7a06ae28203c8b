"""Calls to make: who is written down, what takes the place of what, ticking and nobody answering."""

from datetime import timedelta

from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, CallReason, CallToMake
from ama_net.features.helpdesk.operations.calls import (
    call_to_make,
    drop_calls,
    drop_old_calls,
    note_no_answer,
    tick_call,
    untick_call,
)
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from tests.factories.helpdesk import make_appointment, make_service, make_visitor
from tests.factories.people import make_person
from tests.support.cast import actor
from tests.support.standing import Standing


def _secretary(alba: Standing) -> Actor:
    return actor(alba, Role.SECRETARY)


def _appointment(contact: str = "051 555 0101") -> Appointment:
    return make_appointment(make_service(), make_person(), visitor=make_visitor(contact=contact))


def _open(appointment: Appointment) -> list[str]:
    mine = select(CallToMake).where(CallToMake.appointment_id == appointment.id, CallToMake.done_at.is_(None))
    return sorted(call.why for call in db.session.scalars(mine))


def _call(appointment: Appointment, why: CallReason = CallReason.REMINDER) -> CallToMake:
    call = call_to_make(appointment, why)
    assert call is not None
    return call


def test_who_left_a_telephone_is_called(in_alba: Standing) -> None:
    appointment = _appointment()
    assert (_call(appointment).why, _open(appointment)) == ("reminder", ["reminder"])


def test_who_can_be_written_to_is_not_called(in_alba: Standing) -> None:
    appointment = _appointment("stella@posta.example")
    assert (call_to_make(appointment, CallReason.REMINDER), _open(appointment)) == (None, [])


def test_who_was_forgotten_is_not_called(in_alba: Standing) -> None:
    appointment = _appointment()
    assert appointment.visitor is not None
    appointment.visitor.contact = None
    assert call_to_make(appointment, CallReason.REMINDER) is None


def test_the_same_is_said_once(in_alba: Standing) -> None:
    appointment = _appointment()
    assert _call(appointment).id == _call(appointment).id
    assert _open(appointment) == ["reminder"]


def test_a_change_takes_the_place_of_what_was_to_be_said(in_alba: Standing) -> None:
    appointment = _appointment()
    _call(appointment)
    _call(appointment, CallReason.MOVED)
    assert _open(appointment) == ["moved"]


def test_a_second_change_is_said_as_if_nobody_had_tried(in_alba: Standing) -> None:
    appointment = _appointment()
    note_no_answer(_call(appointment, CallReason.MOVED), by=_secretary(in_alba))
    again = _call(appointment, CallReason.MOVED)
    assert (again.tries, again.tried_at) == (0, None)


def test_a_call_that_was_made_is_off_the_list_and_can_be_put_back(in_alba: Standing) -> None:
    appointment = _appointment()
    call = _call(appointment)
    tick_call(call, by=_secretary(in_alba))
    db.session.flush()
    made = (_open(appointment), call.done_by)
    untick_call(call, by=_secretary(in_alba))
    db.session.flush()
    assert (made, _open(appointment)) == (([], _secretary(in_alba).account_id), ["reminder"])


def test_a_call_is_not_put_back_beside_the_same_one(in_alba: Standing) -> None:
    appointment = _appointment()
    call = _call(appointment)
    tick_call(call, by=_secretary(in_alba))
    _call(appointment)
    untick_call(call, by=_secretary(in_alba))
    assert (call.done_at is not None, _open(appointment)) == (True, ["reminder"])


def test_nobody_answering_is_counted(in_alba: Standing) -> None:
    appointment = _appointment()
    call = _call(appointment)
    note_no_answer(call, by=_secretary(in_alba))
    note_no_answer(call, by=_secretary(in_alba))
    assert (call.tries, _open(appointment)) == (2, ["reminder"])


def test_what_needs_no_saying_is_dropped(in_alba: Standing) -> None:
    appointment = _appointment()
    _call(appointment)
    drop_calls(appointment)
    assert _open(appointment) == []


def test_old_calls_go(in_alba: Standing) -> None:
    old, kept = _appointment(), _appointment()
    _call(old).done_at = now() - timedelta(days=31)
    _call(kept)
    db.session.flush()
    assert (drop_old_calls(now() - timedelta(days=30)), _open(kept)) == (1, ["reminder"])
