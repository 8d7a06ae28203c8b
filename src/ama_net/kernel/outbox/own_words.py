"""Writing a mail in the association's own words: Markdown with placeholders, inside the look of every mail.

The words become html first, with a mark where each value goes; the values come after and are only ever text. So nothing in
a name (braces, html, Markdown) does anything, and no value is read again for placeholders.
"""

import re
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any

import nh3
import structlog
from flask_babel import get_locale
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape
from sqlalchemy import select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.mail import RenderedMail, render_mail
from ama_net.foundation.mail.rendering import render_words
from ama_net.foundation.web.forms import one_line
from ama_net.kernel.outbox.editable import Context, EditableMail, Lines, Placeholder, editable_mails
from ama_net.kernel.outbox.models_sending import MailText

PLACEHOLDER = re.compile(r"\{\s*([^{}\s](?:[^{}\n]{0,58}[^{}\s])?)\s*\}")
_ALONE = re.compile(r"^[ \t]*(\{[^{}\n]+\})[ \t]*$", re.MULTILINE)
_NOTHING_ELSE = re.compile(rf"(?:\[[^\]\n]*\]\()?{PLACEHOLDER.pattern}\)?")
"""A line with one placeholder, or a link to one, and no other words."""
_SIGN = f"segno{secrets.token_hex(8)}n"
"""How a mark begins: made anew by every process and never seen, so nobody can write one among their words."""
MARK = re.compile(rf"{_SIGN}(\d+)x")
_MARK_IN_HTML = re.compile(rf'<p>{_SIGN}(\d+)x</p>|(?<=<a href="){_SIGN}(\d+)x(?=")|{_SIGN}(\d+)x')
_TAGS = {"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "table", "tr", "th", "td"}
_KEPT = "outbox:own_texts"

log = structlog.get_logger()


def written(template: str, context: dict[str, Any]) -> RenderedMail:
    """A mail in the association's own words when it has some in this language, else in ours.

    Own words that cannot be written never cost a mail: ours leave instead, and the office sees it (``failed_at``).
    """
    mail = editable_mails().get(template)
    own = own_texts().get((template, str(get_locale() or "it"))) if mail is not None else None
    if mail is None or own is None:
        return render_mail(template, context)
    try:
        return in_own_words(mail, own.subject, own.body, context)
    except Exception as error:  # noqa: BLE001  # whatever it is: a mail is worth more than its words
        own.failed_at = own.failed_at or now()
        log.warning("outbox.own_text_failed", template=template, error=type(error).__name__)
        return render_mail(template, context)


def own_texts() -> dict[tuple[str, str], MailText]:
    """The association's own texts by template and language: read once for a session, which belongs to one association."""
    kept = db.session.info.get(_KEPT)
    if kept is None:
        kept = db.session.info[_KEPT] = {
            (row.template, row.language): row for row in db.session.scalars(select(MailText))
        }
    found: dict[tuple[str, str], MailText] = kept
    return found


def forget_own_texts() -> None:
    """They have changed: read them again."""
    db.session.info.pop(_KEPT, None)


def in_own_words(mail: EditableMail, subject: str, body: str, context: dict[str, Any]) -> RenderedMail:
    """A mail written with these words. An empty subject is ours.

    Raises:
        LookupError: the words name a value this mail does not have.
    """
    values = _Values(mail, context)
    subject = "" if mail.fixed_subject else subject
    line = one_line(PLACEHOLDER.sub(lambda found: values.in_line(key_of(found)), subject))
    tokens, order = marked(_without_empty(body, values))
    tokens = _leading(tokens, order, values)
    return render_words(
        mail.template, context, subject=line, text=_text(tokens, order, values), html=_html(tokens, order, values)
    )


def key_of(found: re.Match[str]) -> str:
    """The key a placeholder names: ``{ Nome }`` is ``nome``."""
    return found[1].lower()


def marked(body: str) -> tuple[list[Token], list[str]]:
    """The words as a tree, with marks for their values, and the keys of the marks in order."""
    order: list[str] = []

    def mark(found: re.Match[str]) -> str:
        order.append(key_of(found))
        return f"{_SIGN}{len(order) - 1}x"

    apart = _ALONE.sub(r"\n\1\n", body)
    tokens = _parser().parse(PLACEHOLDER.sub(mark, apart))
    for link in links_of(tokens):
        link.opening.attrs.pop("title", None)  # nobody reads it on a phone, and no value is said in one
    return tokens, order


@dataclass(frozen=True)
class Link:
    """A link of the words: where it begins, and the words that lead there, with their marks."""

    opening: Token
    words: str


def links_of(tokens: list[Token]) -> list[Link]:
    """The links of a tree, in their order; none is inside another."""
    found: list[Link] = []
    for inline in tokens:
        opening, words = None, ""
        for child in inline.children or []:
            if child.type == "link_open":
                opening, words = child, ""
            elif child.type == "link_close" and opening is not None:
                found.append(Link(opening, words))
            else:
                words += child.content
    return found


def _without_empty(body: str, values: "_Values") -> str:
    """The words less the lines of empty values, and less what only introduced them ("Si legge qui:")."""
    kept: list[str] = []
    for line in body.split("\n"):
        alone = _NOTHING_ELSE.fullmatch(line.strip())
        if alone is None or values.of(key_of(alone))[1]:
            kept.append(line)
            continue
        while kept and not kept[-1].strip():
            kept.pop()
        if kept and kept[-1].rstrip(" \t\r*_").endswith(":"):
            kept[-1] = _not_introducing(kept[-1].rstrip())
        kept.append("")
    return "\n".join(kept)


def _not_introducing(line: str) -> str:
    """A line without its last sentence, which ends with a colon; with a stop instead when that sentence says a value."""
    before, stop, last = line.rpartition(". ") if line.endswith(":") else ("", "", line)
    return ".".join(line.rsplit(":", 1)) if PLACEHOLDER.search(last) else (before + stop).rstrip()


def _leading(tokens: list[Token], order: list[str], values: "_Values") -> list[Token]:
    """The tree with only the words of links whose address is empty."""
    for inline in tokens:
        leads, kept = True, []
        for child in inline.children or []:
            if child.type == "link_open":
                leads = bool(_filled(str(child.attrs["href"]), order, values))
            if leads or child.type not in ("link_open", "link_close"):
                kept.append(child)
        inline.children = kept if inline.children else inline.children
    return tokens


@cache
def _parser() -> MarkdownIt:
    plain = MarkdownIt("commonmark", {"html": False, "breaks": True})
    return plain.disable(["image", "code", "fence", "backticks", "html_block", "html_inline", "reference"])


@dataclass
class _Values:
    """What the placeholders of a mail stand for."""

    mail: EditableMail
    context: Context

    def of(self, key: str) -> tuple[Placeholder, str | Lines]:
        placeholder = self.mail.named()[key]
        return placeholder, placeholder.value(self.context) or ""

    def in_line(self, key: str) -> str:
        """In the middle of a sentence."""
        value = self.of(key)[1]
        return value if isinstance(value, str) else "; ".join(f"{name}: {text}" for name, text in value)

    def in_text(self, key: str) -> str:
        """Alone on its line of the plain text."""
        placeholder, value = self.of(key)
        if not isinstance(value, str):
            return "\n".join(f"{name}: {text}" for name, text in value)
        return f"{placeholder.button}:\n{value}" if value and placeholder.button else value

    def as_paragraph(self, key: str) -> Markup:
        """Alone on its line of the html: a button, a table, or its words."""
        placeholder, value = self.of(key)
        if not value:
            return Markup()
        if not isinstance(value, str):
            rows = Markup().join(
                Markup("<tr><th>{}</th><td>{}</td></tr>").format(name, _clickable(text)) for name, text in value
            )
            return Markup('<table class="facts">{}</table>').format(rows)
        if placeholder.button:
            return Markup('<p><a class="button" href="{}">{}</a></p>').format(value, str(placeholder.button))
        return Markup("<p>{}</p>").format(_lines(value))

    def in_html(self, key: str) -> Markup:
        """In the middle of a sentence of the html."""
        placeholder, value = self.of(key)
        if placeholder.button and value:
            return Markup('<a href="{0}">{0}</a>').format(value)
        return _lines(value if isinstance(value, str) else self.in_line(key))


def _lines(value: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in value.split("\n"))


def _clickable(text: str) -> Markup:
    return Markup('<a href="{0}">{0}</a>').format(text) if text.startswith(("https://", "http://")) else escape(text)


def _html(tokens: list[Token], order: list[str], values: _Values) -> str:
    parser = _parser()

    def fill(found: re.Match[str]) -> str:  # in one pass: what a value holds is never looked at again
        alone, address, inside = (order[int(one)] if one else "" for one in found.groups())
        if address:
            return str(escape(values.in_line(address)))
        return values.as_paragraph(alone) if alone else values.in_html(inside)

    html = _MARK_IN_HTML.sub(fill, parser.renderer.render(tokens, parser.options, {}))
    attributes = {"*": set[str](), "a": {"href", "class"}, "table": {"class"}}
    return nh3.clean(
        html, tags=_TAGS, attributes=attributes, url_schemes={"https", "http", "mailto", "tel"}, link_rel=None
    )


def _text(tokens: list[Token], order: list[str], values: _Values) -> str:
    """The words as plain text: paragraphs apart, what is in a list with its dash, addresses beside their words."""
    blocks: list[str] = []
    dash = ""
    for token in tokens:
        if token.type == "list_item_open":
            dash = f"{token.info}. " if token.info else "- "
        elif token.type == "inline":
            alone = MARK.fullmatch(token.content)
            words = values.in_text(order[int(alone[1])]) if alone else _sentence(token, order, values)
            if words:
                blocks.append(dash + words)
            dash = ""
    return "\n\n".join(blocks)


def _sentence(inline: Token, order: list[str], values: _Values) -> str:
    parts, address = [], ""
    for token in inline.children or []:
        if token.type == "link_open":
            address = str(token.attrs["href"])
        elif token.type == "link_close":
            parts.append(f": {address}")
        else:
            parts.append("\n" if token.type in ("softbreak", "hardbreak") else token.content)
    return _filled("".join(parts), order, values)


def _filled(text: str, order: list[str], values: _Values) -> str:
    return MARK.sub(lambda found: values.in_line(order[int(found[1])]), text)
