"""The secretariat books for who telephones, drags the appointment to another time, then moves it with the keyboard alone."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.steps import accessible, main
from tests.support.processes import RunningSystem

SLUG, SECRETARY = "riconoscere", "biancaneve@riconoscere.example"
NAME = "Ninfea"

SignIn = Callable[[Page, str, str], None]
Open = Callable[..., Page]


def test_a_call_is_booked_and_the_appointment_moved(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path
) -> None:
    page = open_page()
    sign_in(page, SLUG, SECRETARY)
    code, day = _book(page, system)
    _drag_where_nobody_listens(page, system, day)
    _drag(page, system, day, pictures)
    _move_by_keyboard(page)
    _find(page, system, code)


def _book(page: Page, system: RunningSystem) -> tuple[str, str]:
    """Gives the code that is read out, and the day."""
    page.goto(system.url(SLUG, "/manage/sportello/prenotazione"))
    accessible(page)
    for _fortnight in range(6):  # holidays may leave nothing free for a while
        page.get_by_role("button", name="Giorni dopo").click()
        page.wait_for_load_state()
        if page.locator("input[name=when]").count():
            break
    page.locator("input[name=when]").first.check()
    page.get_by_label(re.compile("Come vuole essere chiamata")).fill(NAME)
    page.get_by_label(re.compile("Un telefono o un'e-mail")).fill("06 555 0123")
    page.get_by_label(re.compile("Ha ascoltato e ha detto di sì")).check()
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Prenota", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("da leggere al telefono")
    accessible(page)
    code = page.locator(".secret-code").inner_text()
    page.get_by_role("button", name="Fatto, li ho letti").click()
    calendar = page.get_by_role("link", name="Calendario dello sportello").get_attribute("href") or ""
    return code, calendar.partition("giorno=")[2]


def _drag_where_nobody_listens(page: Page, system: RunningSystem, day: str) -> None:
    page.goto(system.url(SLUG, f"/manage/sportello?vista=giorno&giorno={day}"))
    entry = page.locator("td[data-move]", has_text=NAME)
    closed = page.locator(f"td:not(.entry, .open-hours)[data-person='{entry.get_attribute('data-person')}']").first
    entry.drag_to(closed, source_position={"x": 30, "y": 12}, target_position={"x": 30, "y": 6})
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("chi ascolta non ha un orario libero")
    expect(dialog.get_by_role("button", name="Sposta")).to_be_hidden()
    dialog.get_by_role("link", name="Guarda gli orari liberi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sposta l'appuntamento")


def _drag(page: Page, system: RunningSystem, day: str, pictures: Path) -> None:
    page.goto(system.url(SLUG, f"/manage/sportello?vista=giorno&giorno={day}"))
    accessible(page)
    entry = page.locator("td[data-move]", has_text=NAME)
    before = entry.locator("time").inner_text()
    hour, cell, inside = _free_place(page, entry, day)
    entry.drag_to(cell, source_position={"x": 30, "y": 12}, target_position={"x": 30, "y": inside})
    assert not before.startswith(hour)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(NAME)
    page.screenshot(path=pictures / "sportello-trascinato.png")
    dialog.get_by_role("button", name="Sposta").click()
    expect(page.get_by_text("Appuntamento spostato.")).to_be_visible()
    expect(entry.locator("time")).to_contain_text(re.compile(f"^{hour}"))


def _free_place(page: Page, entry: Locator, day: str) -> tuple[str, Locator, float]:
    """An hour the office is told is free, the cell it is in, how far down: which hours are free depends on the demo and the day."""
    asked = f"{entry.get_attribute('data-places')}?dal={day}&al={day}"
    free = page.evaluate("address => fetch(address).then(answer => answer.json())", asked)
    now = entry.get_attribute("data-hour")
    for place in (place for place in free["places"] if place["hour"] != now):
        for cell in page.locator(f"td.open-hours[data-person='{place['person']}']").all():
            quarters = (_minutes(place["hour"]) - _minutes(cell.get_attribute("data-hour") or "")) // 15
            rows, box = int(cell.get_attribute("rowspan") or 1), cell.bounding_box()
            if box is not None and 0 <= quarters < rows:
                return place["hour"].lstrip("0"), cell, (quarters + 0.5) * box["height"] / rows
    raise AssertionError("nothing is free on that day")


def _minutes(hour: str) -> int:
    hours, minutes = hour.split(":")
    return int(hours) * 60 + int(minutes)


def _move_by_keyboard(page: Page) -> None:
    link = page.locator("td.entry", has_text=NAME).get_by_role("link")
    for one in (link, page.get_by_role("link", name="Sposta", exact=True)):
        one.focus()
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sposta l'appuntamento")
    page.locator("input[name=when]").last.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Sposta l'appuntamento").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Appuntamento spostato.")).to_be_visible()


def _find(page: Page, system: RunningSystem, code: str) -> None:
    page.goto(system.url(SLUG, "/manage/sportello"))
    page.get_by_text("Cerca un appuntamento con il suo codice").click()
    page.get_by_label("Codice").fill(code)
    page.get_by_role("button", name="Apri").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    page.goto(system.url(SLUG, "/manage/sportello/telefonate"))
    expect(main(page)).to_contain_text("Dire il nuovo orario")
