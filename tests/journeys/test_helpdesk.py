"""Somebody books on a phone, moves it from the mail, is reminded; who listens meets them and notes; the night forgets on time."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from ama_net.app import create_app
from ama_net.features.helpdesk.models import Appointment, AppointmentReminder, MeetingNote, Mode, Visitor
from ama_net.features.helpdesk.operations.forgetting import forget
from ama_net.features.helpdesk.operations.reminders import remind_appointments
from ama_net.features.helpdesk.queries_services import service_of_slug
from ama_net.features.helpdesk.slots import free_slots
from ama_net.foundation.clock import now
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import all_tenants
from tests.journeys.steps import accessible, main, press
from tests.support.processes import RunningSystem

SignIn = Callable[[Page, str, str], None]
Open = Callable[..., Page]

SLUG, SERVICE, SECRETARY = "riconoscere", "accoglienza", "biancaneve@riconoscere.example"
NAME, MAIL = "Pervinca", "pervinca@prova.example"
STORY, NOTE = "Vorrei parlare con qualcuno.", "Vuole ricominciare a dipingere."


@pytest.fixture
def maker(system: RunningSystem) -> Iterator[Flask]:
    """The application of the running system, to do at another hour what its timetable does."""
    app = create_app(load_settings(system.environment))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def _inside(maker: Flask) -> Iterator[None]:
    found = next(one for one, slug, *_ in all_tenants(maker.extensions["settings"]) if slug == SLUG)
    with maker.app_context(), tenant_scope(found), unit_of_work():
        yield


def _accessible(page: Page) -> None:
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_from_the_first_screen_to_the_forgetting(
    open_page: Open, sign_in: SignIn, system: RunningSystem, maker: Flask, pictures: Path
) -> None:
    phone = open_page(phone=True)
    _book(phone, system, maker, pictures)
    mine = _link_in_mail(phone, system)
    _move(phone, mine, maker)
    _be_reminded(phone, system, maker)
    operator = open_page(phone=True)
    _meet(operator, sign_in, system, maker, pictures)
    _look_at_the_calendar(open_page(), sign_in, system, pictures)
    _be_forgotten(phone, mine, maker)


def _a_day(maker: Flask, position: int) -> str:
    """A day more than a week away with free times online."""
    with _inside(maker):
        service = service_of_slug(SERVICE)
        assert service is not None
        day = now().date()
        days = sorted({slot.day for slot in free_slots(service, day, day + timedelta(days=60), mode=Mode.ONLINE)})
        return [one for one in days if one > day + timedelta(days=7)][position].isoformat()


def _book(page: Page, system: RunningSystem, maker: Flask, pictures: Path) -> None:
    page.goto(system.url(SLUG, "/sportello"))
    expect(main(page).get_by_role("button", name=re.compile("online", re.IGNORECASE)).first).to_be_visible()
    _accessible(page)
    page.screenshot(path=pictures / "sportello-telefono.png", full_page=True)
    page.goto(system.url(SLUG, f"/sportello/{SERVICE}?giorno={_a_day(maker, 0)}"))
    _accessible(page)
    press(page, re.compile("online", re.IGNORECASE))
    expect(main(page)).to_contain_text("Lo teniamo per te")
    _accessible(page)
    page.screenshot(path=pictures / "sportello-modulo-telefono.png", full_page=True)
    page.locator("#nickname").fill(NAME)
    page.locator("#contact").fill(MAIL)
    page.locator("#reason").fill(STORY)
    page.get_by_label("No", exact=True).check()
    page.locator("#consent").check()
    press(page, "Conferma l'appuntamento")
    expect(main(page)).to_contain_text("Il tuo codice")
    _accessible(page)
    page.screenshot(path=pictures / "sportello-fatto-telefono.png", full_page=True)


def _link_in_mail(page: Page, system: RunningSystem) -> str:
    """The link of the person's page, from the box on this machine; the mail says neither what nor why."""
    _open_mail(page, system)
    text = page.content()
    assert (STORY in text, "accoglienza" in text.lower()) == (False, False)
    found = re.search(rf"http://{SLUG}\.localhost:\d+/sportello/mio/[\w-]{{43}}", text)
    assert found is not None
    return found[0]


def _open_mail(page: Page, system: RunningSystem, *, how_many: int = 1) -> None:
    rows = page.get_by_role("row").filter(has_text=MAIL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and rows.count() < how_many:
        page.goto(system.url("", f"/posta-locale?a={MAIL}"))
        time.sleep(0.5)
    assert rows.count() >= how_many
    rows.first.get_by_role("link").click()


def _move(page: Page, mine: str, maker: Flask) -> None:
    page.goto(mine)
    expect(main(page)).to_contain_text("Sposta")
    _accessible(page)
    main(page).get_by_role("link", name="Sposta").click()
    page.goto(f"{page.url.partition('?')[0]}?giorno={_a_day(maker, 1)}")
    _accessible(page)
    press(page, re.compile("online", re.IGNORECASE))
    expect(main(page).get_by_role("link", name="Sposta")).to_be_visible()
    main(page).get_by_role("link", name="Sposta").wait_for()
    address = main(page).get_by_role("link", name="Mettilo nel calendario").get_attribute("href")
    event = page.evaluate("async address => await (await fetch(address)).text()", address)
    assert ("SEQUENCE:1" in event, NAME in event, STORY in event) == (True, False, False)


def _appointment() -> Appointment:
    """Of the person of this journey, the newest."""
    with_a_name = [one for one in db.session.scalars(select(Visitor)) if one.nickname == NAME]
    mine = select(Appointment).where(Appointment.visitor_id.in_([one.id for one in with_a_name]))
    return db.session.scalars(mine.order_by(Appointment.created_at.desc())).first() or pytest.fail("no appointment")


def _be_reminded(page: Page, system: RunningSystem, maker: Flask) -> None:
    with _inside(maker):
        starts_at = _appointment().starts_at
    with time_machine.travel(starts_at - timedelta(hours=47), tick=False):
        for _time in range(20):
            with _inside(maker):
                if not remind_appointments():
                    break
    with _inside(maker):
        told = select(func.count()).where(AppointmentReminder.appointment_id == _appointment().id)
        assert db.session.scalar(told) == 1


def _meet(page: Page, sign_in: SignIn, system: RunningSystem, maker: Flask, pictures: Path) -> None:
    """The hour has come: who listens opens the appointment, says how it went, writes a note."""
    with _inside(maker):
        row = _appointment()
        began: Any = {"starts_at": now() - timedelta(minutes=70), "ends_at": now() - timedelta(minutes=20)}
        db.session.execute(update(Appointment).where(Appointment.id == row.id).values(**began))
        address = db.session.scalars(select(Account.email).where(Account.person_id == row.person_id)).one()
        path = f"/my/sportello/appuntamenti/{row.id}"
    sign_in(page, SLUG, address)
    page.goto(system.url(SLUG, "/my/sportello"))
    _accessible(page)
    page.goto(system.url(SLUG, path))
    expect(main(page)).to_contain_text(NAME)
    expect(main(page)).to_contain_text(STORY)
    _accessible(page)
    page.screenshot(path=pictures / "incontro-telefono.png", full_page=True)
    page.get_by_label("Ci siamo incontrati").check()
    page.get_by_label("Un appunto, se ti serve").fill(NOTE)
    press(page, "Salva")
    expect(page.get_by_text("Fatto, grazie.")).to_be_visible()


def _look_at_the_calendar(page: Page, sign_in: SignIn, system: RunningSystem, pictures: Path) -> None:
    sign_in(page, SLUG, SECRETARY)
    page.goto(system.url(SLUG, "/manage/sportello"))
    _accessible(page)
    page.screenshot(path=pictures / "sportello-ufficio.png", full_page=True)
    expect(main(page)).not_to_contain_text(STORY)


def _be_forgotten(page: Page, mine: str, maker: Flask) -> None:
    with time_machine.travel(now() + timedelta(days=91), tick=False), _inside(maker):
        mine_id = _appointment().visitor_id
        assert db.session.scalar(select(func.count()).where(MeetingNote.visitor_id == mine_id)) == 1
        assert forget().visitors > 0
    with _inside(maker):
        visitor = db.session.get_one(Visitor, mine_id)
        assert (visitor.nickname, visitor.contact, visitor.reason) == (None, None, None)
        bodies = db.session.scalars(select(MeetingNote).where(MeetingNote.visitor_id == mine_id)).all()
        assert [one.body for one in bodies if one.body] == []
        told = select(Appointment.result).where(Appointment.visitor_id == mine_id)
        assert db.session.scalars(told).all() == ["met"]
    page.goto(mine)
    expect(main(page)).not_to_contain_text(NAME)
