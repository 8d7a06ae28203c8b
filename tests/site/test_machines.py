"""What search engines read: robots.txt, the sitemap with its languages and groups."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from uuid import uuid4

from flask import Flask
from sqlalchemy import text

from ama_net.features.site.views.public import GROUPS_PAGES
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.tenancy import tenant_scope
from tests.site.pages import news, write
from tests.support.clients import Browser
from tests.support.standing import Standing

Client = Callable[[str], Browser]
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"

ALWAYS = (*GROUPS_PAGES, "/sostieni")
"""Pages that are there whatever is published, while their room is open."""


def _publish_group(app: Flask, standing: Standing, slug: str) -> None:
    columns = [
        "name",
        "kind",
        "status",
        "mode",
        "entry",
        "theme_words",
        "organisation",
        "description",
        "source",
        "office_notes",
        "import_digest",
    ]
    values = {"name": slug, "kind": "group", "status": "active", "mode": "in_person", "entry": "open"}
    names = ", ".join(columns)
    binds = ", ".join(f":{column}" for column in columns)
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        db.session.execute(
            text(
                f"INSERT INTO groups (id, slug, {names}, is_example, published, hides_place, created_at, updated_at) "
                f"VALUES (:id, :slug, {binds}, false, true, false, now(), now())"
            ),
            {"id": uuid4(), "slug": slug, **dict.fromkeys(columns, ""), **values},
        )


def _places(browser: Browser) -> dict[str, list[str]]:
    root = ET.fromstring(browser.get("/sitemap.xml").data)
    return {
        url.findtext(f"{SPACE}loc", ""): [link.get("hreflang", "") for link in url.findall(f"{XHTML}link")]
        for url in root.findall(f"{SPACE}url")
        if not url.findtext(f"{SPACE}loc", "").endswith(ALWAYS)
    }


def test_robots_closes_the_office_and_names_the_sitemap(client: Client, alba: Standing) -> None:
    answer = client(alba.host).get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Disallow: /manage" in answer.text
    assert answer.text.endswith("Sitemap: http://alba.localhost:8000/sitemap.xml\n")


def test_sitemap_has_pages_news_and_groups_in_both_languages(
    app: Flask, client: Client, alba: Standing, brig: Standing
) -> None:
    write(app, alba, "Casa", slug="home", english="Home")
    write(app, alba, "Chi siamo")
    write(app, alba, "Bozza", published=False)
    news(app, alba, "Notizia")
    _publish_group(app, alba, "gruppo-di-alba")
    _publish_group(app, brig, "gruppo-di-brig")
    write(app, brig, "Pagina di Brig")
    both, base = ["it", "en", "x-default"], "http://alba.localhost:8000"
    assert _places(client(alba.host)) == {
        f"{base}/": both,
        f"{base}/en/": both,
        f"{base}/chi-siamo": [],
        f"{base}/notizie/notizia": [],
        f"{base}/gruppi/gruppo-di-alba": both,
        f"{base}/en/gruppi/gruppo-di-alba": both,
    }


def test_sitemap_of_an_empty_site_is_well_formed(client: Client, alba: Standing) -> None:
    assert _places(client(alba.host)) == {}


def test_portal_keeps_its_own_machine_files(client: Client) -> None:
    assert "alba" not in client("localhost").get("/robots.txt").text


def test_sitemap_names_the_pages_that_lead_to_groups(client: Client, alba: Standing) -> None:
    text = client(alba.host).get("/sitemap.xml").text
    assert [path for path in GROUPS_PAGES if f"<loc>http://alba.localhost:8000{path}</loc>" not in text] == []


def test_sitemap_names_a_page_of_a_room_once_when_the_site_introduces_it(
    app: Flask, client: Client, alba: Standing
) -> None:
    write(app, alba, "Sostienici", slug="sostieni", room="donations")
    assert client(alba.host).get("/sitemap.xml").text.count("/sostieni</loc>") == 1
