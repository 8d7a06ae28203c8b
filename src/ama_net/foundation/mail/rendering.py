"""A mail is three templates: ``<room>/emails/<name>.subject.txt``, ``.txt`` and ``.html``; css is put inline."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from flask import render_template


@dataclass(frozen=True)
class RenderedMail:
    """What will be sent: one-line subject, plain text, html."""

    subject: str
    text: str
    html: str


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


def render_mail(name: str, context: dict[str, Any]) -> RenderedMail:
    """Render the mail ``room/name`` (e.g. ``groups/join_request``) with the context."""
    room, _, mail = name.partition("/")
    stem = f"{room}/emails/{mail}"
    subject = " ".join(render_template(f"{stem}.subject.txt", **context).split())
    return RenderedMail(
        subject=subject,
        text=render_template(f"{stem}.txt", **context).strip() + "\n",
        html=_inliner().inline(render_template(f"{stem}.html", **context)),
    )
