"""Who is put in shifts, taken out and told of changes; what the jobs tell and forget."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import (
    DayPart,
    FreePart,
    Shift,
    ShiftSignup,
    ShiftState,
    VolunteerProfile,
)
from ama_net.features.volunteers.operations.letters import LetterText, write_letter
from ama_net.features.volunteers.operations.shifts_alerts import tell_of_short_shifts
from ama_net.features.volunteers.operations.signups import take_place
from ama_net.features.volunteers.queries_shift_people import candidates
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.shifts_tasks import forget_old_shifts, tell_of_shifts_short_of_people
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.correspondence import Letter
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import Reservation, reserve
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.volunteers import make_shift
from tests.support.clients import Browser
from tests.support.standing import Standing
from tests.volunteers.shifts_desk import all_of, desk, one_of, person_called, soon, typed_shift, words_of

At = Callable[[str], Browser]


def test_a_volunteer_is_put_in_by_hand_and_written_to(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    with desk(app, alba):
        bea = person_called("Bea").id
    page = words_of(secretary.get(f"/manage/turni/{shift}?chi=bea"))
    assert "Prova Bea" in page
    assert "Senza assicurazione quel giorno" in page
    assert secretary.submit(f"/manage/turni/{shift}/persone", {"person": str(bea)}).status_code == 303
    assert all_of(app, alba, select(Message.template)) == ["volunteers/shift_assigned"]
    assert one_of(app, alba, select(Letter.person_id)) == bea


def test_who_would_be_refused_is_not_offered(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    with desk(app, alba):
        bea_id = str(person_called("Bea").id)
        write_letter(LetterText("Tengo per me quello che vengo a sapere."), by=SYSTEM)
    page = words_of(secretary.get(f"/manage/turni/{shift}?chi=bea"))
    assert ("Prima serve quello che manca" in page, "Metti nel turno" in page) == (True, False)
    refused = words_of(secretary.submit(f"/manage/turni/{shift}/persone", {"person": bea_id}))
    assert "Non si può mettere Bea Prova nel turno" in refused
    with desk(app, alba):
        save_settings(ShiftsSettings(letter_required=False), by=None)
    assert "Metti nel turno" in words_of(secretary.get(f"/manage/turni/{shift}?chi=bea"))


def test_who_said_to_be_free_then_comes_first(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        shift, bea, cleo = make_shift(soon(hour=10)), person_called("Bea"), person_called("Cleo")
        profile = VolunteerProfile(person_id=cleo.id)
        db.session.add(profile)
        db.session.flush()
        db.session.add(FreePart(profile_id=profile.id, weekday=soon().weekday(), part=DayPart.MORNING))
        db.session.flush()
        found = [(one.person.id, one.usually_free) for one in candidates(shift)]
        assert found == [(cleo.id, True), (bea.id, False)]


def test_who_is_taken_is_not_offered_and_is_refused_in_words(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    with desk(app, alba):
        bea = person_called("Bea")
        take_place(make_shift(soon(), title="Cosa segreta"), bea, by=SYSTEM)
        bea_id = str(bea.id)
    assert "Prova Bea" not in words_of(secretary.get(f"/manage/turni/{shift}"))
    answer = secretary.submit(f"/manage/turni/{shift}/persone", {"person": bea_id})
    assert answer.status_code == 422
    assert "In quelle ore c'è già un altro impegno" in unescape(answer.text)
    assert "Cosa segreta" not in answer.text


@pytest.mark.parametrize("person", ["", "boh", str(uuid4())])
def test_nobody_in_particular_cannot_be_put_in(secretary: Browser, shift: str, person: str) -> None:
    assert secretary.submit(f"/manage/turni/{shift}/persone", {"person": person}).status_code == 404


def test_a_volunteer_is_taken_out_and_written_to(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    place = one_of(app, alba, select(ShiftSignup.id))
    assert secretary.submit(f"/manage/turni/{shift}/persone/{place}/rimozione").status_code == 303
    assert one_of(app, alba, select(ShiftSignup.state)) == "removed"
    assert all_of(app, alba, select(Message.template)) == ["volunteers/shift_removed"]
    assert secretary.submit(f"/manage/turni/{shift}/persone/{place}/rimozione").status_code == 404


def test_a_volunteer_is_moved_to_another_shift(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    with desk(app, alba):
        other = str(make_shift(soon(hour=11), title="Altro turno").id)
    place = one_of(app, alba, select(ShiftSignup.id))
    address = f"/manage/turni/{shift}/persone/{place}/spostamento"
    assert "Altro turno" in secretary.get(address).text
    assert secretary.submit(address, {"to": other}).status_code == 303
    taken = select(ShiftSignup.shift_id).where(ShiftSignup.state == "taken")
    assert [str(one) for one in all_of(app, alba, taken)] == [other]


def test_a_move_that_cannot_be_leaves_things_as_they_were(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    with desk(app, alba):
        full = make_shift(soon(3))
        take_place(full, person_called("Bea"), by=SYSTEM)
        full_id = str(full.id)
        place = db.session.scalar(select(ShiftSignup.id).where(ShiftSignup.shift_id == shift))
    answer = secretary.submit(f"/manage/turni/{shift}/persone/{place}/spostamento", {"to": full_id})
    assert answer.status_code == 422
    assert "Tutti i posti di questo turno sono presi." in answer.text
    assert one_of(app, alba, select(ShiftSignup.state).where(ShiftSignup.id == place)) == "taken"


def test_new_times_are_mailed_to_who_comes_with_the_old_ones(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    form = typed_shift(
        app, alba, starts="15:00", ends="17:00", scope="this", minimum="2", maximum="3", place="Sede inventata"
    )
    assert secretary.submit(f"/manage/turni/{shift}/dati", form).status_code == 303
    with desk(app, alba):
        mail = db.session.scalars(select(Message)).one()
        assert mail.template == "volunteers/shift_changed"
        assert "Prima era:" in (mail.text or "")
        assert "Banchetto" not in (mail.subject or "")


def test_the_office_is_asked_before_somebody_is_left_out(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    with desk(app, alba):
        ada = db.session.scalars(select(Person).where(Person.given_name == "Ada", Person.family_name == "Prova")).one()
        take_place(make_shift(soon(7, 15)), ada, by=SYSTEM)
    form = typed_shift(app, alba, starts="15:00", ends="17:00", scope="this", maximum="3")
    answer = secretary.submit(f"/manage/turni/{shift}/dati", form)
    assert answer.status_code == 422
    assert "Ada Prova" in answer.text
    assert secretary.submit(f"/manage/turni/{shift}/dati", {**form, "leave_out": "y"}).status_code == 303
    assert one_of(app, alba, select(ShiftSignup.state).where(ShiftSignup.shift_id == shift)) == "removed"


def test_calling_off_tells_who_was_coming_and_why(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    form = {"why": "Sede chiusa", "scope": "this"}
    assert secretary.submit(f"/manage/turni/{shift}/annullamento", form).status_code == 303
    with desk(app, alba):
        mail = db.session.scalars(select(Message)).one()
        assert (mail.template, "Il motivo: Sede chiusa" in (mail.text or "")) == ("volunteers/shift_cancelled", True)
    assert "Sede chiusa" in secretary.get(f"/manage/turni/{shift}").text
    assert secretary.submit(f"/manage/turni/{shift}/annullamento", form).status_code == 422


def test_a_draft_is_changed_in_silence(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        draft = make_shift(soon(), state=ShiftState.DRAFT)
        take_place(draft, person_called(), by=SYSTEM)
        draft_id = str(draft.id)
    assert secretary.submit(f"/manage/turni/{draft_id}/dati", typed_shift(app, alba, scope="this")).status_code == 303
    assert all_of(app, alba, select(Message.id)) == []
    assert secretary.submit(f"/manage/turni/{draft_id}/pubblicazione").status_code == 303
    assert all_of(app, alba, select(Message.template)) == ["volunteers/shift_assigned"]


def test_the_secretariat_is_told_once_a_day_of_shifts_short_of_people(app: Flask, alba: Standing, shift: str) -> None:
    with desk(app, alba):
        make_shift(soon(20), title="Lontano")
    told = []
    for _time in range(2):
        with desk(app, alba):
            told.append(tell_of_short_shifts())
    with desk(app, alba):
        mail = db.session.scalars(select(Message)).one()
        assert (told, mail.template) == ([1, 0], "volunteers/shifts_short")
        assert "Sportello" not in f"{mail.subject}{mail.text}"


def test_nobody_is_told_when_the_association_does_not_want_it(app: Flask, alba: Standing, shift: str) -> None:
    with desk(app, alba):
        save_settings(ShiftsSettings(short_hours=0), by=None)
    with desk(app, alba):
        assert tell_of_short_shifts() == 0


def test_the_jobs_run_in_every_association(
    app: Flask, alba: Standing, brig: Standing, run_jobs: Callable[[], int]
) -> None:
    for place in (alba, brig):
        with desk(app, place):
            make_shift(soon(), minimum=1)
            gone = make_shift(now() - timedelta(days=1))
            reserve(person_called().id, gone.starts_at, gone.ends_at, about=gone)
            make_shift(now() - timedelta(days=800))
    with app.app_context(), unit_of_work():
        enqueue(tell_of_shifts_short_of_people)
        enqueue(forget_old_shifts)
    run_jobs()
    for place in (alba, brig):
        assert all_of(app, place, select(Message.template)) == ["volunteers/shifts_short"]
        assert all_of(app, place, select(Reservation.id)) == []
        assert len(all_of(app, place, select(Shift.id))) == 2
