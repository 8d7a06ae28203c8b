"""Somebody asks for the newsletter on a phone, receives it and leaves in one click; the secretary writes it, tries it, decides its
hour, sends it, holds it and lets it go on."""

import re
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.steps import accessible, main, press, read_mail
from tests.support.processes import RunningSystem

SignIn = Callable[[Page, str, str], None]
Open = Callable[..., Page]

SECRETARY = "angelica@ferrara.example"
READER = "isabella@lettrici.example"
SUBJECT = "Un inverno insieme"


def test_newsletter_is_asked_for_written_received_and_left(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path
) -> None:
    phone = open_page(phone=True, refused=True)  # the page of who left says 410
    _subscribe(phone, system, pictures)

    office = open_page()
    sign_in(office, "ferrara", SECRETARY)
    _write(office, system, pictures)
    _try(office, system)
    _decide_an_hour_and_think_again(office)
    _send_hold_and_go_on(office, pictures)

    link = read_mail(phone, system, READER, containing=SUBJECT, link=r"/newsletter/disiscrizione/[\w-]+")
    assert _one_click(link, system) == 200
    phone.goto(link)
    expect(main(phone)).to_contain_text("non scriviamo la newsletter")
    _think_again_and_leave(phone, system)
    phone.goto(system.url("ferrara", "/newsletter/archivio"))
    accessible(phone)
    phone.screenshot(path=pictures / "newsletter-archivio-390.png", full_page=True)
    main(phone).get_by_role("link", name=re.compile(SUBJECT)).first.click()
    expect(main(phone)).to_contain_text("Ecco che cosa succede")


def _think_again_and_leave(page: Page, system: RunningSystem) -> None:
    """It was a mistake, says who reads that mailbox; then it was not."""
    accessible(page)
    press(page, "Mandami il link per continuare a riceverla")
    page.goto(read_mail(page, system, READER, containing="continui a riceverla", link=r"/newsletter/preferenze/[\w-]+"))
    accessible(page)
    press(page, "Continuate a scrivermi")
    expect(page.get_by_role("status")).to_contain_text("continuiamo a scriverti")
    accessible(page)
    press(page, "Non scrivetemi più la newsletter")
    expect(main(page)).to_contain_text("Non ti scriviamo più la newsletter.")


def _subscribe(page: Page, system: RunningSystem, pictures: Path) -> None:
    page.goto(system.url("ferrara", "/newsletter"))
    accessible(page)
    page.screenshot(path=pictures / "newsletter-iscrizione-390.png", full_page=True)
    page.locator("#email").fill(READER)
    page.locator("#name").fill("Isabella")
    page.locator("#consent").check()
    press(page, "Iscriviti")
    page.wait_for_url(re.compile("/newsletter/"))
    accessible(page)
    link = read_mail(page, system, READER, containing="/newsletter/conferma/", link=r"/newsletter/conferma/[\w-]+")
    page.goto(link)
    accessible(page)
    press(page, "Confermo")
    expect(main(page)).to_contain_text(re.compile("[Ff]atto|confermat|ti arriva"))
    read_mail(page, system, READER, containing="/newsletter/preferenze/", link=r"/newsletter/preferenze/[\w-]+")


def _write(page: Page, system: RunningSystem, pictures: Path) -> None:
    page.goto(system.url("ferrara", "/manage/newsletter"))
    accessible(page)
    page.goto(system.url("ferrara", "/manage/newsletter/nuova"))
    press(page, "Comincia da qui")
    page.locator("#subject").fill(SUBJECT)
    text = main(page).locator("textarea").first
    text.fill("Ciao {nome|a chi ci legge},\n\nEcco che cosa succede **questo mese** nei gruppi.")
    page.wait_for_timeout(1500)
    accessible(page)
    page.screenshot(path=pictures / "newsletter-scrivere.png", full_page=True)
    _move_by_keyboard(page)
    press(page, "Salva e vai avanti")
    main(page).locator("input[name=everybody]").check()
    expect(page.locator("#audience-count")).to_contain_text("persone")
    accessible(page)
    press(page, "Salva e vai avanti")


def _move_by_keyboard(page: Page) -> None:
    """A part is added, moved and taken away: each time one goes on from where one was."""
    press(page, "Linea")
    expect(page.locator("#parte-1")).to_be_focused()
    page.locator("#su-1").press("Enter")
    expect(page.locator("#giu-0")).to_be_focused()
    page.locator("#togli-0").press("Enter")
    expect(page.locator("#parte-0")).to_be_focused()


def _try(page: Page, system: RunningSystem) -> None:
    expect(main(page)).to_contain_text("Manda una prova")
    shown = main(page).locator(".composer-frame")
    shown.scroll_into_view_if_needed()
    expect(shown).to_have_attribute("style", re.compile(r"--tall: \d{3,}px"))  # as tall as the mail
    accessible(page)
    page.locator("#address").fill(SECRETARY)
    press(page, "Manda la prova")
    expect(page.get_by_text(re.compile("[Pp]rova"))).not_to_have_count(0)
    page.wait_for_load_state()
    office, here = page, page.url
    read_mail(office, system, SECRETARY, containing="Ecco che cosa succede")
    page.goto(here)
    main(page).get_by_role("link", name="Vai alla spedizione").first.click()


def _decide_an_hour_and_think_again(page: Page) -> None:
    main(page).get_by_text("Un altro giorno: scegli quando").click()
    page.locator("#day").fill("2031-03-05")
    page.locator("#hour").fill("18:30")
    press(page, "Metti in calendario")
    expect(main(page)).to_contain_text("5 marzo 2031")
    press(page, re.compile("calendario|bozza"))


def _send_hold_and_go_on(page: Page, pictures: Path) -> None:
    page.get_by_role("link", name=re.compile("Spedizione")).first.click()
    accessible(page)
    page.screenshot(path=pictures / "newsletter-spedire.png", full_page=True)
    press(page, re.compile("Spedisci adesso"))
    expect(main(page)).to_contain_text("dopo non si torna indietro")
    accessible(page)
    press(page, re.compile("Spedisci adesso"))
    main(page).get_by_role("button", name="Ferma").click(timeout=20_000)
    expect(main(page)).to_contain_text("È ferma")
    accessible(page)
    page.screenshot(path=pictures / "newsletter-ferma.png", full_page=True)
    press(page, "Riparti da dove si è fermata")
    expect(main(page)).to_contain_text(re.compile("Spedita|È partita|è partita"), timeout=60_000)
    accessible(page)
    page.screenshot(path=pictures / "newsletter-spedita.png", full_page=True)


def _one_click(link: str, system: RunningSystem) -> int:
    """As a mailbox provider presses its button: a POST without cookies (RFC 8058)."""
    host, path = re.fullmatch(r"http://([^/]+)(/.*)", link).groups()  # type: ignore[union-attr]
    asked = urllib.request.Request(
        f"http://127.0.0.1:{host.rpartition(':')[2]}{path}", b"List-Unsubscribe=One-Click", {"Host": host}
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return int(answer.status)
