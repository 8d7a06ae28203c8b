"""What every page owes everybody: works on a phone and without script, is accessible, asks nothing of other hosts, is light."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.processes import RunningSystem

Open = Callable[..., Page]
SignIn = Callable[[Page, str, str], None]

PUBLIC = [
    ("bologna", "/"), ("ferrara", "/"), ("riconoscere", "/"), ("", "/"), ("", "/associazioni"),
    ("bologna", "/gruppi"), ("bologna", "/gruppi/badiamoci"), ("bologna", "/gruppi/badiamoci/partecipa"),
    ("bologna", "/gruppi/opuscolo"),
    ("ferrara", "/notizie"), ("ferrara", "/privacy"), ("riconoscere", "/contatti"), ("ferrara", "/accedi"),
    ("bologna", "/gruppi/mappa"), ("", "/mappa"), ("bologna", "/gruppi/avvia"), ("ferrara", "/gruppi/avvia/bisogno"),
    ("bologna", "/gruppi/badiamoci/segnala"), ("bologna", "/gruppi/opuscolo"), ("bologna", "/dati-aperti"),
    ("riconoscere", "/gruppi?q=zzzz"), ("ferrara", "/accedi/link"), ("bologna", "/en/gruppi"), ("bologna", "/pagina-che-non-esiste"), ("bologna", "/richieste"),
]  # fmt: skip
OFFICE = [
    "/manage/",
    "/manage/gruppi",
    "/manage/gruppi/opuscolo",
    "/manage/richieste",
    "/manage/persone",
    "/manage/posta",
    "/manage/registro-attivita",
]
OFFICE += [
    f"/manage/gruppi/{page}"
    for page in ("proposte", "segnalazioni", "conferme", "facilitatori", "logistica", "temi", "opuscolo", "statistiche")
]
OFFICE += ["/manage/gruppi/importazioni", "/manage/gruppi/fonti", "/manage/gruppi/doppioni", "/manage/contatti"]
OFFICE += ["/manage/impostazioni", "/manage/accessi", "/manage/luoghi", "/manage/pagine", "/my/", "/my/accesso"]


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {[node['html'][:120] for node in fault['nodes'][:3]]}" for fault in found]


@pytest.mark.parametrize(("slug", "path"), PUBLIC)
def test_public_page_is_accessible_and_fits_a_phone(
    open_page: Open, system: RunningSystem, slug: str, path: str
) -> None:
    page = open_page(phone=True, refused="non-esiste" in path)
    page.goto(system.url(slug, path))
    assert _violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_office_is_accessible_in_two_themes(
    open_page: Open, sign_in: SignIn, system: RunningSystem, pictures: Path
) -> None:
    faults = {}
    for slug, email in (("bologna", "rosaura@bologna.example"), ("ferrara", "angelica@ferrara.example")):
        page = open_page()
        sign_in(page, slug, email)
        for path in OFFICE:
            page.goto(system.url(slug, path))
            page.screenshot(path=pictures / f"{slug}{path.replace('/', '-')}.png")
            found = _violations(page)
            if found:
                faults[slug + path] = found
    assert faults == {}


def test_join_request_works_without_script(open_page: Open, system: RunningSystem) -> None:
    page = open_page(phone=True, java_script_enabled=False)
    page.goto(system.url("riconoscere", "/gruppi"))
    page.locator("main .card a").first.click()
    page.get_by_role("link", name="Chiedi di partecipare").first.click()
    page.get_by_label("Come vuoi che ti chiamiamo?").fill("Senza Script")
    page.get_by_label("Un'e-mail o un telefono").fill("06 0000 1234")
    page.get_by_label("No", exact=True).check()
    page.locator("#under_18-0").check()
    page.locator("#consent").check()
    page.get_by_role("button", name="Chiedi di partecipare").click()
    expect(page.get_by_text("Ti chiamiamo noi")).to_be_visible()


def test_what_was_typed_is_kept_on_error(open_page: Open, system: RunningSystem) -> None:
    page = open_page(phone=True, refused=True)
    page.goto(system.url("bologna", "/gruppi/badiamoci/partecipa"))
    page.get_by_label("Come vuoi che ti chiamiamo?").fill("Lucciola")
    page.get_by_label("Un'e-mail o un telefono").fill("non è un recapito")
    page.locator("form[method=post]").first.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Chiedi di partecipare").click()
    expect(page.get_by_label("Come vuoi che ti chiamiamo?")).to_have_value("Lucciola")
    expect(page.get_by_text("Questo non sembra né un'e-mail").first).to_be_visible()


def test_quick_exit_leaves_without_a_way_back(open_page: Open, system: RunningSystem) -> None:
    page = open_page(phone=True, leaves=True)
    page.route("https://**", lambda route: route.fulfill(body="fuori"))
    page.goto(system.url("bologna", "/gruppi/badiamoci"))
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Esci subito").first.click()
    page.wait_for_url("https://**")
    assert page.evaluate("history.length") == before
    page.go_back()
    assert "badiamoci" not in page.url


def test_first_view_is_light(open_page: Open, system: RunningSystem) -> None:
    page = open_page(phone=True)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(system.url("bologna"))
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) <= 100_000


def test_pages_do_not_scroll_sideways_at_twice_the_size(open_page: Open, system: RunningSystem) -> None:
    page = open_page()
    page.set_viewport_size({"width": 640, "height": 450})  # 1280 px at 200 %
    for slug, path in (("bologna", "/"), ("bologna", "/gruppi"), ("ferrara", "/accedi")):
        page.goto(system.url(slug, path))
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
