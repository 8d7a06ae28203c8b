"""Lines of plain text: broken between words, never within an address or an open field."""

from ama_net.across.newsletters.merging import SENTINEL, fallback_of

WIDTH = 78
_USUAL_NAME = 12


def wrapped(text: str, width: int = WIDTH) -> list[str]:
    """The lines of a paragraph; its own line breaks stay."""
    return [line for part in text.split("\n") for line in _broken(part.split(), width)]


def underlined(text: str, sign: str) -> list[str]:
    """A title with a line of signs under it, as long as its longest line."""
    lines = wrapped(text)
    return [*lines, sign * max(3, *(seen_length(line) for line in lines))] if lines else []


def seen_length(text: str) -> int:
    """How long a text is for who reads it: an open field counts as what will stand there."""
    seen = len(SENTINEL.sub("", text))
    return seen + sum(max(_USUAL_NAME, len(fallback_of(found.group(0)))) for found in SENTINEL.finditer(text))


def _broken(words: list[str], width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and seen_length(lines[-1]) + 1 + seen_length(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
