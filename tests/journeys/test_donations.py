"""Somebody gives by transfer and has a receipt after the bank's statement; somebody gives every month by card and opens the
year's summary; the treasurer prints a cash statement that balances."""

import re
import urllib.request
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from ama_net.foundation.clock import today
from ama_net.foundation.local.provider.remote import TRIAL_KEY
from tests.journeys.steps import accessible, main, press, read_mail, words_of_pdf
from tests.support.processes import RunningSystem

SignIn = Callable[[Page, str, str], None]
Open = Callable[..., Page]

TREASURER = "astolfo@ferrara.example"
DONOR, CARD_DONOR = "fiordiligi@donatori.example", "zerbino@donatori.example"


def test_gift_by_transfer_has_its_receipt_after_the_statement(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path, tmp_path: Path
) -> None:
    phone = open_page(phone=True)
    phone.goto(system.url("ferrara", "/sostieni"))
    accessible(phone)
    phone.screenshot(path=pictures / "sostieni-390.png", full_page=True)
    _give(phone, DONOR, "Bonifico")
    expect(main(phone)).to_contain_text("Erogazione liberale AMA-")
    accessible(phone)
    phone.screenshot(path=pictures / "dono-bonifico-390.png", full_page=True)
    gift, text = phone.url, main(phone).inner_text()
    reference = re.search(r"AMA-\w{4}-\w{2}", text)
    assert reference is not None
    read_mail(phone, system, DONOR, containing=reference[0])

    office = open_page()
    sign_in(office, "ferrara", TREASURER)
    _send_statement(office, system, tmp_path, reference[0])
    accessible(office)
    office.screenshot(path=pictures / "abbinamenti.png", full_page=True)
    press(office, re.compile("Registra la riga sicura"))
    expect(main(office)).to_contain_text("1 riga da guardare")

    receipt = read_mail(phone, system, DONOR, containing="è arrivata", link=r"/sostieni/ricevute/[\w/-]+\.pdf")
    phone.goto(gift)
    expect(main(phone)).to_contain_text("La ricevuta è nell'e-mail di ringraziamento")
    words = words_of_pdf(phone, receipt)
    assert ("Fiordiligi Inventata" in words, "Bonifico" in words, "50,00" in words) == (True, True, True)


def test_gift_by_card_every_month_and_the_summary_of_the_year(
    open_page: Open, system: RunningSystem, pictures: Path
) -> None:
    page = open_page(phone=True, leaves=True)  # for the provider's page
    page.goto(system.url("riconoscere", "/sostieni"))
    page.get_by_label("Ogni mese").check()
    _give(page, CARD_DONOR, "Carta", name=("Zerbino", "Inventato"), goes_to_pay=True)
    press(page, re.compile("Carta buona"))
    page.wait_for_url(re.compile("riconoscere"))
    expect(main(page)).to_contain_text("50,00", timeout=15_000)
    read_mail(page, system, CARD_DONOR, containing="è arrivata")
    _a_month_goes_by(system, "riconoscere")
    read_mail(page, system, CARD_DONOR, containing="è arrivata", how_many=2)

    page.goto(system.url("riconoscere", "/sostieni/area/accesso"))
    accessible(page)
    page.get_by_label("E-mail").fill(CARD_DONOR)
    main(page).locator("form button[type=submit]").first.click()
    link = read_mail(page, system, CARD_DONOR, containing="/sostieni/area/accesso/", link=r"/sostieni/[\w/-]+")
    page.goto(link)
    main(page).locator("form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le tue donazioni")
    accessible(page)
    page.screenshot(path=pictures / "area-donatore-390.png", full_page=True)
    summary = main(page).get_by_role("link", name=f"{today().year} (PDF)", exact=True)
    words = words_of_pdf(page, summary.first.get_attribute("href") or "")
    assert ("Zerbino Inventato" in words, "100,00" in words) == (True, True)


def test_cash_statement_balances_and_is_printed(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path
) -> None:
    page = open_page()
    sign_in(page, "ferrara", TREASURER)
    year = today().year - 1
    page.goto(system.url("ferrara", f"/manage/conti/rendiconto/{year}"))
    shown = main(page)
    expect(shown).to_contain_text("Entrate da quote associative e apporti dei fondatori")
    accessible(page)
    page.screenshot(path=pictures / "rendiconto.png", full_page=True)
    words = words_of_pdf(page, system.url("ferrara", f"/manage/conti/rendiconto/{year}.pdf"))
    assert ("Erogazioni liberali" in words, "Cassa e banca" in words) == (True, True)
    assert "non torna" not in shown.inner_text().lower()


def _give(
    page: Page, email: str, way: str, *, name: tuple[str, str] = ("Fiordiligi", "Inventata"), goes_to_pay: bool = False
) -> None:
    page.get_by_label("50 €", exact=True).check()
    page.get_by_label(re.compile(way, re.IGNORECASE)).first.check()
    page.locator("#given_name").fill(name[0])
    page.locator("#family_name").fill(name[1])
    page.locator("#email").fill(email)
    press(page, "Continua")
    if not goes_to_pay:
        page.wait_for_url(re.compile("/sostieni/dono/"))


def _send_statement(page: Page, system: RunningSystem, folder: Path, reference: str) -> None:
    file = folder / "movimenti.csv"
    day = f"{today():%d/%m/%Y}"
    file.write_text(
        "Data;Valuta;Causale;Descrizione;Importo;Divisa\n"
        f'"{day}";"{day}";"48";"BONIFICO DA FIORDILIGI INVENTATA {reference.lower()}";"+50,00";"EUR"\n'
        f'"{day}";"{day}";"16";"IMPOSTA DI BOLLO";"-8,55";"EUR"\n',
        encoding="utf-8",
    )
    page.goto(system.url("ferrara", "/manage/incassi/estratti/nuovo"))
    page.get_by_label(re.compile("File")).set_input_files(file)
    press(page, "Leggi il file")
    expect(main(page)).to_contain_text("2")
    main(page).get_by_role("link", name=re.compile("[Aa]bbina")).first.click()
    expect(main(page)).to_contain_text("1 riga sicura")


def _a_month_goes_by(system: RunningSystem, slug: str) -> None:
    address = f"{system.environment['AMA_STRIPE_API']}/fai/{TRIAL_KEY}{slug}/period"
    asked = urllib.request.Request(address, b"{}", {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        assert answer.status == 200
