"""The general version of a newsletter, as the site shows it: nobody's name, nobody's links, the site's own look."""

from flask import render_template
from markupsafe import Markup

from ama_net.across.newsletters.blocks import parse_blocks
from ama_net.across.newsletters.merging import fill, plain
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.rendering.parts import Part, parts_of
from ama_net.across.newsletters.rendering.words import READ_ON, SOURCES, size_words


def _without_its_title(newsletter: Newsletter, parts: list[Part]) -> list[Part]:
    """The page says the subject over everything: a first heading that says it again is left out."""
    first = parts[0] if parts else None
    if (
        first is not None
        and first.kind == "heading"
        and _bare(fill(first.text, {}, html=False)) == _bare(plain(newsletter.subject))
    ):
        return parts[1:]
    return parts


def _bare(words: str) -> str:
    return " ".join(words.split()).casefold()


def render_page(newsletter: Newsletter) -> Markup:
    """The body of a newsletter as html for a page of the site."""
    shown = render_template(
        "newsletters/public/archive_body.html",
        parts=_without_its_title(newsletter, parts_of(parse_blocks(newsletter.blocks))),
        sources=SOURCES,
        read_on=READ_ON,
        size_words=size_words,
    )
    return Markup(fill(shown, {}, html=True))  # noqa: S704  # a template's, its fields escaped
