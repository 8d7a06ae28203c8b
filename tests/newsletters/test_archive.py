"""What was sent, read on the site: the same for everybody, by address, by feed, by the link in the mail."""

import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import fromstring

import pytest

from ama_net.across.newsletters.models import NewsletterState
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.newsletters import make_newsletter
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

ARCHIVE = "/newsletter/archivio"


@pytest.fixture
def reader(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Anybody."""
    return client(alba.host)


def sent(subject: str = "Notizie di novembre", slug: str | None = "notizie-di-novembre", **values: Any) -> UUID:
    values = {
        "state": NewsletterState.SENT,
        "started_at": now(),
        "archived_at": now(),
        "preheader": "In breve",
        **values,
    }
    made = make_newsletter(subject, slug=slug, **values)
    db.session.commit()
    return made.id


def test_the_archive_lists_what_was_sent(reader: Browser, in_alba: Standing) -> None:
    sent()
    assert f'href="{ARCHIVE}/notizie-di-novembre"' in reader.get(ARCHIVE).text


def test_one_is_read_without_anybodys_name_or_links(reader: Browser, in_alba: Standing) -> None:
    sent(blocks=[{"kind": "text", "markdown": "Ciao {nome|a tutti}, da {associazione}."}])
    page = reader.get(f"{ARCHIVE}/notizie-di-novembre").text
    assert "<p>Ciao a tutti, da Associazione Alba di prova.</p>" in page
    assert ("@@ama" in page, "disiscrizione" in page, "preferenze/" in page) == (False, False, False)


def test_the_link_in_the_mail_leads_to_the_same(reader: Browser, in_alba: Standing) -> None:
    made = sent(archived_at=None, slug=None)
    page = reader.get(f"/newsletter/leggi/{made}")
    assert (page.status_code, "Ciao a tutti, ecco le notizie." in page.text, "noindex" in page.text) == (
        200,
        True,
        True,
    )


@pytest.mark.parametrize("state", [NewsletterState.DRAFT, NewsletterState.REVIEW, NewsletterState.SCHEDULED])
def test_what_was_not_sent_is_read_by_nobody(reader: Browser, in_alba: Standing, state: NewsletterState) -> None:
    made = sent(state=state, started_at=None)
    paths = (f"/newsletter/leggi/{made}", f"{ARCHIVE}/notizie-di-novembre")
    assert [reader.get(path).status_code for path in paths] == [404, 404]


def test_what_was_taken_out_is_not_in_the_archive(reader: Browser, in_alba: Standing) -> None:
    sent(archived_at=None)
    assert (reader.get(f"{ARCHIVE}/notizie-di-novembre").status_code, "novembre" in reader.get(ARCHIVE).text) == (
        404,
        False,
    )


def test_another_associations_is_not_there(in_alba: Standing, brig: Standing, client: Callable[[str], Browser]) -> None:
    made = sent()
    paths = (f"/newsletter/leggi/{made}", f"{ARCHIVE}/notizie-di-novembre")
    assert [client(brig.host).get(path).status_code for path in paths] == [404, 404]


def test_an_association_may_keep_no_archive(reader: Browser, in_alba: Standing) -> None:
    made = sent()
    with unit_of_work():
        save_settings(NewsletterSettings(archive=False), by=None)
    paths = (ARCHIVE, f"{ARCHIVE}/notizie-di-novembre", f"{ARCHIVE}.xml", f"/newsletter/leggi/{made}")
    assert [reader.get(path).status_code for path in paths] == [404, 404, 404, 200]


def test_the_feed_has_each_with_its_address(reader: Browser, in_alba: Standing) -> None:
    sent("Notizie & <altro>")
    answer = reader.get(f"{ARCHIVE}.xml")
    feed = fromstring(answer.data)
    assert answer.mimetype == "application/rss+xml"
    assert [item.findtext("title") for item in feed.iter("item")] == ["Notizie & <altro>"]
    assert [item.findtext("link") for item in feed.iter("item")] == [
        f"http://alba.localhost:8000{ARCHIVE}/notizie-di-novembre"
    ]


def test_the_sites_map_has_the_archive(reader: Browser, in_alba: Standing) -> None:
    sent()
    assert f"{ARCHIVE}/notizie-di-novembre" in reader.get("/sitemap.xml").text


def test_the_page_carries_no_style_and_no_script_of_its_own(reader: Browser, in_alba: Standing) -> None:
    blocks = [
        {"kind": "text", "markdown": "<script>alert(1)</script> <b onclick=x>y</b> [x](javascript:alert(1))"},
        {"kind": "button", "text": '"><script>', "address": "https://a.example/?a=1&b=2"},
    ]
    sent(blocks=blocks)
    page = reader.get(f"{ARCHIVE}/notizie-di-novembre").text
    body = page[page.index("<article") : page.index("</article>")]
    assert ("<script" in body, "style=" in body, "onclick=x>" in body, 'href="javascript' in body) == (
        False, False, False, False
    )  # fmt: skip


def test_those_before_and_after_are_led_to(reader: Browser, in_alba: Standing) -> None:
    sent("Ottobre", "ottobre")
    sent("Novembre", "novembre")
    assert f'href="{ARCHIVE}/ottobre"' in reader.get(f"{ARCHIVE}/novembre").text


def test_a_page_beyond_the_last_is_not_there(reader: Browser, in_alba: Standing) -> None:
    sent()
    pages = ("?page=2", "?page=99999999999999999999", "?page=-1")
    assert [reader.get(f"{ARCHIVE}{page}").status_code for page in pages] == [404, 404, 200]


def test_the_archive_is_read_with_the_same_questions(reader: Browser, in_alba: Standing) -> None:
    def questions() -> int:
        reader.get(ARCHIVE)
        with count_queries() as queries:
            reader.get(ARCHIVE)
        return len(queries)

    sent()
    few = questions()
    for number in range(4):
        sent(f"Numero {number}", f"numero-{number}")
    assert questions() == few


@pytest.mark.parametrize(("heading", "times"), [("Notizie  di Novembre", 0), ("Altre notizie", 1)])
def test_a_first_heading_like_the_subject_is_read_once(
    reader: Browser, in_alba: Standing, heading: str, times: int
) -> None:
    sent(blocks=[{"kind": "heading", "text": heading}, {"kind": "text", "markdown": "Ciao"}])
    page = reader.get(f"{ARCHIVE}/notizie-di-novembre").text
    body = page[page.index("<article") : page.index("</article>")]
    assert (body.count(heading), "<p>Ciao</p>" in body) == (times, True)


def test_the_feed_is_led_to_in_words(reader: Browser, in_alba: Standing) -> None:
    sent()
    assert f'<a href="{ARCHIVE}.xml">Segui queste notizie con un lettore RSS</a>' in reader.get(ARCHIVE).text


def test_the_feed_keeps_the_rules_of_rss(reader: Browser, in_alba: Standing) -> None:
    sent("Con la riga", "con")
    sent("Senza la riga", "senza", preheader="")
    answer = reader.get(f"{ARCHIVE}.xml")
    channel = fromstring(answer.data).find("channel")
    assert channel is not None
    own = channel.find("{http://www.w3.org/2005/Atom}link")
    assert own is not None
    home = f"http://alba.localhost:8000{ARCHIVE}"
    assert (own.get("rel"), own.get("href"), channel.findtext("link")) == ("self", f"{home}.xml", home)
    items = channel.findall("item")
    assert [item.findtext("description") for item in items] == [None, "In breve"]
    assert [item.findtext("guid") for item in items] == [f"{home}/senza", f"{home}/con"]
    assert all(parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is not None for item in items)


def test_two_hundred_are_read_page_by_page(reader: Browser, in_alba: Standing) -> None:
    for number in range(200):
        sent(f"Numero {number}", f"numero-{number}", started_at=now() - timedelta(days=number))
    first, last = reader.get(ARCHIVE).text, reader.get(f"{ARCHIVE}?page=10").text
    assert (first.count('class="issue-line"'), last.count('class="issue-line"')) == (20, 20)
    assert (f'href="{ARCHIVE}/numero-0"' in first, f'href="{ARCHIVE}/numero-199"' in last) == (True, True)
    assert f'rel="canonical" href="http://alba.localhost:8000{ARCHIVE}?page=10"' in last
    assert len(list(fromstring(reader.get(f"{ARCHIVE}.xml").data).iter("item"))) == 30


def test_a_link_that_is_shared_shows_what_it_leads_to(reader: Browser, in_alba: Standing) -> None:
    made = sent('Notizie "vere"', "vere")
    page = reader.get(f"{ARCHIVE}/vere").text
    said = dict(re.findall(r'<meta property="([^"]+)" content="([^"]*)">', page))
    assert (said["og:title"], said["og:description"]) == ("Notizie &#34;vere&#34;", "In breve")
    assert said["og:url"] == f"http://alba.localhost:8000{ARCHIVE}/vere"
    assert "og:" not in reader.get(f"/newsletter/leggi/{made}").text
