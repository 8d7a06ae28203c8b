"""The main journey: a citizen finds a group on a phone, asks to join in confidence, the office answers, walls hold."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from ama_net.foundation.local.postgres import Cluster
from tests.support.processes import RunningSystem

NICKNAME = "Zefirina Viandante"
CONTACT = "zefirina.viandante@posta.example"
MESSAGE = "Assisto mia madre da sola e la notte non dormo"
ANSWER = "Ti aspettiamo volentieri, chiama quando vuoi la segreteria"

SignIn = Callable[[Page, str, str], None]
Open = Callable[..., Page]


def test_citizen_finds_a_group_asks_to_join_and_is_answered(
    open_page: Open, sign_in: SignIn, system: RunningSystem, cluster: Cluster, pictures: Path
) -> None:
    citizen = open_page(phone=True)
    link = _ask(citizen, system, pictures)
    _notice_arrives(open_page(), system)
    secretary = open_page()
    sign_in(secretary, "bologna", "rosaura@bologna.example")
    _answer(secretary, system, pictures)
    citizen.goto(link)
    expect(citizen.get_by_text(ANSWER)).to_be_visible()
    citizen.screenshot(path=pictures / "risposta.png")
    _audit_shows_it(secretary, system, pictures)
    _ferrara_sees_nothing(open_page(), sign_in, system)
    _dump_tells_nothing(cluster)


def _ask(page: Page, system: RunningSystem, pictures: Path) -> str:
    page.goto(system.url("bologna"))
    page.screenshot(path=pictures / "home-telefono.png")
    page.get_by_role("link", name="Trova un gruppo").first.click()
    page.get_by_label("Che cosa stai cercando?").fill("assistenti familiari")
    page.get_by_role("button", name="Cerca").click()
    card = page.get_by_role("link", name="BADIAMOCI")
    expect(card).to_be_visible()
    page.screenshot(path=pictures / "ricerca-telefono.png")
    card.click()
    expect(page.get_by_text("Da confermare, chiama prima").first).to_be_visible()
    page.screenshot(path=pictures / "gruppo-telefono.png")
    page.get_by_role("link", name="Chiedi di partecipare").first.click()
    page.get_by_label("Come vuoi che ti chiamiamo?").fill(NICKNAME)
    page.get_by_label("Un'e-mail o un telefono").fill(CONTACT)
    page.get_by_label("Se vuoi, due parole").fill(MESSAGE)
    page.locator("#under_18-0").check()
    page.locator("#consent").check()
    page.screenshot(path=pictures / "richiesta-telefono.png", full_page=True)
    page.get_by_role("button", name="Chiedi di partecipare").click()
    expect(page.get_by_role("heading", name="La tua richiesta è arrivata")).to_be_visible()
    page.screenshot(path=pictures / "ricevuta-telefono.png")
    page.get_by_role("link", name="Apri la pagina della richiesta").click()
    expect(page.get_by_role("button", name="Manda il messaggio")).to_be_visible()
    return page.url


def _notice_arrives(page: Page, system: RunningSystem) -> None:
    """The worker, a process of its own, brings a neutral notice to the secretariat's box."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        page.goto(system.url("", "/posta-locale"))
        if page.get_by_text("segreteria@bologna.example").count() and page.get_by_text(CONTACT).count():
            break
        time.sleep(0.5)
    expect(page.get_by_text("segreteria@bologna.example").first).to_be_visible()
    text = page.content()
    assert NICKNAME not in text
    assert "BADIAMOCI" not in text


def _answer(page: Page, system: RunningSystem, pictures: Path) -> None:
    page.goto(system.url("bologna", "/manage/"))
    page.screenshot(path=pictures / "ufficio.png")
    page.goto(system.url("bologna", "/manage/richieste"))
    page.screenshot(path=pictures / "richieste.png")
    page.get_by_role("link", name="BADIAMOCI").first.click()
    expect(page.get_by_text(MESSAGE)).to_be_visible()
    page.screenshot(path=pictures / "richiesta-ufficio.png", full_page=True)
    page.get_by_label("Risposta").fill(ANSWER)
    page.get_by_role("button", name="Manda la risposta").click()
    expect(page.get_by_text(ANSWER)).to_be_visible()


def _audit_shows_it(page: Page, system: RunningSystem, pictures: Path) -> None:
    page.goto(system.url("bologna", "/manage/registro-attivita"))
    page.screenshot(path=pictures / "registro.png")
    text = page.content()
    assert NICKNAME not in text
    assert CONTACT not in text
    assert "richiesta" in text.lower()


def _ferrara_sees_nothing(page: Page, sign_in: SignIn, system: RunningSystem) -> None:
    sign_in(page, "ferrara", "angelica@ferrara.example")
    for path in ("/manage/richieste", "/manage/posta", "/manage/registro-attivita", "/manage/cerca?q=BADIAMOCI"):
        answer = page.goto(system.url("ferrara", path))
        assert answer is not None
        assert answer.status == 200
        main = page.locator("main").inner_text()
        assert NICKNAME not in main
        assert "BADIAMOCI" not in main.replace("«BADIAMOCI»", "")


def _dump_tells_nothing(cluster: Cluster) -> None:
    """Whoever steals a dump, superuser's and whole, reads neither the name, nor the contact, nor the reason."""
    dump = subprocess.run(
        [str(cluster.programs["pg_dump"]), cluster.conninfo("ama_journeys"), "--inserts"],
        capture_output=True, check=True, **_as_database_user(cluster),
    ).stdout  # fmt: skip
    assert b"join_requests" in dump
    for secret in (NICKNAME, CONTACT, MESSAGE, ANSWER, "Zefirina", "zefirina", "la notte non dormo"):
        assert secret.encode() not in dump
        assert secret.encode().hex().encode() not in dump


def _as_database_user(cluster: Cluster) -> dict[str, object]:
    """The socket is the database user's alone: as root, ask as that user."""
    owner = cluster.socket_dir.stat()
    return {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 and owner.st_uid != 0 else {}
