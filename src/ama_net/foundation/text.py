"""Text: Markdown into safe html, words without accents, slugs, Italian articles before a number."""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from uuid import UUID

import nh3
from markdown_it import MarkdownIt

_BEFORE_A_VOWEL = re.compile(r"\b(d?al) (?=(?:8|11)\b)", re.IGNORECASE)
_TAGS = {"p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "table", "thead"} | {
    "tbody",
    "tr",
    "th",
    "td",
    "code",
}


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown_to_html(text: str) -> str:
    """Markdown (CommonMark) as html that can carry no script, style or picture from elsewhere."""
    html = _parser().render(text)
    return nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https", "http", "mailto", "tel"})


def fold(text: str) -> str:
    """Lower case without accents: the same as the database's ``f_unaccent``, for comparing words."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def elided(text: str) -> str:
    """What is said of days, as it is read: ``dal 8`` is ``dall'8``, ``al 11`` is ``all'11``."""
    return type(text)(_BEFORE_A_VOWEL.sub(r"\1l'", str(text)))


def slugify(text: str, limit: int = 64) -> str:
    """A readable address: ``Non più da soli`` -> ``non-piu-da-soli``; never empty."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    return slug[:limit].rstrip("-") or "senza-nome"


def free_slug(text: str, taken: Collection[str], limit: int) -> str:
    """A readable address that nobody has: numbered (``-2``, ``-3``…, beyond the limit) when others are called so."""
    first = slugify(text, limit)
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := first if number == 1 else f"{first}-{number}") not in taken
    )


def known_id(text: object) -> UUID | None:
    """The id a text says; None for anything that is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None
