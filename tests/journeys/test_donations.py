"""Somebody gives by transfer and has a receipt after the bank's statement; somebody gives every month by card and opens the
year's summary; the treasurer prints a cash statement that balances."""

import io
import re
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pypdf
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from ama_net.foundation.clock import today
from ama_net.foundation.local.provider.remote import TRIAL_KEY
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
    _accessible(phone)
    phone.screenshot(path=pictures / "sostieni-390.png", full_page=True)
    _give(phone, DONOR, "Bonifico")
    expect(_main(phone)).to_contain_text("Erogazione liberale AMA-")
    _accessible(phone)
    phone.screenshot(path=pictures / "dono-bonifico-390.png", full_page=True)
    gift, text = phone.url, _main(phone).inner_text()
    reference = re.search(r"AMA-\w{4}-\w{2}", text)
    assert reference is not None
    _read_mail(phone, system, DONOR, containing=reference[0])

    office = open_page()
    sign_in(office, "ferrara", TREASURER)
    _send_statement(office, system, tmp_path, reference[0])
    _accessible(office)
    office.screenshot(path=pictures / "abbinamenti.png", full_page=True)
    _press(office, re.compile("Registra la riga sicura"))
    expect(_main(office)).to_contain_text("1 riga da guardare")

    receipt = _read_mail(phone, system, DONOR, containing="è arrivata", link=r"/sostieni/ricevute/[\w/-]+\.pdf")
    phone.goto(gift)
    expect(_main(phone)).to_contain_text("La ricevuta è nell'e-mail di ringraziamento")
    words = _words(phone, receipt)
    assert ("Fiordiligi Inventata" in words, "Bonifico" in words, "50,00" in words) == (True, True, True)


def test_gift_by_card_every_month_and_the_summary_of_the_year(
    open_page: Open, system: RunningSystem, pictures: Path
) -> None:
    page = open_page(phone=True, leaves=True)  # for the provider's page
    page.goto(system.url("riconoscere", "/sostieni"))
    page.get_by_label("Ogni mese").check()
    _give(page, CARD_DONOR, "Carta", name=("Zerbino", "Inventato"), goes_to_pay=True)
    _press(page, re.compile("Carta buona"))
    page.wait_for_url(re.compile("riconoscere"))
    expect(_main(page)).to_contain_text("50,00", timeout=15_000)
    _read_mail(page, system, CARD_DONOR, containing="è arrivata")
    _a_month_goes_by(system, "riconoscere")
    _read_mail(page, system, CARD_DONOR, containing="è arrivata", how_many=2)

    page.goto(system.url("riconoscere", "/sostieni/area/accesso"))
    _accessible(page)
    page.get_by_label("E-mail").fill(CARD_DONOR)
    _main(page).locator("form button[type=submit]").first.click()
    link = _read_mail(page, system, CARD_DONOR, containing="/sostieni/area/accesso/")
    page.goto(link)
    _main(page).locator("form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le tue donazioni")
    _accessible(page)
    page.screenshot(path=pictures / "area-donatore-390.png", full_page=True)
    summary = _main(page).get_by_role("link", name=f"{today().year} (PDF)", exact=True)
    words = _words(page, summary.first.get_attribute("href") or "")
    assert ("Zerbino Inventato" in words, "100,00" in words) == (True, True)


def test_cash_statement_balances_and_is_printed(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path
) -> None:
    page = open_page()
    sign_in(page, "ferrara", TREASURER)
    year = today().year - 1
    page.goto(system.url("ferrara", f"/manage/conti/rendiconto/{year}"))
    main = _main(page)
    expect(main).to_contain_text("Entrate da quote associative e apporti dei fondatori")
    _accessible(page)
    page.screenshot(path=pictures / "rendiconto.png", full_page=True)
    words = _words(page, system.url("ferrara", f"/manage/conti/rendiconto/{year}.pdf"))
    assert ("Erogazioni liberali" in words, "Cassa e banca" in words) == (True, True)
    assert "non torna" not in main.inner_text().lower()


def _main(page: Page) -> Locator:
    return page.get_by_role("main")


def _press(page: Page, name: str | re.Pattern[str]) -> None:
    _main(page).get_by_role("button", name=name).first.click()


def _accessible(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [violation["id"] for violation in found.response["violations"]] == []


def _words(page: Page, address: str) -> str:
    read = "async address => Array.from(new Uint8Array(await (await fetch(address)).arrayBuffer()))"
    pages = pypdf.PdfReader(io.BytesIO(bytes(page.evaluate(read, address)))).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def _give(
    page: Page, email: str, way: str, *, name: tuple[str, str] = ("Fiordiligi", "Inventata"), goes_to_pay: bool = False
) -> None:
    page.get_by_label("50 €", exact=True).check()
    page.get_by_label(re.compile(way, re.IGNORECASE)).first.check()
    page.locator("#given_name").fill(name[0])
    page.locator("#family_name").fill(name[1])
    page.locator("#email").fill(email)
    _press(page, "Continua")
    if not goes_to_pay:
        page.wait_for_url(re.compile("/sostieni/dono/"))


def _read_mail(
    page: Page,
    system: RunningSystem,
    who: str,
    *,
    containing: str,
    how_many: int = 1,
    link: str = r"/sostieni/[\w/-]+",
) -> str:
    """The link in the newest mail to somebody that says something; waits for it."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        page.goto(system.url("", f"/posta-locale?a={who}"))
        rows = page.get_by_role("row").filter(has_text=who)
        mails = [row.get_by_role("link").first.get_attribute("href") or "" for row in rows.all()]
        said = [page.evaluate("async address => await (await fetch(address)).text()", mail) for mail in mails]
        fit = [text for text in said if containing in text]
        if len(fit) >= how_many:
            found = re.search(rf"http://[a-z]+\.localhost:\d+{link}", fit[0])
            assert found is not None
            return found[0]
        time.sleep(0.5)
    raise AssertionError(f"no mail to {who} says {containing}")


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
    _press(page, "Leggi il file")
    expect(_main(page)).to_contain_text("2")
    _main(page).get_by_role("link", name=re.compile("[Aa]bbina")).first.click()
    expect(_main(page)).to_contain_text("1 riga sicura")


def _a_month_goes_by(system: RunningSystem, slug: str) -> None:
    address = f"{system.environment['AMA_STRIPE_API']}/fai/{TRIAL_KEY}{slug}/period"
    asked = urllib.request.Request(address, b"{}", {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=20) as answer:
        assert answer.status == 200
