"""What an insurer is told: numbered, kept with its fingerprint, never edited, only of what is new."""

import hashlib
from datetime import date, timedelta
from io import BytesIO
from threading import Event
from time import sleep
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from ama_net.features.volunteers.models import (
    Change,
    CommunicationKind,
    InsuranceDay,
    InsurancePolicy,
    PolicyKind,
    Section,
)
from ama_net.features.volunteers.operations import insurance_communications
from ama_net.features.volunteers.operations.insurance import note_day, remove_day, remove_policy
from ama_net.features.volunteers.operations.insurance_communications import communicate, note_sent
from ama_net.features.volunteers.operations.insurance_covers import remove_cover, stop_cover
from ama_net.features.volunteers.queries_policies import lines_of, untold, untold_days
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import body_of, documents_about
from ama_net.kernel.people import WrongFact
from tests.factories.insurance import make_cover, make_policy
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
LIST, CHANGES, DAYS = CommunicationKind.LIST, CommunicationKind.CHANGES, CommunicationKind.DAYS


def test_the_first_communication_tells_of_everybody_in_the_register(in_alba: object) -> None:
    policy = make_policy()
    make_volunteer(make_person("Ada", "Zeta"))
    make_volunteer(make_person("Ugo", "Alfa"), started_on=date(2026, 3, 1))
    made = communicate(policy, LIST, by=SYSTEM)
    said = [(person.list_name, line.change, line.first_on, line.last_on) for line, person in lines_of(made)]
    assert said == [("Alfa Ugo", "in", date(2026, 3, 1), None), ("Zeta Ada", "in", FIRST, None)]
    assert (made.from_on, made.until_on, untold(policy)) == (FIRST, LAST, [])


def test_numbers_follow_one_another_in_the_year(in_alba: object) -> None:
    make_volunteer()
    made = [communicate(make_policy(), LIST, by=SYSTEM) for _ in range(2)]
    assert [one.number_words for one in made] == [f"1/{today().year}", f"2/{today().year}"]


def test_only_who_came_or_left_is_told_afterwards(in_alba: object) -> None:
    policy = make_policy()
    leaving, staying = make_volunteer(), make_volunteer()
    communicate(policy, LIST, by=SYSTEM)
    leaving.ended_on, leaving.end_reason = date(2026, 5, 1), "stopped"
    coming = make_volunteer(started_on=date(2026, 6, 1))
    db.session.flush()
    made = communicate(policy, CHANGES, by=SYSTEM)
    assert {(line.person_id, line.change, line.last_on) for line, _person in lines_of(made)} == {
        (leaving.person_id, Change.OUT, date(2026, 4, 30)),
        (coming.person_id, Change.IN, None),
    }
    assert staying.person_id not in {line.person_id for line, _person in lines_of(made)}
    with pytest.raises(WrongFact, match="niente da comunicare"):
        communicate(policy, CHANGES, by=SYSTEM)


@pytest.mark.parametrize(("ended_on", "told"), [(FIRST, 0), (FIRST + DAY, 1), (LAST, 1), (LAST + DAY, 1)], ids=str)
def test_who_stopped_before_the_policy_is_not_told(in_alba: object, ended_on: date, told: int) -> None:
    make_volunteer(ended_on=ended_on, end_reason="stopped")
    lines = untold(make_policy())
    assert len(lines) == told
    if told:
        assert lines[0].last_on == (ended_on - DAY if ended_on <= LAST else None)


def test_moving_to_the_other_section_is_no_change_for_a_policy_of_both(in_alba: object) -> None:
    volunteer = make_volunteer(ended_on=date(2026, 4, 1), end_reason="moved")
    make_volunteer(volunteer.person, started_on=date(2026, 4, 1), section=Section.OCCASIONAL)
    assert [(line.first_on, line.last_on) for line in untold(make_policy())] == [(FIRST, None)]


def test_a_policy_of_one_section_tells_who_leaves_it(in_alba: object) -> None:
    volunteer = make_volunteer(ended_on=date(2026, 4, 1), end_reason="moved")
    make_volunteer(volunteer.person, started_on=date(2026, 4, 1), section=Section.OCCASIONAL)
    policy = make_policy(section=Section.REGULAR)
    assert [(line.first_on, line.last_on) for line in untold(policy)] == [(FIRST, date(2026, 3, 31))]


def test_the_names_of_a_named_policy_are_told(in_alba: object) -> None:
    policy = make_policy(kind=PolicyKind.NAMED)
    make_volunteer()
    cover = make_cover(policy, make_volunteer().person)
    communicate(policy, CHANGES, by=SYSTEM)
    stop_cover(cover, last_on=date(2026, 5, 31), by=SYSTEM)
    assert [(line.change, line.person_id) for line in untold(policy)] == [(Change.OUT, cover.person_id)]


def test_a_name_that_was_told_stays_with_its_last_day(in_alba: object) -> None:
    policy = make_policy(kind=PolicyKind.NAMED)
    cover = make_cover(policy, make_volunteer().person)
    communicate(policy, CHANGES, by=SYSTEM)
    with pytest.raises(WrongFact, match="lo sa già"):
        remove_cover(cover, by=SYSTEM)


def test_days_are_told_once(in_alba: object) -> None:
    policy = make_policy(kind=PolicyKind.NUMERIC, most_insured=10)
    day = note_day(policy, date(2026, 6, 2), 8, "Banchetto in piazza", by=SYSTEM)
    made = communicate(policy, DAYS, by=SYSTEM)
    assert (made.from_on, day.communication_id, untold_days(policy)) == (date(2026, 6, 2), made.id, [])
    with pytest.raises(WrongFact, match="lo sa già"):
        remove_day(day, by=SYSTEM)


@pytest.mark.parametrize(("policy_kind", "kind"), [(PolicyKind.NUMERIC, LIST), (PolicyKind.COLLECTIVE, DAYS)])
def test_each_policy_is_told_its_own_way(in_alba: object, policy_kind: PolicyKind, kind: CommunicationKind) -> None:
    with pytest.raises(WrongFact, match="un altro modo"):
        communicate(make_policy(kind=policy_kind, most_insured=5), kind, by=SYSTEM)


def test_a_communication_is_kept_as_three_files_with_their_fingerprint(in_alba: object) -> None:
    make_volunteer(make_person("Ada", "Zeta", tax_code="ZTEDAA80A41A944F", birth_date=date(1980, 1, 1)))
    files = documents_about(communicate(make_policy(), LIST, by=SYSTEM))
    bodies = {one.versions[0].media_type.split("/")[1][:4]: body_of(one.versions[0]) for one in files}
    assert [hashlib.sha256(body_of(one.versions[0])).hexdigest() for one in files] == [
        one.versions[0].sha256 for one in files
    ]
    said = "Zeta;Ada;01/01/1980;;ZTEDAA80A41A944F;Non occasionale;Entra;01/01/2026;31/12/2026"
    assert bodies["csv"].decode().splitlines()[1] == said
    assert "ZTEDAA80A41A944F" in PdfReader(BytesIO(bodies["pdf"])).pages[0].extract_text()
    assert bodies["vnd."].startswith(b"PK")


def test_the_files_say_nothing_an_insurer_does_not_need(in_alba: object) -> None:
    make_volunteer(make_person("Ada", "Zeta", email="ada@zeta.example"))
    files = documents_about(communicate(make_policy(), LIST, by=SYSTEM))
    csv = next(body_of(one.versions[0]) for one in files if one.versions[0].media_type == "text/csv")
    assert b"ada@zeta.example" not in csv


def test_what_was_told_is_never_edited(in_alba: object) -> None:
    make_volunteer()
    communicate(make_policy(), LIST, by=SYSTEM)
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text("UPDATE insurance_communication_lines SET first_on = first_on - 1"))


def test_a_policy_that_was_told_of_stays(in_alba: object) -> None:
    make_volunteer()
    policy = make_policy()
    communicate(policy, LIST, by=SYSTEM)
    with pytest.raises(WrongFact, match="la polizza resta"):
        remove_policy(policy, by=SYSTEM)


def test_how_it_left_is_noted(in_alba: object) -> None:
    make_volunteer()
    made = communicate(make_policy(), LIST, by=SYSTEM)
    note_sent(made, on=today(), how="PEC", by=SYSTEM)
    assert (made.sent_on, made.sent_how) == (today(), "PEC")


@pytest.mark.parametrize("days", [-1, 1])
def test_it_left_neither_before_it_was_made_nor_tomorrow(in_alba: object, days: int) -> None:
    make_volunteer()
    made = communicate(make_policy(), LIST, by=SYSTEM)
    with pytest.raises(WrongFact):
        note_sent(made, on=today() + days * DAY, how="PEC", by=SYSTEM)


def test_a_day_being_told_is_not_taken_away_meanwhile(
    app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(app, alba):
        policy = make_policy(kind=PolicyKind.NUMERIC, most_insured=10)
        keys = policy.id, note_day(policy, FIRST, 8, "Banchetto", by=SYSTEM).id
    telling, finish = Event(), insurance_communications._finish

    def slowly(*said: Any) -> Any:
        db.session.flush()
        telling.set()
        sleep(0.5)  # the other hand has come to the day
        return finish(*said)

    def work(hand: int) -> str:
        policy, day = db.session.get_one(InsurancePolicy, keys[0]), db.session.get_one(InsuranceDay, keys[1])
        if hand == 0:
            communicate(policy, DAYS, by=SYSTEM)
            return "told"
        telling.wait(10)
        remove_day(day, by=SYSTEM)
        return "gone"

    monkeypatch.setattr(insurance_communications, "_finish", slowly)
    assert at_once(app, alba, work, hands=2) == ["told", "on_day"]
