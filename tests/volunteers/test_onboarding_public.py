"""Applying as a volunteer from the site: the form, the mailed link, the way back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.office.settings.operations import change_identity
from ama_net.features.volunteers.models import CandidacyState, VolunteerApplication
from ama_net.features.volunteers.onboarding_facts import facts_of
from ama_net.features.volunteers.operations.onboarding_deciding import answer
from ama_net.features.volunteers.operations.onboarding_retention import forget_onboarding
from ama_net.features.volunteers.settings_onboarding import OnboardingSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.volunteers import make_activity
from tests.support.cast import actor
from tests.support.clients import Browser
from tests.support.standing import Standing
from tests.volunteers.onboarding_steps import FACTS, led_to, only, path_of, typed, waiting

PAGE = "/volontari/candidatura"


@pytest.fixture
def browser(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> Browser:
    """Somebody at Alba's site, counted by no limit yet."""
    with app.app_context():
        limiter.reset()
    return client("alba.localhost")


@pytest.fixture
def look(app: Flask, alba: Standing) -> Callable[[Callable[[], Any]], Any]:
    """Do something in Alba's scope, committed."""

    def inside(work: Callable[[], Any]) -> Any:
        with app.test_request_context(base_url="https://alba.localhost"), tenant_scope(alba.id), unit_of_work():
            return work()

    return inside


Look = Callable[[Callable[[], Any]], Any]


def _mails() -> list[tuple[str, str]]:
    return [(one.template, one.text or "") for one in db.session.scalars(select(Message).order_by(Message.created_at))]


def _mailed(look: Look) -> str:
    return path_of(look(_mails)[0][1], "conferma")


def test_the_page_says_what_volunteers_do(browser: Browser, look: Look) -> None:
    look(lambda: make_activity("prove", "Attività di prova").id)
    page = browser.get("/volontari")
    assert (page.status_code, "Attività di prova" in page.text, PAGE in page.text) == (200, True, True)


def test_an_application_waits_for_its_address_to_be_confirmed(browser: Browser, look: Look) -> None:
    made = browser.submit(PAGE, typed())
    assert (made.status_code, look(lambda: (only().state, only().received_at))) == (303, ("unconfirmed", None))
    assert [template for template, _ in look(_mails)] == ["volunteers/candidacy_confirm"]


def test_the_mailed_link_shows_a_button_and_changes_nothing_by_itself(browser: Browser, look: Look) -> None:
    browser.submit(PAGE, typed())
    page = browser.get(_mailed(look))
    assert (page.status_code, look(lambda: only().state)) == (200, "unconfirmed")


def test_the_button_of_the_mailed_link_makes_it_count_and_tells_the_secretariat(browser: Browser, look: Look) -> None:
    browser.submit(PAGE, typed())
    answered = browser.submit(_mailed(look), {})
    assert (answered.status_code, look(lambda: only().state)) == (303, "new")
    assert [template for template, _ in look(_mails)] == ["volunteers/candidacy_confirm", "volunteers/candidacy_new"]
    assert "Zefirina" not in look(_mails)[1][1]


def test_the_mailed_link_pressed_twice_is_once(browser: Browser, look: Look) -> None:
    browser.submit(PAGE, typed())
    mailed = _mailed(look)
    browser.submit(mailed, {})
    again = browser.submit(mailed, {})
    assert (again.status_code, len(look(_mails))) == (303, 2)
    assert browser.get(mailed).status_code == 303


def test_what_is_on_the_page_does_not_confirm_the_address(browser: Browser) -> None:
    made = browser.submit(PAGE, typed())
    page = browser.get(led_to(made))
    assert "/volontari/conferma/" not in page.text


def test_a_link_that_is_nobodys_says_so(browser: Browser) -> None:
    assert browser.get("/volontari/conferma/" + "x" * 43).status_code == 404
    assert browser.get(PAGE + "/" + "x" * 43).status_code == 404


def test_an_unconfirmed_application_is_deleted_whole_after_some_days(browser: Browser, look: Look) -> None:
    browser.submit(PAGE, typed())
    mailed = _mailed(look)

    def grow_old() -> None:
        only().created_at = now() - timedelta(days=8)

    look(grow_old)
    look(forget_onboarding)
    assert look(lambda: db.session.scalars(select(VolunteerApplication)).all()) == []
    assert browser.get(mailed).status_code == 404


def test_a_telephone_alone_counts_at_once(browser: Browser, look: Look) -> None:
    browser.submit(PAGE, typed(email=None, phone="0532 123456"))
    assert look(lambda: (only().state, facts_of(only()).phone)) == ("new", "+390532123456")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"given_name": None}, "given_name"),
        ({"family_name": " "}, "family_name"),
        ({"email": None}, "email"),
        ({"email": "non è un indirizzo"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"why": "a" * 1001}, "why"),
        ({"free_note": "a" * 301}, "free_note"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(browser: Browser, changes: dict[str, Any], fault: str) -> None:
    answered = browser.submit(PAGE, typed(**changes))
    assert (answered.status_code, f'id="{fault}-error"' in answered.text) == (422, True)


def test_an_activity_that_is_not_offered_is_refused(browser: Browser) -> None:
    assert browser.submit(PAGE, typed(activities="0190c3a5-0000-7000-8000-000000000000")).status_code == 422


def test_a_program_that_fills_everything_is_not_kept(browser: Browser, look: Look) -> None:
    assert browser.submit(PAGE, typed(second_name="robot")).status_code == 422
    assert look(lambda: db.session.scalars(select(VolunteerApplication)).all()) == []


def test_the_same_form_twice_is_one_application(browser: Browser, look: Look) -> None:
    form = typed()
    first, second = browser.submit(PAGE, form), browser.submit(PAGE, form)
    assert second.headers["Location"] == first.headers["Location"]
    assert look(lambda: only().state) == "unconfirmed"


def test_the_same_form_with_other_words_loses_nothing(browser: Browser) -> None:
    form = typed()
    browser.submit(PAGE, form)
    answered = browser.submit(PAGE, {**form, "given_name": "Altra"})
    assert (answered.status_code, 'value="Altra"' in answered.text) == (422, True)


def test_nothing_personal_is_in_the_row_as_it_is_stored(browser: Browser, look: Look) -> None:
    browser.submit(PAGE, typed())
    stored = look(lambda: bytes(only().facts_sealed or b""))
    assert b"zefirina" not in stored.lower()


def test_withdrawing_deletes_at_once_what_was_said(browser: Browser, look: Look) -> None:
    back = led_to(browser.submit(PAGE, typed()))
    assert browser.submit(f"{back}/ritiro", {}).status_code == 303
    assert look(lambda: (only().state, only().facts_sealed)) == ("withdrawn", None)
    assert look(lambda: [one.recipient for one in db.session.scalars(select(Message))]) == []
    assert "Zefirina" not in browser.get(back).text


def test_withdrawing_twice_is_once(browser: Browser) -> None:
    back = led_to(browser.submit(PAGE, typed()))
    browser.submit(f"{back}/ritiro", {})
    assert browser.submit(f"{back}/ritiro", {}).status_code == 303


def test_a_withdrawn_application_is_not_confirmed_any_more(browser: Browser, look: Look) -> None:
    back = led_to(browser.submit(PAGE, typed()))
    mailed = _mailed(look)
    browser.submit(f"{back}/ritiro", {})
    browser.submit(mailed, {})
    assert look(lambda: only().state) == CandidacyState.WITHDRAWN


def test_the_answer_is_read_on_the_page_and_by_mail(browser: Browser, look: Look) -> None:
    back = led_to(browser.submit(PAGE, typed()))
    browser.submit(_mailed(look), {})
    look(lambda: answer(only(), "Ci vediamo martedì.", by=SYSTEM))
    assert "Ci vediamo martedì." in browser.get(back).text
    assert "Ci vediamo martedì." in look(_mails)[-1][1]


def test_where_none_is_taken_from_the_site_the_form_is_not_there(browser: Browser, look: Look) -> None:
    look(lambda: save_settings(OnboardingSettings(accepts_online=False), by=None))
    assert PAGE not in browser.get("/volontari").text
    assert (browser.get(PAGE).status_code, browser.submit("/volontari", typed()).status_code) == (303, 405)


def test_too_many_from_one_place_are_asked_to_wait(browser: Browser) -> None:
    answers = [browser.submit(PAGE, typed(email=f"una{n}@example.org")).status_code for n in range(6)]
    assert answers == [303, 303, 303, 303, 303, 429]


def test_an_application_of_alba_is_nobodys_at_brig(look: Look, client: Callable[[str], Browser]) -> None:
    from ama_net.features.volunteers.onboarding_secrets import secret_of

    token = look(lambda: secret_of(waiting(FACTS).id))
    assert client("brig.localhost").get(f"{PAGE}/{token}").status_code == 404
    assert client("alba.localhost").get(f"{PAGE}/{token}").status_code == 200


def test_a_closed_room_takes_nothing_but_lets_one_go(browser: Browser, look: Look, alba: Standing) -> None:
    back = led_to(browser.submit(PAGE, typed()))
    look(lambda: change_identity({"rooms": {"volunteers": False}}, by=actor(alba, Role.PRESIDENT)))
    forget_cached_tenants()
    assert (browser.get(PAGE).status_code, browser.get(back).status_code) == (404, 200)
    browser.submit(f"{back}/ritiro", {})
    assert look(lambda: only().state) == "withdrawn"
