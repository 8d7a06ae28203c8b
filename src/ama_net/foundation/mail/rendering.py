"""A mail is three templates: ``<room>/emails/<name>.subject.txt``, ``.txt`` and ``.html``; css is put inline."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup


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
    """Render the mail ``room/name`` (e.g. ``groups/join_request``) with the context and ``locale``, and nothing else.

    What pages get by themselves (menus, who is signed in) is left out: a mail is the same from a request and from a job.
    """
    room, _, mail = name.partition("/")
    stem = f"{room}/emails/{mail}"
    context = {"locale": str(get_locale() or "it"), **context}

    def part(ending: str) -> str:
        return current_app.jinja_env.get_template(f"{stem}{ending}").render(context)

    return RenderedMail(
        subject=" ".join(part(".subject.txt").split()),
        text=part(".txt").strip() + "\n",
        html=_inliner().inline(part(".html")),
    )


def render_words(name: str, context: dict[str, Any], *, subject: str, text: str, html: str) -> RenderedMail:
    """The mail ``room/name`` with other words in its place for them: what is around them, and why it is received, stay.

    Args:
        subject: in one line; its own when empty.
        text: the words as they are read in plain text.
        html: the same words as html, safe already.
    """
    room, _, mail = name.partition("/")
    stem = f"{room}/emails/{mail}"
    context = {"locale": str(get_locale() or "it"), **context}
    env = current_app.jinja_env
    subject = subject or " ".join(env.get_template(f"{stem}.subject.txt").render(context).split())

    def part(ending: str, words: str) -> str:
        # the html was made safe by who wrote it
        whole = {**context, "own_of": f"{stem}{ending}", "own_words": Markup(words), "own_subject": subject}  # noqa: S704
        return env.get_template(f"email/own_words{ending}").render(whole)

    return RenderedMail(subject, part(".txt", text).strip() + "\n", _inliner().inline(part(".html", html)))
