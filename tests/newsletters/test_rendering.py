"""What leaves: html that does nothing but show, plain text that can be read as it is, fields that stay open."""

import re
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest

from ama_net.across.newsletters.blocks import MOST_BLOCKS
from ama_net.across.newsletters.merging import PREFERENCES, SENTINEL, UNSUBSCRIBE, fill
from ama_net.across.newsletters.models import Media, Newsletter
from ama_net.across.newsletters.rendering import Rendered, render_newsletter
from ama_net.foundation.database import db
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.look import colours
from tests.factories.newsletters import make_newsletter
from tests.support.queries import count_queries
from tests.support.standing import Standing


def rendered(*blocks: dict[str, Any], **values: Any) -> Rendered:
    return render_newsletter(make_newsletter(blocks=list(blocks), **values))


def text(markdown: str) -> dict[str, Any]:
    return {"kind": "text", "markdown": markdown}


def body_of(made: Rendered) -> str:
    return made.text.partition("\n\n-- \n")[0]


class Seen(HTMLParser):
    """The tags and attributes of a page, as a mailbox reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.values: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.values += [(name, value or "") for name, value in attrs]


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT&#58;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "![x](https://male.example/pixel.gif)",
    "[x](//male.example)",
    "[x](https://male.example/\"onmouseover=\"alert(1))",
    "</td></tr></table><script>alert(1)</script>",
    "</mj-text><mj-raw><script>alert(1)</script></mj-raw>",
    "<mj-include path='/etc/passwd' />",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "<style>body{display:none}</style>",
    "`<script>`",
    "<https://a.example/<script>>",
    "{{ config }} {% raw %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "]]><script>alert(1)</script>",
]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_do_nothing(in_alba: None, hostile: str) -> None:
    everywhere = [
        text(hostile),
        {"kind": "heading", "text": hostile},
        {"kind": "button", "text": hostile, "address": "https://a.example"},
        {"kind": "picked", "source": "news", "title": hostile, "summary": hostile, "link": hostile},
        {"kind": "columns", "left": [text(hostile)], "right": [text(f"> - {hostile}")]},
    ]
    made = rendered(*everywhere, subject=hostile, preheader=hostile)
    seen = Seen(made.html)
    assert (
        set(seen.tags) & {"script", "iframe", "object", "form", "img", "link", "base", "mj-text", "mj-include"} == set()
    )
    assert [name for name, _value in seen.values if name.startswith("on")] == []
    schemes = {value.partition(":")[0] for name, value in seen.values if name in {"href", "src"}}
    assert schemes <= {"http", "https", "mailto", "tel", UNSUBSCRIBE.partition(":")[0]}


def test_the_only_rules_are_ours(in_alba: None) -> None:
    made = rendered(text("<style>p{color:red}</style>"))
    assert "p{color:red}" not in "".join(re.findall(r"<style[^>]*>(.*?)</style>", made.html, re.DOTALL))


@pytest.mark.parametrize(
    "markdown",
    [
        "[" * 5000,
        ">" * 5000,
        "- " * 5000,
        "*" * 10_000,
        "`" * 9999,
        "a\n" * 9000,
        "[a](" * 2000,
        "\u202e",
        "&#0;&#xd800;",
    ],
)
def test_endless_words_come_to_an_end(in_alba: None, markdown: str) -> None:
    assert UNSUBSCRIBE in rendered(text(markdown)).html


def test_a_newsletter_may_be_as_long_as_it_may(in_alba: None) -> None:
    made = rendered(*[text(f"Parte {number}.") for number in range(MOST_BLOCKS)])
    assert made.text.count("Parte ") == MOST_BLOCKS


def test_fields_stay_open_in_both_parts(in_alba: None) -> None:
    made = rendered(text("Ciao **{nome|amica, amico}**"), preheader="Per {nome|te}")
    opened = {found.group(1) for found in SENTINEL.finditer(made.html)}
    assert opened == {"nome", "disiscrizione", "preferenze"}
    assert "Ciao *Bianca*" in fill(made.text, {"nome": "Bianca"}, html=False)


def test_a_field_never_breaks_a_line_of_its_token(in_alba: None) -> None:
    made = rendered(text("parola " * 9 + "{nome|" + "amica " * 20 + "} parola " * 9))
    assert [line for line in made.text.splitlines() if line.count("@@ama") and not SENTINEL.search(line)] == []


def test_both_parts_have_the_readers_ways_out(in_alba: None) -> None:
    made = rendered(text("Ciao"))
    assert [(part.count(UNSUBSCRIBE), part.count(PREFERENCES)) for part in (made.html, made.text)] == [(1, 1), (1, 1)]


def test_a_readers_link_written_by_hand_is_not_filled(in_alba: None) -> None:
    made = rendered(
        text(f"[esci]({UNSUBSCRIBE}) {UNSUBSCRIBE}"), {"kind": "button", "text": "x", "address": UNSUBSCRIBE}
    )
    assert (made.html.count(UNSUBSCRIBE), made.text.count(UNSUBSCRIBE)) == (1, 1)


def test_both_parts_say_who_writes_and_where_they_are(in_alba: None) -> None:
    made = rendered(text("Ciao"))
    for part in (made.html, made.text):
        assert ("Associazione Alba di prova" in part, "via delle Prove 1" in part, "info@alba.example" in part) == (
            True, True, True
        )  # fmt: skip


def test_both_parts_lead_to_the_page_in_the_browser(in_alba: None) -> None:
    newsletter = make_newsletter()
    made = render_newsletter(newsletter)
    address = f"http://alba.localhost:8000/newsletter/leggi/{newsletter.id}"
    assert (made.html.count(address), made.text.count(address)) == (1, 1)


def test_inner_addresses_are_whole(in_alba: None) -> None:
    made = rendered(text("[gruppi](/gruppi)"), {"kind": "button", "text": "Vai", "address": "www.a.example/x"})
    assert made.links == ("http://alba.localhost:8000/gruppi", "https://www.a.example/x")


def test_the_text_is_written_from_the_blocks(in_alba: None) -> None:
    made = rendered(
        {"kind": "heading", "text": "Buone notizie", "level": 1},
        text("Uno **due** [tre](https://a.example/3).\n\n1. primo\n2. secondo\n   - dentro\n\n> detto"),
        {"kind": "button", "text": "Vieni", "address": "/gruppi"},
        {"kind": "divider"},
    )
    assert body_of(made) == (
        "Buone notizie\n=============\n\n"
        "Uno *due* tre <https://a.example/3>.\n\n1. primo\n2. secondo\n   - dentro\n\n> detto\n\n"
        "Vieni\nhttp://alba.localhost:8000/gruppi\n\n* * *"
    )


def test_the_text_has_78_columns_but_for_addresses(in_alba: None) -> None:
    address = "https://a.example/" + "x" * 120
    made = rendered(text("parola lunga e corta " * 40 + f"[qui si legge]({address})"))
    assert [line for line in body_of(made).splitlines() if len(line) > 78] == [f"<{address}>"]


def test_html_says_its_language_and_that_it_knows_the_dark(in_alba: None) -> None:
    html = rendered(text("Hello"), language="en").html
    assert ('lang="en"' in html, 'dir="ltr"' in html, 'name="color-scheme"' in html) == (True, True, True)
    assert "prefers-color-scheme: dark" in html


def test_the_foot_is_in_the_newsletters_language(in_alba: None) -> None:
    assert "Non scrivetemi più" in rendered(text("Ciao"), language="it").text


def test_the_preheader_is_there_and_unseen(in_alba: None) -> None:
    html = rendered(text("Ciao"), preheader="Che cosa c'è dentro").html
    assert re.search(r"display:\s*none[^>]*>Che cosa c", html) is not None


def picture(**values: Any) -> Media:
    values = {"width": 1200, "height": 800, "alternative": "Una sala", "kind": "image", "name": "foto.jpg", **values}
    made = Media(content_type="image/jpeg", size=90_000, digest=uuid4().bytes, data=b"x", **values)
    db.session.add(made)
    db.session.flush()
    return made


def test_a_picture_is_shown_with_its_words(in_alba: None) -> None:
    media = picture()
    seen = Seen(rendered({"kind": "image", "media_id": str(media.id), "alternative": 'Una "sala"'}).html).values
    assert ("src", f"http://alba.localhost:8000/newsletter/immagini/{media.id}.jpg") in seen
    assert (("alt", 'Una "sala"') in seen, ("width", "544") in seen) == (True, True)


def test_no_picture_is_asked_of_anybody_else(in_alba: None) -> None:
    made = rendered(text("![a](https://male.example/p.gif)"), {"kind": "image", "media_id": str(picture().id)})
    sources = [value for name, value in Seen(made.html).values if name in {"src", "background"}]
    assert [value.split("/newsletter/")[0] for value in sources] == ["http://alba.localhost:8000"]


def test_a_file_is_a_link_with_its_size(in_alba: None) -> None:
    media = picture(kind="file", name="Programma.pdf")
    made = rendered({"kind": "attachment", "media_id": str(media.id), "text": "Il programma"})
    assert body_of(made) == (
        f"Il programma (PDF, 90 kB)\nhttp://alba.localhost:8000/newsletter/file/{media.id}/Programma.pdf"
    )


def test_what_is_gone_is_left_out(in_alba: None) -> None:
    assert body_of(rendered(text("Ciao"), {"kind": "image", "media_id": str(uuid4())})) == "Ciao"


def test_another_associations_picture_is_not_shown(in_alba: Standing, brig: Standing) -> None:
    db.session.commit()
    with tenant_scope(brig.id):
        media_id = picture().id
        db.session.commit()
    assert "<img" not in rendered({"kind": "image", "media_id": str(media_id), "alternative": "x"}).html


def test_columns_stand_side_by_side_and_one_under_the_other(in_alba: None) -> None:
    html = rendered({"kind": "columns", "left": [text("a")], "right": [text("b")]}).html
    assert html.count('mj-column-per-50"') == 2 or html.count("mj-column-per-50") >= 3


def test_a_usual_newsletter_is_light(in_alba: None) -> None:
    assert len(rendered(*[text("Parole. " * 40)] * 6).html.encode()) < 24_000


def test_many_blocks_ask_the_database_no_more_than_few(in_alba: None) -> None:
    def questions(*blocks: dict[str, Any]) -> int:
        newsletter = make_newsletter(blocks=list(blocks))
        render_newsletter(newsletter)
        with count_queries() as queries:
            render_newsletter(newsletter)
        return len(queries)

    images = [{"kind": "image", "media_id": str(picture().id)} for _number in range(5)]
    assert questions(*images[:1]) == questions(*images)


def test_it_can_be_rendered_before_it_is_saved(in_alba: None) -> None:
    unsaved = Newsletter(id=uuid4(), subject="Prova", preheader="", language="it", blocks=[text("Ciao")])
    assert body_of(render_newsletter(unsaved)) == "Ciao"


def test_links_look_like_links_wherever_they_stand(in_alba: None) -> None:
    media = Media(kind="file", name="orari.pdf", content_type="application/pdf", size=1000, digest=b"o", data=b"o")
    db.session.add(media)
    db.session.flush()
    html = rendered(
        text("[la sede](https://a.example/sede)"),
        {"kind": "picked", "source": "news", "title": "Gita", "summary": "", "link": "https://a.example/gita"},
        {"kind": "attachment", "media_id": str(media.id), "text": "Gli orari"},
    ).html
    brand = colours("alba")["brand"]
    styles = [
        dict(re.findall(r'(href|style)="([^"]*)"', tag)).get("style", "") for tag in re.findall(r"<a [^>]*>", html)
    ]
    links = [style for style in styles if f"color: {brand}" in style and "text-decoration: underline" in style]
    assert (len(styles), len(links)) == (8, 7)  # the title of the picked page is one with the words under it


def test_words_of_a_picture_that_is_not_fetched_look_like_the_others(in_alba: None) -> None:
    media = picture(kind="image", name="cerchio.jpg", width=800, height=600, alternative="Sei sedie in cerchio")
    html = rendered({"kind": "image", "media_id": str(media.id)}).html
    style = re.findall(r'<img[^>]*style="([^"]*)"', html)[0]
    ink = colours("alba")["ink"]
    assert ("font-size:17px" in style.replace(": ", ":"), f"color:{ink}" in style.replace(": ", ":")) == (True, True)
