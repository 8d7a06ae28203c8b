"""From the invitation to the certificate: somebody becomes a volunteer, promises secrecy, takes a shift, swaps it, writes hours,
claims an expense within the limits, gets the certificate; the secretary closes the register and proves that nothing changed."""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from ama_net.foundation.clock import ROME
from tests.journeys.steps import accessible, main, press, words_of_pdf
from tests.support.processes import RunningSystem

SignIn = Callable[[Page, str, str], None]
Open = Callable[..., Page]

SECRETARY = "angelica@ferrara.example"
OTHER = "fiordiligi@ferrara.example"
NAME, NEW, BIRTH = "Clarice", "clarice@prova.example", "1988-05-06"
SHIFT = "Banchetto in piazza"
PASSWORD = "una frase lunga per provare"


def test_from_the_invitation_to_the_certificate(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path
) -> None:
    office = open_page()
    sign_in(office, "ferrara", SECRETARY)
    _welcome(office, system)
    phone = open_page(phone=True, refused=True)
    _come_in(phone, system)
    _promise_secrecy(phone, system, pictures)
    _take_and_swap_a_shift(phone, open_page(phone=True), sign_in, system, pictures)
    _write_hours(phone, office, system)
    _claim_an_expense(phone, system, pictures)
    _get_the_certificate(phone, system)


def test_secretary_closes_the_register_and_proves_it(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path
) -> None:
    page = open_page()
    sign_in(page, "ferrara", SECRETARY)
    page.goto(system.url("ferrara", "/manage/volontari/registro/chiusure/nuova"))
    press(page, "Continua")
    accessible(page)
    press(page, "Chiudi il registro")
    expect(main(page)).to_contain_text("SHA-256")
    page.screenshot(path=pictures / "chiusura-registro.png", full_page=True)
    page.goto(system.url("ferrara", "/manage/volontari/registro/verifica?adesso=si"))
    expect(main(page)).to_contain_text("Il registro è intero")
    accessible(page)


def _days_ago(days: int) -> str:
    return (datetime.now(ROME).date() - timedelta(days=days)).isoformat()


def _welcome(page: Page, system: RunningSystem) -> None:
    """The secretary writes the person in the register; the invitation leaves."""
    page.goto(system.url("ferrara", "/manage/volontari/nuovo/dati"))
    facts = {"given_name": NAME, "family_name": "Inventata", "email": NEW, "birth_date": BIRTH}
    places = {"birth_place": "Ferrara", "municipality": "Ferrara", "province": "FE"}
    page.get_by_label("Da un giorno preciso").check()
    for field, typed in {**facts, **places, "on": _days_ago(3)}.items():
        page.locator(f"#{field}").fill(typed)
    accessible(page)
    press(page, "Accogli")
    expect(main(page)).to_contain_text(NAME)


def _come_in(page: Page, system: RunningSystem) -> None:
    """By the link of the invitation, from the box on this machine."""
    page.goto(_link_to(page, system, NEW))
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    press(page, "Salva ed entra")
    page.wait_for_url(re.compile(r"/my(/|$)"))


def _link_to(page: Page, system: RunningSystem, who: str) -> str:
    row = page.get_by_role("row").filter(has_text=who).filter(has_text="Il tuo accesso")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not row.count():
        page.goto(system.url("", f"/posta-locale?a={who}"))
        time.sleep(0.5)
    row.first.get_by_role("link").click()
    found = re.search(r"http://ferrara\.localhost:\d+/invit[\w/-]+", page.content())
    assert found is not None
    return found[0]


def _promise_secrecy(page: Page, system: RunningSystem, pictures: Path) -> None:
    page.goto(system.url("ferrara", "/my/volontariato"))
    page.screenshot(path=pictures / "volontariato-telefono.png", full_page=True)
    page.goto(system.url("ferrara", "/my/volontariato/lettera"))
    accessible(page)
    page.get_by_role("checkbox").first.check()
    press(page, "Accetta la lettera")
    expect(main(page)).to_contain_text("accettata")


def _take_and_swap_a_shift(page: Page, other: Page, sign_in: SignIn, system: RunningSystem, pictures: Path) -> None:
    page.goto(system.url("ferrara", "/my/turni"))
    accessible(page)
    page.screenshot(path=pictures / "turni-telefono.png", full_page=True)
    main(page).get_by_role("listitem").filter(has_text=SHIFT).get_by_role("button", name="Ci vengo").last.click()
    main(page).get_by_role("link", name="Chiedi un cambio").click()
    accessible(page)
    press(page, "Manda la richiesta")
    expect(main(page)).to_contain_text("il turno è ancora tuo")
    sign_in(other, "ferrara", OTHER)
    other.goto(system.url("ferrara", "/my/turni"))
    other.screenshot(path=pictures / "scambio-telefono.png", full_page=True)
    offer = main(other).get_by_role("listitem").filter(has_text=NAME)
    offer.get_by_role("button", name="Vengo io").last.click()
    expect(offer).to_have_count(0)
    page.goto(system.url("ferrara", "/my/turni"))
    expect(main(page)).to_contain_text("Turni aperti")
    assert main(page).get_by_text("Cerchi un cambio").count() == 0


def _write_hours(page: Page, office: Page, system: RunningSystem) -> None:
    page.goto(system.url("ferrara", "/my/ore"))
    page.get_by_role("radio", name="Segreteria", exact=True).check()
    page.get_by_role("radio", name="Ieri", exact=True).check()
    page.get_by_role("radio", name="2 h", exact=True).check()
    press(page, "Scrivi le ore")
    office.goto(system.url("ferrara", f"/manage/ore?q={NAME}"))
    main(office).get_by_role("rowheader").get_by_role("link").first.click()
    press(office, "Approva")
    expect(main(office)).to_contain_text("Approvat")


def _claim_an_expense(page: Page, system: RunningSystem, pictures: Path) -> None:
    page.goto(system.url("ferrara", "/my/spese/nuova/parola"))
    page.get_by_label("Quando").fill(_days_ago(1))
    page.get_by_label("Che spesa è").select_option(index=1)
    page.get_by_label("Per quale attività").select_option(label="Sportello")
    page.get_by_label("Quanto hai speso").fill("12")
    press(page, "Aggiungi la spesa")
    expect(main(page)).to_contain_text("10 € al giorno")
    page.get_by_label("Quanto hai speso").fill("4,60")
    press(page, "Aggiungi la spesa")
    page.screenshot(path=pictures / "spese-telefono.png", full_page=True)
    main(page).get_by_role("link", name="Controlla e manda").click()
    accessible(page)
    page.get_by_label("Lo dichiaro").check()
    press(page, "Manda la nota spese")
    expect(main(page)).to_contain_text("La segreteria la sta guardando")


def _get_the_certificate(page: Page, system: RunningSystem) -> None:
    page.goto(system.url("ferrara", f"/my/ore/attestati?anno={_days_ago(1)[:4]}"))
    press(page, "Prepara l'attestato")
    link = main(page).get_by_role("link", name=re.compile("PDF|Attestato n")).first
    assert f"{NAME} Inventata" in words_of_pdf(page, link.get_attribute("href") or "")
