"""Links counted in total: the same address for everybody, and never an open door to anywhere."""

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from ama_net.across.newsletters.clicks import counted_links
from ama_net.across.newsletters.merging import PREFERENCES, UNSUBSCRIBE
from ama_net.across.newsletters.models import Newsletter, NewsletterLink
from ama_net.across.newsletters.rendering import Rendered, render_newsletter
from ama_net.foundation.database import db
from tests.factories.newsletters import make_newsletter
from tests.support.clients import Browser
from tests.support.standing import Standing

BLOCKS = [
    {"kind": "text", "markdown": "Vedi [il programma](https://a.example/p?a=1&b=2) e [scrivici](mailto:a@a.example)."},
    {"kind": "button", "text": "Il programma", "address": "https://a.example/p?a=1&b=2"},
    {"kind": "button", "text": "I gruppi", "address": "/gruppi"},
]


def counted() -> tuple[Newsletter, Rendered, str, str]:
    newsletter = make_newsletter(blocks=BLOCKS)
    rendered = render_newsletter(newsletter)
    html, text = counted_links(newsletter, rendered.html, rendered.text)
    db.session.commit()
    db.session.refresh(newsletter)
    db.session.expunge(newsletter)
    return newsletter, rendered, html, text


def kept(newsletter_id: UUID) -> dict[int, tuple[str, int]]:
    db.session.expire_all()
    rows = db.session.scalars(select(NewsletterLink).where(NewsletterLink.newsletter_id == newsletter_id))
    return {row.position: (row.address, row.clicks) for row in rows}


def test_each_address_is_kept_once(in_alba: Standing) -> None:
    newsletter, *_rest = counted()
    assert kept(newsletter.id) == {
        1: ("https://a.example/p?a=1&b=2", 0),
        2: ("http://alba.localhost:8000/gruppi", 0),
    }


def test_no_address_stays_as_it_was_in_either_part(in_alba: Standing) -> None:
    _newsletter, _rendered, html, text = counted()
    assert ("a.example/p" in html, "a.example/p" in text, "8000/gruppi" in text) == (False, False, False)


def test_the_readers_links_and_mail_addresses_stay(in_alba: Standing) -> None:
    _newsletter, rendered, html, text = counted()
    for piece in (f'href="{UNSUBSCRIBE}"', f'href="{PREFERENCES}"', 'href="mailto:a@a.example"', "/newsletter/leggi/"):
        assert html.count(piece) == rendered.html.count(piece) > 0
    assert (UNSUBSCRIBE in text, PREFERENCES in text) == (True, True)


def test_counting_twice_changes_nothing(in_alba: Standing) -> None:
    newsletter, rendered, html, text = counted()
    assert counted_links(newsletter, rendered.html, rendered.text) == (html, text)


def test_the_same_address_is_for_everybody(in_alba: Standing) -> None:
    newsletter, _rendered, html, _text = counted()
    assert set(re.findall(r"/newsletter/vai/[^\"]+", html)) == {
        f"/newsletter/vai/{newsletter.id}/1", f"/newsletter/vai/{newsletter.id}/2"
    }  # fmt: skip


@pytest.fixture
def reader(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Anybody."""
    return client(alba.host)


def test_a_link_leads_on_and_is_counted(reader: Browser, in_alba: Standing) -> None:
    newsletter, *_rest = counted()
    answer = reader.get(f"/newsletter/vai/{newsletter.id}/1")
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://a.example/p?a=1&b=2")
    assert kept(newsletter.id)[1] == ("https://a.example/p?a=1&b=2", 1)


def test_nothing_is_left_with_who_opens_it(reader: Browser, in_alba: Standing) -> None:
    newsletter, *_rest = counted()
    answer = reader.get(f"/newsletter/vai/{newsletter.id}/1")
    assert (answer.headers.get("Set-Cookie"), answer.headers["Referrer-Policy"]) == (None, "no-referrer")


def test_who_only_looks_is_not_counted(reader: Browser, in_alba: Standing) -> None:
    newsletter, *_rest = counted()
    assert reader.head(f"/newsletter/vai/{newsletter.id}/1").status_code == 302
    assert kept(newsletter.id)[1][1] == 0


@pytest.mark.parametrize(
    "rest",
    [
        "1?url=https://male.example",
        "1?next=//male.example",
        "1;https://male.example",
        "99",
        "0",
        "-1",
        "9" * 30,
        "https://male.example",
        "//male.example",
    ],
)
def test_no_address_of_the_request_leads_anywhere(reader: Browser, in_alba: Standing, rest: str) -> None:
    newsletter, *_rest = counted()
    answer = reader.get(f"/newsletter/vai/{newsletter.id}/{rest}")
    assert "male.example" not in answer.headers.get("Location", "").removeprefix(answer.request.url)


def test_an_unknown_newsletter_leads_nowhere(reader: Browser, in_alba: Standing) -> None:
    assert reader.get(f"/newsletter/vai/{uuid4()}/1").status_code == 404


def test_another_associations_links_lead_nowhere(
    client: Callable[[str], Browser], brig: Standing, in_alba: Standing
) -> None:
    newsletter, *_rest = counted()
    assert client(brig.host).get(f"/newsletter/vai/{newsletter.id}/1").status_code == 404
    assert kept(newsletter.id)[1][1] == 0


def test_a_dangerous_address_in_the_table_leads_nowhere(reader: Browser, in_alba: Standing) -> None:
    newsletter, *_rest = counted()
    db.session.add(NewsletterLink(newsletter_id=newsletter.id, position=9, address="javascript:alert(1)"))
    db.session.commit()
    assert reader.get(f"/newsletter/vai/{newsletter.id}/9").status_code == 404
