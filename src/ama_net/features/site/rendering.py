"""From Markdown to html, once, when a page is written; links inside the site then follow the language of the reader."""

import re

from ama_net.foundation.text import markdown_to_html

_HOME_LINK = re.compile(r'(<a href=")/en(?=[/"?#])')
_INNER_LINK = re.compile(r'(<a href=")(?=/(?!/))')


def render_body(markdown: str) -> str:
    """Safe html of a page's words. Links to ``/en/…`` lose their language: ``in_language`` gives the reader's own."""
    html = _HOME_LINK.sub(r"\1", markdown_to_html(markdown))
    return html.replace('<a href=""', '<a href="/"')


def in_language(html: str, prefix: str) -> str:
    """Rendered html with its inner links in a language: ``prefix`` is ``/en``, or nothing for Italian."""
    return _INNER_LINK.sub(rf"\g<1>{prefix}", html) if prefix else html


def at_home(link: str) -> str:
    """An address of this site without its language: ``/en/gruppi`` and ``/gruppi`` -> ``/gruppi``."""
    return (link.removeprefix("/en") or "/") if link == "/en" or link.startswith("/en/") else link
