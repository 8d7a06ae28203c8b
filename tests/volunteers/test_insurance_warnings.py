"""Warnings of policies that end: by mail once for each step, and among the deadlines."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.deadlines_insurance import insurance_due
from ama_net.features.volunteers.operations.insurance_warnings import warn_of_policies
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.insurance import make_paid_work, make_policy
from tests.factories.volunteers import make_volunteer
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

DAY = timedelta(days=1)
FIRST, LAST = 60, 15
"""The days of the two warnings, as the settings have them at the start."""


def _long_ago() -> date:
    return today() - 300 * DAY


def _mails() -> list[Message]:
    return list(db.session.scalars(select(Message).where(Message.template == "volunteers/insurance_warning")))


@pytest.mark.parametrize(("days", "told"), [(FIRST + 1, 0), (FIRST, 1), (LAST, 1), (0, 1), (-1, 0)])
def test_the_secretariat_is_warned_when_a_policy_is_near_its_end(in_alba: object, days: int, told: int) -> None:
    make_policy(first_on=_long_ago(), last_on=today() + days * DAY)
    assert warn_of_policies() == told
    assert len(_mails()) == told


def test_each_step_is_told_once(in_alba: object) -> None:
    policy = make_policy(first_on=_long_ago(), last_on=today() + FIRST * DAY)
    assert [warn_of_policies(), warn_of_policies()] == [1, 0]
    policy.last_on = today() + LAST * DAY
    assert [warn_of_policies(), warn_of_policies()] == [1, 0]


def test_several_policies_are_told_in_one_mail_that_names_nobody(in_alba: object) -> None:
    volunteer = make_volunteer()
    make_policy(first_on=_long_ago(), last_on=today() + DAY, covers_illness=False)
    make_policy(first_on=_long_ago(), last_on=today() + DAY, number="POL-9", renews=True, notice_days=1)
    assert warn_of_policies() == 2
    (mail,) = _mails()
    assert mail.text is not None
    assert ("POL-1" in mail.text, "POL-9" in mail.text, volunteer.person.family_name in mail.text) == (
        True,
        True,
        False,
    )


def test_a_policy_that_another_follows_is_not_warned_of(in_alba: object) -> None:
    make_policy(first_on=_long_ago(), last_on=today() + DAY)
    make_policy(first_on=today() + 2 * DAY, last_on=today() + 300 * DAY)
    assert warn_of_policies() == 0


def test_a_policy_that_renews_is_warned_of_before_the_day_for_notice(in_alba: object) -> None:
    make_policy(first_on=_long_ago(), last_on=today() + 89 * DAY, renews=True, notice_days=30)
    assert warn_of_policies() == 1


def _due(first: date, last: date) -> list[date]:
    return [one.due_on for one in insurance_due(first, last)]


def test_the_end_of_a_policy_is_a_deadline_until_another_follows(in_alba: object) -> None:
    end = today() + 20 * DAY
    make_policy(first_on=_long_ago(), last_on=end)
    assert _due(_long_ago(), end) == [end]
    make_policy(first_on=end + DAY, last_on=end + 300 * DAY)
    assert _due(_long_ago(), end + 400 * DAY) == [end + 300 * DAY]


def test_the_day_for_notice_is_the_deadline_of_a_policy_that_renews(in_alba: object) -> None:
    make_policy(first_on=_long_ago(), last_on=today() + 60 * DAY, renews=True, notice_days=30)
    assert _due(_long_ago(), today() + 60 * DAY) == [today() + 30 * DAY]


def test_a_gap_between_two_policies_is_no_deadline_any_more(in_alba: object) -> None:
    make_policy(first_on=_long_ago(), last_on=_long_ago() + 30 * DAY)
    make_policy(first_on=_long_ago() + 60 * DAY, last_on=today() + 200 * DAY)
    assert _due(_long_ago(), today()) == [today() + 200 * DAY]


@pytest.mark.parametrize(("days", "shown"), [(FIRST, True), (FIRST + 1, False)])
def test_the_dashboard_says_which_policies_end(
    app: Flask, client: Callable[[str], Browser], alba: Standing, days: int, shown: bool
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_policy(first_on=_long_ago(), last_on=today() + days * DAY)
    page = sign_in(client(alba.host), alba, Role.SECRETARY).get("/manage/").get_data(as_text=True)
    assert ("Polizze in scadenza" in page) is shown


def test_the_page_of_deadlines_leads_to_the_policies(
    app: Flask, client: Callable[[str], Browser], alba: Standing
) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_policy(first_on=_long_ago(), last_on=today() + 20 * DAY)
    page = sign_in(client(alba.host), alba, Role.SECRETARY).get("/manage/soci/scadenze").get_data(as_text=True)
    assert ("La polizza POL-1 finisce" in page, "/manage/volontari/assicurazione" in page) == (True, True)


def test_employees_are_proposed_for_the_runts(app: Flask, client: Callable[[str], Browser], alba: Standing) -> None:
    secretary = sign_in(client(alba.host), alba, Role.SECRETARY)
    address = "/manage/soci/dati-runts?anno=2025"
    assert 'name="employees" type="number" value=""' in secretary.get(address).get_data(as_text=True)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        for started in (date(2025, 12, 31), date(2026, 1, 1)):
            make_paid_work(started_on=started)
    assert 'name="employees" type="number" value="1"' in secretary.get(address).get_data(as_text=True)
