"""Two more journeys: a proposal becomes a group; a facilitator stops for August, and every channel follows."""

import http.client
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import recurring_ical_events
from playwright.sync_api import Page, expect

from ama_net.foundation.clock import today
from tests.journeys.steps import accessible
from tests.support.processes import RunningSystem

SignIn = Callable[[Page, str, str], None]
Open = Callable[..., Page]

SLUG = "evergreen"
WISH = "Vorrei parlare con altri padri separati"


def test_proposal_becomes_a_group(open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path) -> None:
    citizen = open_page(phone=True)
    link = _propose(citizen, system, pictures)
    secretary = open_page()
    sign_in(secretary, "bologna", "rosaura@bologna.example")
    _take_up(secretary, system, pictures)
    _announce(secretary, "Si cercano le persone")
    _announce(secretary, "C'è un posto dove incontrarsi")
    _announce(secretary, "Sta per partire: si annuncia sul sito")
    visitor = open_page(phone=True)
    visitor.goto(system.url("bologna", "/gruppi/avvia"))
    visitor.get_by_role("link", name="Padri in cammino").click()
    accessible(visitor)
    _announce(secretary, "È attivo: ha la sua pagina fra i gruppi")
    visitor.goto(system.url("bologna", "/gruppi?q=padri+in+cammino"))
    expect(visitor.get_by_role("link", name="Padri in cammino")).to_be_visible()
    visitor.goto(system.url("bologna", "/gruppi/padri-in-cammino"))
    expect(visitor.get_by_role("heading", name="Padri in cammino", level=1)).to_be_visible()
    assert WISH not in visitor.content()
    citizen.goto(link)
    expect(citizen.get_by_role("heading", level=1)).to_be_visible()


def _propose(page: Page, system: RunningSystem, pictures: Path) -> str:
    page.goto(system.url("bologna", "/gruppi/avvia"))
    page.screenshot(path=pictures / "avvia-telefono.png", full_page=True)
    accessible(page)
    page.get_by_role("link", name="Proponi un gruppo").first.click()
    page.get_by_label("Di che cosa si parlerebbe?").select_option(label="Problemi genitoriali")
    page.get_by_label("Con parole tue").fill(WISH)
    page.get_by_label("Come vuoi che ti chiamiamo?").fill("Airone Cenerino")
    page.get_by_label("Un'e-mail o un telefono").fill("airone@posta.example")
    page.get_by_label("No", exact=True).check()
    page.locator("#consent").check()
    accessible(page)
    page.get_by_role("button", name="Manda la proposta").click()
    page.get_by_role("link", name="Apri la pagina della richiesta").click()
    return page.url


def _take_up(page: Page, system: RunningSystem, pictures: Path) -> None:
    page.goto(system.url("bologna", "/manage/gruppi/proposte"))
    page.screenshot(path=pictures / "proposte.png", full_page=True)
    accessible(page)
    page.get_by_role("table", name="Che cosa manca, e dove").get_by_role("link", name="Problemi genitoriali").click()
    page.locator("#results tbody tr th a").first.click()
    page.get_by_role("link", name="Correggi, o scrivi per il sito").click()
    page.get_by_label("Come si chiama, o si chiamerà").fill("Padri in cammino")
    page.get_by_label("Di che cosa si parlerà, per chi legge il sito").fill("Per padri che vivono lontano dai figli.")
    page.get_by_label("Si legge sul sito, tra i gruppi che stanno per nascere").check()
    page.get_by_role("button", name="Salva", exact=True).click()
    expect(page.get_by_role("heading", name="Padri in cammino", level=1)).to_be_visible()
    assert "Airone" not in page.content()


def _announce(page: Page, stage: str) -> None:
    page.get_by_label(stage).check()
    page.get_by_role("button", name="Annota il passo").click()
    page.wait_for_load_state()


def test_facilitator_stops_for_august_and_every_channel_follows(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path
) -> None:
    secretary = open_page()
    sign_in(secretary, "bologna", "rosaura@bologna.example")
    _confirm_with_a_timetable(secretary, system)
    _give_to_florindo(secretary, system)
    facilitator = open_page(phone=True)
    sign_in(facilitator, "bologna", "florindo@bologna.example")
    facilitator.goto(system.url("bologna", f"/my/gruppi/{SLUG}"))
    facilitator.screenshot(path=pictures / "facilitatore-telefono.png", full_page=True)
    accessible(facilitator)
    before = _august(system)
    facilitator.get_by_role("button", name="Pausa in agosto").click()
    expect(facilitator.get_by_text("Ad agosto il gruppo non si incontra")).to_be_visible()
    assert (len(before) >= 4, _august(system)) == (True, [])
    facilitator.get_by_role("link", name="Sospendi per altri giorni").click()
    day = today()
    facilitator.get_by_label("Dal").fill(day.isoformat())
    facilitator.get_by_label("Al", exact=True).fill((day + timedelta(days=20)).isoformat())
    facilitator.get_by_role("button", name="Sospendi", exact=True).click()
    expect(facilitator.get_by_text("Sospensione scritta")).to_be_visible()
    _every_channel_says_so(open_page(phone=True), system, pictures)


def _confirm_with_a_timetable(page: Page, system: RunningSystem) -> None:
    page.goto(system.url("bologna", "/manage/gruppi?q=evergreen"))
    page.get_by_role("link", name="Evergreen", exact=True).click()
    page.get_by_role("button", name=re.compile("Conferma")).click()
    page.get_by_role("link", name="Incontri", exact=True).click()
    page.get_by_role("link", name="Aggiungi un incontro che si ripete").click()
    page.get_by_label("Giorno", exact=True).select_option(label="mercoledì")
    page.get_by_label("Dalle", exact=True).fill("18:00")
    page.get_by_label("Alle", exact=True).fill("19:30")
    page.get_by_label("Quanto spesso").select_option(label="ogni settimana")
    page.get_by_role("button", name="Salva", exact=True).click()
    expect(page.get_by_text("ogni mercoledì").first).to_be_visible()
    accessible(page)


def _give_to_florindo(page: Page, system: RunningSystem) -> None:
    page.get_by_role("link", name="Chi facilita", exact=True).click()
    page.get_by_role("link", name=re.compile("Aggiungi")).first.click()
    page.get_by_role("link", name=re.compile("^Florindo")).first.click()
    page.get_by_role("button", name="Aggiungi").click()
    expect(page.get_by_text("Florindo").first).to_be_visible()


def _get(system: RunningSystem, slug: str, path: str) -> bytes:
    """What a program of somebody else gets: no browser, no cookie."""
    host = f"{slug}.localhost" if slug else "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", system.port, timeout=30)
    connection.request("GET", path, headers={"Host": f"{host}:{system.port}"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, path
    return body


def _august(system: RunningSystem) -> list[date]:
    """The days of next August in the group's calendar, as a stranger's program reads it."""
    year = _next_august()
    calendar = icalendar.Calendar.from_ical(_get(system, "bologna", f"/gruppi/{SLUG}/calendario.ics"))
    found = recurring_ical_events.of(calendar).between(
        datetime(year, 8, 1, tzinfo=UTC), datetime(year, 9, 1, tzinfo=UTC)
    )
    return [event.start.date() for event in found]


def _next_august() -> int:
    day = today()
    return day.year if day.month < 8 else day.year + 1


def _every_channel_says_so(page: Page, system: RunningSystem, pictures: Path) -> None:
    said = f"agosto {_next_august()}"
    page.goto(system.url("bologna", f"/gruppi/{SLUG}"))
    expect(page.get_by_text("Il gruppo si ferma")).to_be_visible()
    page.screenshot(path=pictures / "gruppo-sospeso-telefono.png", full_page=True)
    accessible(page)
    whole = _get(system, "bologna", "/gruppi.ics").decode()
    assert f"{_next_august()}08" in re.sub(r"\r\n ", "", whole.partition("EXDATE")[2])
    for slug in ("bologna", ""):
        meetings = json.loads(_get(system, slug, "/gruppi/meetings.json"))
        assert [said in meeting["notes"] for meeting in meetings if meeting["name"] == "Evergreen"] == [True]
    answer = _get(system, "bologna", f"/api/v1/groups/{SLUG}").decode()
    assert f"{_next_august()}-08-01" in answer
    bmlt = json.loads(_get(system, "bologna", "/client_interface/json/?switcher=GetSearchResults"))
    assert [said in meeting["comments"] for meeting in bmlt if meeting["meeting_name"] == "Evergreen"] == [True]
