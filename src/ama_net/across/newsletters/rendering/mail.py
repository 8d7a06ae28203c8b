"""The mail: one MJML document made html, its rules put inside the elements, and the plain text beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import css_inline
from flask import current_app
from flask_babel import force_locale
from mjml import mjml2html

from ama_net.across.newsletters.blocks import parse_blocks
from ama_net.across.newsletters.media_addresses import read_path
from ama_net.across.newsletters.merging import PREFERENCES, UNSUBSCRIBE, open_fields, plain
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.rendering.addresses import whole
from ama_net.across.newsletters.rendering.links import links_of
from ama_net.across.newsletters.rendering.parts import Part, parts_of
from ama_net.across.newsletters.rendering.text import text_of
from ama_net.across.newsletters.rendering.words import READ_ON, SOURCES, size_words
from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours, dark_colours, logo_mark

TEMPLATE, STYLE = "newsletters/mjml/newsletter.html", "newsletters/mjml/style.css"

LIGHT = "#fffefb"


@dataclass(frozen=True)
class Rendered:
    """What leaves, for everybody: tokens stay where a reader's name and links go. ``links`` are the addresses it leads to."""

    html: str
    text: str
    links: tuple[str, ...]
    subject: str = ""


def render_newsletter(newsletter: Newsletter) -> Rendered:
    """A newsletter in its own language, in the association's colours, with its merge fields left open (``merging.SENTINEL``).

    Raises:
        pydantic.ValidationError: its blocks are none.
    """
    parts = parts_of(parse_blocks(newsletter.blocks))
    subject = " ".join(open_fields(newsletter.subject).split())
    with force_locale(newsletter.language):
        context = _context(newsletter, parts)
        html = _html(context)
        text = text_of(parts, context)
    return Rendered(html=html, text=text, links=links_of(parts), subject=subject)


def runs(parts: Sequence[Part]) -> list[tuple[bool, list[Part]]]:
    """Parts in the bands of the page: what stands in one column together, each pair of columns by itself."""
    found: list[tuple[bool, list[Part]]] = []
    for paired, group in groupby(parts, key=lambda part: part.kind == "columns"):
        members = list(group)
        found += [(True, [part]) for part in members] if paired else [(False, members)]
    return found


def _context(newsletter: Newsletter, parts: Sequence[Part]) -> dict[str, object]:
    tenant = current_tenant()
    mark = logo_mark(tenant.slug)
    return {
        "locale": newsletter.language,
        "tenant": tenant,
        "mark": mark,
        "mark_address": f"{tenant.base_url}{mark.path}" if mark else "",
        "theme": _with_paper(colours(tenant.slug), LIGHT, 0.6),
        "dark": _with_paper(dark := dark_colours(tenant.slug), dark["ink"], 0.07),
        "title": " ".join(plain(newsletter.subject).split()),
        "preheader": open_fields(newsletter.preheader),
        "day": newsletter.started_at or newsletter.scheduled_at or now(),
        "runs": runs(parts),
        "sources": SOURCES,
        "read_on": READ_ON,
        "size_words": size_words,
        "unsubscribe": UNSUBSCRIBE,
        "preferences": PREFERENCES,
        "read_address": whole(read_path(newsletter.id, newsletter.language)),
    }


def _with_paper(hues: dict[str, str], towards: str, share: float) -> dict[str, str]:
    """The colours, with that of the sheet the words are on: a shade nearer than the ground."""
    return {**hues, "paper": mixed(hues["ground"], towards, share)}


def mixed(first: str, second: str, share: float) -> str:
    """A colour ``share`` of the way from one (``#rrggbb``) to another."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) < 6 else digits
    return tuple(bytes.fromhex(digits[:6]))


def _html(context: dict[str, object]) -> str:
    templates = current_app.jinja_env
    rules = templates.get_template(STYLE).render(context)
    inliner = css_inline.CSSInliner(
        load_remote_stylesheets=False, inline_style_tags=False, keep_style_tags=True, extra_css=rules
    )
    return inliner.inline(mjml2html(templates.get_template(TEMPLATE).render(context)))
