"""Hours: what can be written, by whom, what counts, what is put right and what stays."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from ama_net.features.volunteers.hours_rules import duration_words, plain_duration
from ama_net.features.volunteers.models import HourEntry, ShiftSignup
from ama_net.features.volunteers.operations.hour_years import close_year
from ama_net.features.volunteers.operations.hours import (
    CannotLog,
    HoursSettled,
    approve_hours,
    log_hours,
    log_own_hours,
    refuse_hours,
    take_back_approval,
)
from ama_net.features.volunteers.operations.hours_changes import correct_own_hours, remove_hours
from ama_net.features.volunteers.operations.hours_many import log_for_many
from ama_net.features.volunteers.operations.hours_retention import forget_hours
from ama_net.features.volunteers.queries_hours import (
    hours_by_activity,
    minutes_by_month,
    minutes_of,
    people_of_shift,
    shifts_held,
    shifts_to_log,
    top_people,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.office import CannotUndo
from ama_net.kernel.people import WrongFact
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_volunteer
from tests.support.cast import actor
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.hours_desk import make_hours, past_shift, rules, state_of, three_days_ago

pytestmark = pytest.mark.usefixtures("in_alba")


def _year() -> int:
    return today().year


def test_a_length_is_said_back() -> None:
    assert [duration_words(minutes) for minutes in (45, 120, 150, 0)] == ["45 min", "2 h", "2 h 30 min", "0 h"]
    assert plain_duration(65) == "1:05"


def test_hours_wait_for_the_office() -> None:
    entry = make_hours()
    assert (entry.state, minutes_of(entry.person_id, _year())) == ("logged", 0)


def test_approved_hours_count() -> None:
    entry = make_hours(on=today())
    assert approve_hours([entry], by=SYSTEM) == [entry]
    assert minutes_of(entry.person_id, _year()) == 120


def test_hours_count_at_once_where_no_approval_is_needed() -> None:
    rules(approval_needed=False)
    assert make_hours().is_approved


def test_the_office_writes_hours_that_count() -> None:
    assert make_hours(approved=True).is_approved


def test_hours_of_a_shift_count_by_themselves_where_it_is_so_decided() -> None:
    rules(shifts_approved=True)
    ada, shift = make_hours().person, past_shift()
    db.session.add(ShiftSignup(shift_id=shift.id, person_id=ada.id))
    db.session.flush()
    assert log_hours(ada, shift.activity, on=three_days_ago(), minutes=120, by=SYSTEM, shift=shift).is_approved


def test_more_than_the_shift_waits_anyway() -> None:
    rules(shifts_approved=True)
    ada, shift = make_hours().person, past_shift()
    db.session.add(ShiftSignup(shift_id=shift.id, person_id=ada.id))
    db.session.flush()
    assert log_hours(ada, shift.activity, on=three_days_ago(), minutes=121, by=SYSTEM, shift=shift).is_waiting


def test_who_did_not_come_waits() -> None:
    rules(shifts_approved=True)
    ada, shift = make_hours().person, past_shift()
    db.session.add(ShiftSignup(shift_id=shift.id, person_id=ada.id, came=False))
    db.session.flush()
    assert log_hours(ada, shift.activity, on=three_days_ago(), minutes=60, by=SYSTEM, shift=shift).is_waiting


def test_who_was_not_in_the_shift_waits() -> None:
    rules(shifts_approved=True)
    ada, shift = make_hours().person, past_shift()
    assert log_hours(ada, shift.activity, on=three_days_ago(), minutes=60, by=SYSTEM, shift=shift).is_waiting


def test_no_hours_to_come() -> None:
    with pytest.raises(CannotLog, match="deve ancora venire"):
        make_hours(on=today() + timedelta(days=1))


def test_no_more_than_a_day_in_a_day() -> None:
    entry = make_hours(minutes=1000)
    with pytest.raises(CannotLog, match="più di 24"):
        make_hours(entry.person, minutes=441)


def test_refused_hours_leave_room_in_the_day() -> None:
    entry = make_hours(minutes=1000)
    refuse_hours(entry, why="Giorno sbagliato", by=SYSTEM)
    assert make_hours(entry.person, minutes=1440).minutes == 1440


def test_no_hours_of_who_is_no_volunteer() -> None:
    with pytest.raises(CannotLog, match="non risulta"):
        make_hours(make_person("Ugo"))


def test_no_hours_before_the_service_nor_after_it() -> None:
    person = make_person("Ugo")
    make_volunteer(person, started_on=three_days_ago(), ended_on=today(), end_reason="stopped")
    assert make_hours(person, on=three_days_ago()).minutes == 120
    for day in (three_days_ago() - timedelta(days=1), today()):
        with pytest.raises(CannotLog, match="non risulta"):
            make_hours(person, on=day)


def test_no_hours_of_a_closed_year() -> None:
    rules(locked_through_year=_year() - 1)
    with pytest.raises(CannotLog, match="sono chiuse"):
        make_hours(on=date(_year() - 1, 12, 31))


def test_volunteers_write_up_to_some_days_back() -> None:
    rules(days_back=10)
    person = make_hours().person
    with pytest.raises(CannotLog, match="troppo tempo"):
        log_own_hours(person, make_activity(), on=today() - timedelta(days=11), minutes=60, by=SYSTEM)


def test_volunteers_choose_open_activities() -> None:
    closed = make_activity("stand", "Banchetto", is_open=False)
    person = make_hours().person
    with pytest.raises(CannotLog, match="chiusa"):
        log_own_hours(person, closed, on=three_days_ago(), minutes=60, by=SYSTEM)


def test_the_same_form_twice_is_one_entry() -> None:
    key = uuid4()
    first = make_hours(form_key=key)
    assert make_hours(first.person, form_key=key) is first


def test_the_same_shift_twice_is_one_entry() -> None:
    shift, person = past_shift(), make_hours().person
    first = make_hours(person, shift=shift, activity=shift.activity)
    assert make_hours(person, shift=shift, activity=shift.activity, minutes=60) is first


def test_a_note_is_sealed() -> None:
    entry = make_hours(note="Con la signora del mercoledì")
    assert entry.note == "Con la signora del mercoledì"
    assert entry.note_sealed is not None
    assert b"signora" not in entry.note_sealed


def test_what_was_decided_is_not_approved_again() -> None:
    entry = make_hours()
    approve_hours([entry], by=SYSTEM)
    assert approve_hours([entry], by=SYSTEM) == []


def test_approving_takes_the_same_queries_for_many() -> None:
    person = make_hours().person
    few = [make_hours(person, minutes=10)]
    many = [make_hours(person, minutes=10 + number) for number in range(6)]
    with count_queries() as for_one:
        approve_hours(few, by=SYSTEM)
    with count_queries() as for_many:
        approve_hours(many, by=SYSTEM)
    assert len(for_many) == len(for_one)


def test_an_approval_is_taken_back(in_alba: Standing) -> None:
    sara, entry = actor(in_alba, Role.SECRETARY), make_hours()
    approve_hours([entry], by=sara)
    take_back_approval({"entries": [str(entry.id)]}, by=sara)
    assert state_of(entry.id) == "logged"


def test_an_approval_that_somebody_changed_is_not_taken_back(in_alba: Standing) -> None:
    sara, entry = actor(in_alba, Role.SECRETARY), make_hours()
    approve_hours([entry], by=sara)
    refuse_hours(entry, why="Sbagliato", by=SYSTEM)
    with pytest.raises(CannotUndo):
        take_back_approval({"entries": [str(entry.id)]}, by=sara)


def test_refusing_takes_a_reason() -> None:
    with pytest.raises(WrongFact) as refused:
        refuse_hours(make_hours(), why="  ", by=SYSTEM)
    assert refused.value.field == "why"


def test_a_refusal_put_right_waits_again() -> None:
    entry = make_hours()
    refuse_hours(entry, why="Giorno sbagliato", by=SYSTEM)
    correct_own_hours(entry, activity=entry.activity, on=three_days_ago(), minutes=60, note="", by=SYSTEM)
    assert (entry.state, entry.minutes, entry.refused_why) == ("logged", 60, None)


def test_one_puts_no_approved_hours_right() -> None:
    entry = make_hours(approved=True)
    with pytest.raises(HoursSettled, match="già approvate"):
        correct_own_hours(entry, activity=entry.activity, on=three_days_ago(), minutes=60, note="", by=SYSTEM)


def test_one_takes_no_approved_hours_away() -> None:
    entry = make_hours(approved=True)
    with pytest.raises(HoursSettled, match="già approvate"):
        remove_hours(entry, by=SYSTEM, own=True)


def test_putting_right_counts_the_day_without_itself() -> None:
    entry = make_hours(minutes=1000)
    correct_own_hours(entry, activity=entry.activity, on=three_days_ago(), minutes=1440, note="", by=SYSTEM)
    assert entry.minutes == 1440


def test_hours_of_a_closed_year_stay() -> None:
    entry = make_hours(on=date(_year() - 1, 12, 31), approved=True)
    close_year(_year() - 1, by=SYSTEM)
    with pytest.raises(HoursSettled, match="sono chiuse"):
        remove_hours(entry, by=SYSTEM)
    with pytest.raises(HoursSettled, match="sono chiuse"):
        refuse_hours(entry, why="No", by=SYSTEM)


def test_a_year_with_hours_that_wait_is_not_closed() -> None:
    make_hours(on=date(_year() - 1, 12, 31))
    with pytest.raises(WrongFact, match="aspettano"):
        close_year(_year() - 1, by=SYSTEM)


def test_this_year_is_not_closed() -> None:
    with pytest.raises(WrongFact, match="finito"):
        close_year(_year(), by=SYSTEM)


def test_many_at_once_leave_out_who_cannot() -> None:
    one, two, stranger = (make_person(name) for name in ("Uno", "Due", "Tre"))
    for person in (one, two):
        make_volunteer(person)
    make_hours(two, minutes=1400)
    done = log_for_many([one.id, two.id, stranger.id], make_activity(), on=three_days_ago(), minutes=60, by=SYSTEM)
    assert done.logged == 1
    assert {key: str(why) for key, why in done.left_out.items()} == {
        two.id: "Con le altre ore dello stesso giorno sarebbero più di 24.",
        stranger.id: "In quel giorno non risulta volontaria o volontario dell'associazione.",
    }


def test_many_of_a_shift_leave_out_who_wrote_it() -> None:
    shift, ada = past_shift(), make_hours().person
    make_hours(ada, shift=shift, activity=shift.activity)
    done = log_for_many([ada.id], shift.activity, on=three_days_ago(), minutes=60, by=SYSTEM, shift=shift)
    assert (done.logged, len(done.left_out)) == (0, 1)


def test_many_at_once_take_one_lock_more_each_and_nothing_else() -> None:
    people = [make_person(f"Persona {number}") for number in range(6)]
    for person in people:
        make_volunteer(person)
    with count_queries() as for_one:
        log_for_many([people[0].id], make_activity(), on=three_days_ago(), minutes=60, by=SYSTEM)
    with count_queries() as for_five:
        log_for_many([one.id for one in people[1:]], make_activity(), on=three_days_ago(), minutes=60, by=SYSTEM)
    assert len(for_five) == len(for_one) + 4


def test_totals_by_activity_with_what_they_are_worth() -> None:
    rules(hourly_value="12,50")
    own = make_activity("stand", "Eventi", hourly_value_cents=2000, position=9)
    entry = make_hours(on=today(), minutes=90, approved=True)
    make_hours(entry.person, on=today(), minutes=30, approved=True, activity=own)
    make_hours(entry.person, on=today(), minutes=15)
    found = [(one.label, one.minutes, one.people, one.worth_cents) for one in hours_by_activity(_year())]
    assert found == [("Sportello", 90, 1, 1875), ("Eventi", 30, 1, 1000)]


def test_totals_of_one_person_leave_out_the_others() -> None:
    entry = make_hours(on=today(), approved=True)
    other = make_person("Altra")
    make_volunteer(other)
    make_hours(other, on=today(), approved=True)
    assert [one.minutes for one in hours_by_activity(_year(), entry.person_id)] == [120]


def test_hours_are_not_valued_unless_told() -> None:
    make_hours(on=today(), approved=True)
    assert [one.worth_cents for one in hours_by_activity(_year())] == [None]


def test_totals_by_month_and_person() -> None:
    entry = make_hours(on=date(_year(), 1, 1), approved=True)
    assert minutes_by_month(_year()) == [120] + [0] * 11
    assert [(person.id, minutes) for person, minutes in top_people(_year(), 5)] == [(entry.person_id, 120)]


def test_a_shift_that_ended_is_proposed_until_it_is_written() -> None:
    person, shift = make_hours().person, past_shift()
    db.session.add(ShiftSignup(shift_id=shift.id, person_id=person.id))
    db.session.flush()
    assert shifts_to_log(person.id, 60) == [shift]
    make_hours(person, shift=shift, activity=shift.activity)
    assert shifts_to_log(person.id, 60) == []


def test_shifts_given_up_or_long_ago_are_not_proposed() -> None:
    person = make_hours().person
    for shift, state in ((past_shift(), "left"), (past_shift(days=90), "taken")):
        db.session.add(ShiftSignup(shift_id=shift.id, person_id=person.id, state=state))
    db.session.flush()
    assert shifts_to_log(person.id, 60) == []


@pytest.mark.parametrize(("came", "found"), [(None, 1), (True, 1), (False, 0)])
def test_a_shift_is_proposed_unless_one_did_not_come(came: bool | None, found: int) -> None:
    person, shift = make_hours().person, past_shift()
    db.session.add(ShiftSignup(shift_id=shift.id, person_id=person.id, came=came))
    db.session.flush()
    proposed = shifts_to_log(person.id, 60), people_of_shift(shift.id), shifts_held(9)
    assert [len(rows) for rows in proposed] == [found] * 3


def test_old_words_are_forgotten_and_older_rows_too() -> None:
    person = make_person("Antica")
    make_volunteer(person, started_on=date(_year() - 20, 1, 1))
    old = make_hours(person, on=date(_year() - 3, 6, 1), note="Vecchia nota")
    make_hours(person, on=date(_year() - 11, 6, 1))
    assert forget_hours() == {"emptied": 1, "entries": 1, "certificates": 0}
    db.session.expire_all()
    assert db.session.get_one(HourEntry, old.id).note is None
    assert db.session.scalar(select(func.count()).select_from(HourEntry)) == 1
