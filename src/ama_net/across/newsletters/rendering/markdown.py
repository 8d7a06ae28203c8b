"""The words of a text block: Markdown into html that does nothing, and into plain text that can be read as it is."""

from functools import cache
from itertools import count

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from ama_net.across.newsletters.rendering.addresses import LEADING, whole
from ama_net.across.newsletters.rendering.plain import wrapped

_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "blockquote", "h3", "h4", "hr"}
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_BULLET = "- "


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "maxNesting": 20})


def markdown_html(markdown: str) -> str:
    """Safe html: whole addresses, no script, no style, no picture; titles stay under those of the blocks."""
    tokens = _parser().parse(markdown)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
        token.children = _led(token.children) if token.children else token.children
    html = _parser().renderer.render(tokens, _parser().options, {})
    safe = nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=set(LEADING), link_rel=None)
    return safe.replace("<br>", "<br />").replace("<hr>", "<hr />")


def markdown_links(markdown: str) -> list[tuple[str, str]]:
    """The addresses a text leads to as they were written, each with the words that lead there."""
    tree = SyntaxTreeNode(_parser().parse(markdown))
    links = (node for node in tree.walk() if node.type == "link")
    return [(str(node.attrs.get("href", "")), _bare(node)) for node in links]


def has_pictures(markdown: str) -> bool:
    """Whether a text tries to show a picture of its own: only blocks do."""
    return any(node.type == "image" for node in SyntaxTreeNode(_parser().parse(markdown)).walk())


def markdown_text(markdown: str, width: int) -> list[str]:
    """The same words as lines of plain text, with addresses whole between ``<`` and ``>``."""
    return _blocks(SyntaxTreeNode(_parser().parse(markdown)), width)


def _led(children: list[Token]) -> list[Token]:
    """Inline tokens with whole addresses; a link that may not lead keeps its words only, a picture what it shows."""
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in children:
        if token.type == "link_open":
            address = whole(str(token.attrs.get("href", "")))
            open_links.append(bool(address))
            token.attrs = {"href": address}
        leads = open_links.pop() if token.type == "link_close" else bool(open_links and open_links[-1])
        if token.type == "image":
            kept.append(Token("text", "", 0, content=token.content))
        elif leads or not token.type.startswith("link_"):
            kept.append(token)
    return kept


def _blocks(node: SyntaxTreeNode, width: int, *, tight: bool = False) -> list[str]:
    lines: list[str] = []
    for child in node.children:
        made = _block(child, width)
        if lines and made and not tight:
            lines.append("")
        lines += made
    return lines


def _block(node: SyntaxTreeNode, width: int) -> list[str]:
    if node.type in {"bullet_list", "ordered_list"}:
        return _list(node, width)
    if node.type == "blockquote":
        return [f"> {line}".rstrip() for line in _blocks(node, width - 2)]
    if node.type == "hr":
        return ["-" * 20]
    if node.type in {"fence", "code_block"}:
        return node.content.rstrip("\n").split("\n")
    return wrapped(_inline(node), width)


def _list(node: SyntaxTreeNode, width: int) -> list[str]:
    numbers = count(int(node.attrs.get("start", 1)))
    lines: list[str] = []
    for item in node.children:
        mark = _BULLET if node.type == "bullet_list" else f"{next(numbers)}. "
        inner = _blocks(item, max(20, width - len(mark)), tight=True) or [""]
        lines += [f"{mark if index == 0 else ' ' * len(mark)}{line}".rstrip() for index, line in enumerate(inner)]
    return lines


def _inline(node: SyntaxTreeNode) -> str:
    if node.type == "link":
        words, address = _children(node), whole(str(node.attrs.get("href", "")))
        shown = address.removeprefix("mailto:").removeprefix("tel:")
        return words if not address or words == shown else f"{words} <{shown}>"
    if node.type == "strong":
        return f"*{_children(node)}*"
    if node.type in {"softbreak", "hardbreak"}:
        return " " if node.type == "softbreak" else "\n"
    return _children(node) if node.children else node.content


def _children(node: SyntaxTreeNode) -> str:
    return "".join(_inline(child) for child in node.children)


def _bare(node: SyntaxTreeNode) -> str:
    return "".join(_bare(child) for child in node.children) if node.children else node.content
