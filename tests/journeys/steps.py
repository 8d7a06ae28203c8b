"""What every journey does: find the page's part that is its own, press, look with axe, read the mail, read a PDF."""

import io
import re
import time

import pypdf
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

from tests.support.processes import RunningSystem

LONGEST_WAIT = 40


def main(page: Page) -> Locator:
    """The page without its frame."""
    return page.get_by_role("main")


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press the first button called so."""
    main(page).get_by_role("button", name=name).first.click()


def accessible(page: Page) -> None:
    """Nothing that axe finds against WCAG 2.2 AA."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert [violation["id"] for violation in found.response["violations"]] == []


def words_of_pdf(page: Page, address: str) -> str:
    """What a PDF says, asked for by the page itself."""
    read = "async address => Array.from(new Uint8Array(await (await fetch(address)).arrayBuffer()))"
    pages = pypdf.PdfReader(io.BytesIO(bytes(page.evaluate(read, address)))).pages
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def read_mail(
    page: Page, system: RunningSystem, who: str, *, containing: str, how_many: int = 1, link: str = r"/[\w/-]+"
) -> str:
    """The link in the newest mail to somebody that says something; waits for it."""
    deadline = time.monotonic() + LONGEST_WAIT
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
