"""Certificates whose hours were put right since: which are found, and how the office sees them."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import HourCertificate, HourEntry, HoursState
from ama_net.features.volunteers.operations.hour_certificates import Period, issue_certificate, revoke_certificate
from ama_net.features.volunteers.queries_hour_certificates import adds_up_no_more
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.volunteers import make_activity
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing
from tests.volunteers.hours_desk import make_hours, thirty_days


def _attest(entry: HourEntry, period: Period | None = None, *, by_activity: bool = False) -> HourCertificate:
    return issue_certificate(entry.person, period or thirty_days(), by_activity=by_activity, by=SYSTEM)


def _changed() -> list[int]:
    found = select(HourCertificate.number).where(adds_up_no_more()).order_by(HourCertificate.number)
    return list(db.session.scalars(found))


@pytest.mark.usefixtures("in_alba")
def test_other_hours_are_found_and_another_activity_where_it_is_said() -> None:
    entry = make_hours(approved=True)
    for by_activity in (False, True):
        _attest(entry, by_activity=by_activity)
    assert _changed() == []
    entry.activity_id = make_activity("stalls", "Banchetti").id
    db.session.flush()
    assert _changed() == [2]
    entry.state = HoursState.REFUSED
    db.session.flush()
    assert _changed() == [1, 2]


@pytest.mark.usefixtures("in_alba")
def test_a_revoked_one_is_not_found() -> None:
    entry = make_hours(approved=True)
    made = _attest(entry)
    entry.minutes = 60
    revoke_certificate(made, by=SYSTEM)
    assert _changed() == []


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize(("years", "found"), [(10, [1]), (11, [])])
def test_of_hours_old_enough_to_be_deleted_nothing_is_said(years: int, found: list[int]) -> None:
    entry, day = make_hours(approved=True), date(today().year - years, 1, 1)
    entry.on_day = day
    db.session.flush()
    _attest(entry, Period(day, day))
    db.session.delete(entry)
    db.session.flush()
    assert _changed() == found


def test_the_office_sees_which_hours_changed(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        entry = make_hours(approved=True)
        _attest(entry)
        entry_id = entry.id
    page = "/manage/ore/attestati"
    assert "Ore cambiate</span>" not in secretary.get(page).text
    with desk(app, alba):
        db.session.get_one(HourEntry, entry_id).minutes = 60
    told = [secretary.get(page + query).text.count("Ore cambiate</span>") for query in ("", "?state=changed")]
    assert told == [1, 1]
    assert f"1/{today().year}" not in secretary.get(f"{page}?state=revoked").text
