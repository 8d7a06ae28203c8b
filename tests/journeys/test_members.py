"""What a board does in a year: an old spreadsheet becomes a verified register, somebody is admitted, a fee is collected, an
assembly is held with a proxy and a secret vote, and its minutes are in the book."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import psycopg
from playwright.sync_api import Page, expect

from ama_net.foundation.clock import today
from tests.journeys.steps import accessible, press, words_of_pdf
from tests.support.processes import RunningSystem

SignIn = Callable[[Page, str, str], None]
Open = Callable[..., Page]

SECRETARY = "angelica@ferrara.example"
MEMBER = "medoro@ferrara.example"

OLD_BOOK = """Libro dei soci, copia del vecchio foglio
N. tessera;Cognome e nome;Cod. Fiscale;Nato a;Data nascita;Indirizzo;CAP;Città;Prov;E-mail;Data ammissione;Categoria
201;Inventata Clorinda;;Ferrara;3/5/1956;via delle Prove 4;44121;Ferrara;FE;clorinda@prova.example;12/03/2018;ordinario
202;Inventato Tancredi;TNCXXX;Cento;05-06-1970;via del Campo 1;44042;Cento;FE;;2019-05-03;ordinario
203;=HYPERLINK("http://x");;Ferrara;1999-01-31;;;Ferrara;FE;;maggio 2019;sostenitore
204;Inventata Melissa;;Copparo;06/12/1955;;;Copparo;FE;;10/01/2016;ordinario
"""

PRESENT = (
    "Dimostrativo Medoro", "Dimostrativa Angelica", "Dimostrativo Orlando", "Dimostrativa Bradamante",
    "Dimostrativo Astolfo", "Dimostrativo Turpino", "Dimostrativa Olimpia", "Dimostrativa Marfisa",
    "Dimostrativo Rinaldo", "Dimostrativo Ruggiero", "Inventata Doralice", "Inventata Logistilla",
)  # fmt: skip


def _follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def test_old_spreadsheet_becomes_a_verified_register(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path, tmp_path: Path
) -> None:
    page = open_page()
    sign_in(page, "ferrara", SECRETARY)
    _read(page, system, tmp_path)
    main = page.get_by_role("main")
    expect(main).to_contain_text("è una formula")
    expect(main).to_contain_text("ha 6 caratteri e non 16")
    expect(main).to_contain_text("stessa data di nascita")
    accessible(page)
    page.screenshot(path=pictures / "importa-soci.png", full_page=True)
    press(page, "Uniscile alle persone trovate")
    press(page, "Iscrivi i soci")
    expect(main).to_contain_text("Entrata nel libro soci", timeout=30_000)
    page.goto(system.url("ferrara", "/manage/soci/libro/verifica"))
    page.get_by_text("Verifica adesso").click()
    expect(main).to_contain_text("Il libro è intero")
    page.screenshot(path=pictures / "libro-soci.png", full_page=True)
    page.goto(system.url("ferrara", "/manage/soci?q=clorinda"))
    expect(main.get_by_role("link", name="Inventata Clorinda")).to_be_visible()


def _read(page: Page, system: RunningSystem, folder: Path) -> None:
    file = folder / "vecchio libro.csv"
    file.write_bytes(OLD_BOOK.encode("cp1252"))
    page.goto(system.url("ferrara", "/manage/soci/importazioni"))
    page.get_by_label("File del registro").set_input_files(file)
    press(page, "Leggi il file")
    press(page, "Leggi le righe")
    page.wait_for_url(re.compile("/manage/(lavori|soci/importazioni)/"))
    page.goto(system.url("ferrara", "/manage/soci/importazioni"))
    link = page.get_by_role("main").get_by_role("link", name="vecchio libro.csv").first
    link.click()
    for _ in range(20):
        if "Niente è ancora cambiato" in page.get_by_role("main").inner_text():
            return
        page.wait_for_timeout(1000)
        page.reload()


def test_board_admits_a_member_and_collects_the_fee(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path
) -> None:
    page = open_page()
    sign_in(page, "ferrara", SECRETARY)
    page.goto(system.url("ferrara", "/manage/soci/domande"))
    _follow(page, "Inventata Isabella")
    _follow(page, "Ammetti")
    accessible(page)
    page.get_by_label("Ho controllato").check()
    press(page, "Iscrivi nel libro soci")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Accolta")
    expect(main).to_contain_text("Estratto della delibera di ammissione")
    page.screenshot(path=pictures / "ammissione.png", full_page=True)
    page.goto(system.url("ferrara", "/manage/quote?q=sacripante"))
    _follow(page, "Inventato Sacripante")
    accessible(page)
    page.get_by_label("Quanto è stato versato").fill("25,00")
    press(page, "Nota il pagamento e fai la ricevuta")
    expect(main).to_contain_text("Pagata")
    receipt = main.get_by_role("link", name=re.compile("^n[.] [0-9]+")).first
    assert "non detraibile né deducibile" in words_of_pdf(page, receipt.get_attribute("href") or "")


def test_assembly_with_a_proxy_and_a_secret_vote_ends_in_the_book(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path
) -> None:
    page = open_page()
    sign_in(page, "ferrara", SECRETARY)
    meeting = _convene(page, system)
    page.goto(f"{meeting}/deleghe")
    page.get_by_label("Chi delega").fill("Inventata Ginevra")
    page.get_by_label("Chi riceve la delega").fill("Dimostrativo Medoro")
    press(page, "Scrivi la delega")
    expect(page.get_by_role("main")).to_contain_text("su carta")
    _open(page, meeting, system)
    page.screenshot(path=pictures / "presenze.png", full_page=True)
    question = _prepare_vote(page, meeting)
    phone = open_page(phone=True)
    sign_in(phone, "ferrara", MEMBER)
    codes = [_vote(phone, meeting.replace("/manage/", "/my/")) for _ in range(2)]
    assert codes[0] != codes[1]
    phone.screenshot(path=pictures / "voto-telefono.png", full_page=True)
    page.goto(question)
    press(page, "Chiudi e conta")
    expect(page.get_by_role("main")).to_contain_text("Approvata")
    page.get_by_text("I codici delle schede contate").click()
    for code in codes:
        expect(page.get_by_role("main")).to_contain_text(code)
    press(page, "Proclama il risultato")
    _file_minutes(page, meeting, pictures)


def _convene(page: Page, system: RunningSystem) -> str:
    page.goto(system.url("ferrara", "/manage/riunioni/nuova"))
    page.get_by_label("Titolo").fill("Assemblea delle prove")
    page.locator("[name=first_day]").fill((today() + timedelta(days=38)).isoformat())
    page.locator("[name=first_hour]").fill("18:30")
    page.get_by_label("Luogo").fill("via Ravenna 52")
    press(page, "Salva")
    meeting = page.url.removesuffix("/ordine-del-giorno")
    page.goto(f"{meeting}/ordine-del-giorno")
    page.get_by_label("Di che cosa si parla").fill("Fiducia al consiglio")
    page.get_by_label("Testo della proposta").fill("L'assemblea conferma la fiducia al consiglio.")
    page.get_by_label("Come si vota").select_option(label="Voto segreto")
    press(page, "Aggiungi")
    page.goto(f"{meeting}/convocazione")
    press(page, "Salva il testo")
    accessible(page)
    press(page, "Convoca")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Lettere scritte", timeout=30_000)
    page.goto(f"{meeting}/lettere")
    expect(main).to_contain_text("Spedita")
    return meeting


def _open(page: Page, meeting: str, system: RunningSystem) -> None:
    page.goto(f"{meeting}/elenco")
    press(page, "Fissa")
    page.goto(f"{meeting}/presenze")
    for name in PRESENT:
        row = page.get_by_role("main").locator(
            "tr", has=page.get_by_role("rowheader", name=re.compile(f"^[0-9]+[.] {name}"))
        )
        row.get_by_role("button", name="In presenza").click()
        expect(row.get_by_role("button", name="Esce")).to_be_visible()
    accessible(page)
    _let_the_hour_come(system, meeting)
    page.goto(f"{meeting}/presenze")
    press(page, "Apri in 1")
    expect(page.get_by_role("main")).to_contain_text("Chiudi la riunione")


def _let_the_hour_come(system: RunningSystem, meeting: str) -> None:
    """The assembly is convened for a later day; a journey cannot wait for it."""
    found = re.search(r"riunioni/([0-9a-f-]{36})", meeting)
    assert found is not None
    with psycopg.connect(system.environment["DATABASE_URL"].replace("+psycopg", "")) as connection:
        host = connection.execute("SELECT tenancy.tenant_of_host('ferrara.localhost')").fetchone()
        assert host is not None
        connection.execute("SELECT set_config('app.tenant_id', %s, true)", [str(host[0])])
        moved = connection.execute(
            "UPDATE organ_meetings SET first_call_at = now() - interval '1 minute' WHERE id = %s", [found[1]]
        )
        assert moved.rowcount == 1


def _prepare_vote(page: Page, meeting: str) -> str:
    page.goto(f"{meeting}/voti")
    _follow(page, "Prepara un voto")
    press(page, "Salva il voto")
    _follow(page, "L'assemblea conferma")
    press(page, "Apri il voto")
    expect(page.get_by_role("main")).to_contain_text("Hanno votato 0 su 13")
    accessible(page)
    return page.url


def _vote(phone: Page, meeting: str) -> str:
    """One ballot of Medoro's two; returns the code shown once."""
    phone.goto(f"{meeting}/voti")
    _follow(phone, "Fiducia al consiglio")
    phone.get_by_label("A favore").check()
    press(phone, "Metti la scheda nell'urna")
    main = phone.get_by_role("main")
    expect(main).to_contain_text("La scheda è nell'urna")
    accessible(phone)
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", main.inner_text())
    assert code is not None
    return code[0]


def _file_minutes(page: Page, meeting: str, pictures: Path) -> None:
    page.goto(f"{meeting}/presenze")
    press(page, "Chiudi la riunione")
    page.goto(f"{meeting}/verbale")
    main = page.get_by_role("main")
    press(page, "Prepara l'apertura")
    page.get_by_label("Chi presiede").select_option(label="Dimostrativo Orlando")
    page.get_by_label("Chi verbalizza").select_option(label="Dimostrativa Angelica")
    press(page, "Salva")
    expect(main).to_contain_text("Delibera n.")
    accessible(page)
    page.screenshot(path=pictures / "verbale.png", full_page=True)
    page.get_by_label("Ho riletto il verbale").check()
    press(page, "Metti nel libro")
    expect(main).to_contain_text("Il verbale è nel libro")
    words = words_of_pdf(page, f"{meeting}/verbale.pdf")
    assert "Inventata Ginevra" in words
    assert "scrutinio segreto" in words
