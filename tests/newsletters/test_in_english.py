"""A newsletter in English: its page, its foot and its reader's links are in English too."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from ama_net.across.newsletters.links import addresses, trial_address
from ama_net.across.newsletters.models import NewsletterState
from ama_net.across.newsletters.recipients import Recipient
from ama_net.across.newsletters.rendering import render_newsletter
from ama_net.across.newsletters.sending.letters import letter_of
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.outbox.identities import identity
from tests.factories.newsletters import make_newsletter
from tests.support.clients import Browser
from tests.support.standing import Standing

ARCHIVE = "/newsletter/archivio"
SITE = "http://alba.localhost:8000"


@pytest.fixture
def reader(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Anybody."""
    return client(alba.host)


def _sent(language: str = "en", slug: str = "the-news") -> str:
    values: dict[str, Any] = {"state": NewsletterState.SENT, "started_at": now(), "archived_at": now()}
    made = make_newsletter("The news", slug=slug, language=language, **values)
    db.session.commit()
    return str(made.id)


def test_it_is_read_in_an_english_page(reader: Browser, in_alba: Standing) -> None:
    made = _sent()
    asked = (f"{ARCHIVE}/the-news", f"/newsletter/leggi/{made}")
    led = [reader.get(path) for path in asked]
    pages = [reader.get(f"/en{path}") for path in asked]
    assert [(one.status_code, one.location) for one in led] == [(302, f"/en{path}") for path in asked]
    assert [(one.status_code, '<html lang="en"' in one.text) for one in pages] == [(200, True)] * 2
    assert f'<link rel="canonical" href="{SITE}/en{ARCHIVE}/the-news">' in pages[0].text


def test_who_wants_italian_is_led_to_the_archive(reader: Browser, in_alba: Standing) -> None:
    _sent()
    page = reader.get(f"/en{ARCHIVE}/the-news").text
    assert (f'href="{ARCHIVE}"' in page, f'href="{ARCHIVE}/the-news"' in page) == (True, False)


def test_one_in_italian_stays_where_it_is(reader: Browser, in_alba: Standing) -> None:
    _sent("it", "le-notizie")
    assert reader.get(f"{ARCHIVE}/le-notizie").status_code == 200


def test_the_list_the_feed_and_the_map_lead_to_the_english_page(reader: Browser, in_alba: Standing) -> None:
    _sent()
    address = f"/en{ARCHIVE}/the-news"
    assert f'href="{address}"' in reader.get(ARCHIVE).text
    assert f"<link>{SITE}{address}</link>" in reader.get(f"{ARCHIVE}.xml").text
    assert f"<loc>{SITE}{address}</loc>" in reader.get("/sitemap.xml").text


def test_the_foot_and_the_day_of_the_mail_are_in_english(in_alba: Standing) -> None:
    made = render_newsletter(make_newsletter(language="en"))
    for part in (made.html, made.text):
        assert ("Ricevi questa" in part, "Leggi nel browser" in part, f"{SITE}/en/newsletter/leggi/" in part) == (
            False,
            False,
            True,
        )


def test_the_readers_links_lead_to_english_pages(in_alba: Standing) -> None:
    newsletter = make_newsletter(language="en")
    letter = letter_of(newsletter, identity("newsletter"))
    token = letter.addresses.token(uuid4())
    sent = letter.to(Recipient(uuid4(), "maria@posta.example", ""), uuid4())
    assert letter.addresses.unsubscribe(token).startswith(f"{SITE}/en/newsletter/disiscrizione/")
    assert f"List-Unsubscribe: <{SITE}/en/newsletter/disiscrizione/".encode() in bytes(sent)
    assert (trial_address("en"), addresses().base_url) == (f"{SITE}/en/newsletter/prova", SITE)
