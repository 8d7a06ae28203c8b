"""The plain text of a newsletter, written from its blocks: 78 columns, addresses whole on lines of their own."""

from collections.abc import Mapping, Sequence

from flask import current_app
from flask_babel import gettext as _

from ama_net.across.newsletters.rendering.markdown import markdown_text
from ama_net.across.newsletters.rendering.parts import Part
from ama_net.across.newsletters.rendering.plain import WIDTH, underlined, wrapped
from ama_net.across.newsletters.rendering.words import size_words

FOOT = "newsletters/mjml/foot.txt"
_SIGNS = {1: "=", 2: "-"}


def text_of(parts: Sequence[Part], context: Mapping[str, object]) -> str:
    """The whole text, its foot included."""
    body = "\n\n".join("\n".join(lines) for part in parts if (lines := _lines(part)))
    foot = current_app.jinja_env.get_template(FOOT).render(context).strip()
    return f"{body}\n\n-- \n{foot}\n" if body else f"-- \n{foot}\n"


def _lines(part: Part) -> list[str]:
    if part.kind == "heading":
        sign = _SIGNS.get(part.level)
        return underlined(part.text, sign) if sign else wrapped(part.text)
    if part.kind == "text":
        return markdown_text(part.markdown, WIDTH)
    if part.kind == "divider":
        return ["* * *"]
    if part.kind == "columns":
        return _apart([_lines(one) for one in (*part.left, *part.right)])
    return _leading(part)


def _leading(part: Part) -> list[str]:
    """What leads somewhere: words, then the address on a line of its own."""
    if part.kind == "image":
        shown = wrapped(_("[Immagine: %(words)s]", words=part.text)) if part.text else []
        return [*shown, *wrapped(part.summary), *([part.address] if part.address else [])]
    if part.kind == "attachment" and part.media is not None:
        return [*wrapped(f"{part.text} ({size_words(part.media)})"), part.address]
    return [*wrapped(part.text), *wrapped(part.summary), *([part.address] if part.address else [])]


def _apart(groups: list[list[str]]) -> list[str]:
    lines: list[str] = []
    for group in groups:
        lines += [*([""] if lines and group else []), *group]
    return lines
