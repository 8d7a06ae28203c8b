"""What a first view of an association's home weighs over the wire: page, styles, scripts, fonts and pictures, with brotli."""

import http.client
import os
import re
import shutil
from urllib.parse import urljoin

import brotli  # type: ignore[import-untyped]
from playwright.sync_api import Page, sync_playwright

from benchmarks.bed import Bed, Server
from benchmarks.pages import HOME, servers_of
from benchmarks.report import Row

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
LOADED = (
    r'<link[^>]+rel="(?:stylesheet|preload|icon)"[^>]+href="([^"]+)"',
    r'<script[^>]+src="([^"]+)"',
    r'<img[^>]+src="([^"]+)"',
)
IMPORTED = r'(?:from|import)\s*"(\.[^"]+)"'


def weight(bed: Bed) -> list[Row]:
    """The heavier of what the page names and what a browser, when there is one, really takes."""
    ours, _limit = servers_of(bed)
    named = _named(ours)
    note = f"dai riferimenti nella pagina {named / 1000:.1f} kB"
    taken = _taken(ours)
    if taken:
        note += f", da Chromium {taken / 1000:.1f} kB"
    return [Row("page.first_view_kb", round(max(named, taken) / 1000, 1), "kB", note=note)]


def _named(server: Server) -> int:
    """The bytes of the page and of everything it loads at once, each counted once."""
    size, page = _fetch(server, "/")
    waiting = {urljoin("/", address) for pattern in LOADED for address in re.findall(pattern, page)}
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        part, text = _fetch(server, address)
        size += part
        if address.endswith(".js"):
            waiting |= {urljoin(address, one) for one in re.findall(IMPORTED, text)} - seen
    return size


def _fetch(server: Server, address: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Host": f"{HOME.host}:{server.port}", "Accept-Encoding": "br"}
    connection.request("GET", address, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    whole = brotli.decompress(body) if answer.getheader("Content-Encoding") == "br" else body
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
    connection.close()
    return len(body) + head, whole.decode(errors="replace")


def _taken(server: Server) -> int:
    """What Chromium transfers; 0 when no browser is at hand."""
    program = os.environ.get("AMA_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        return 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, chromium_sandbox=os.geteuid() != 0)
        page = browser.new_page()
        total = _watch(page)
        page.goto(f"http://{HOME.host}:{server.port}/", wait_until="networkidle")
        browser.close()
    return sum(total)


def _watch(page: Page) -> list[int]:
    sizes: list[int] = []
    network = page.context.new_cdp_session(page)
    network.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    network.send("Network.enable")
    return sizes
