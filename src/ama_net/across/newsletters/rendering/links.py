"""The addresses that the parts of a newsletter lead to."""

from collections.abc import Iterable, Iterator, Sequence

from ama_net.across.newsletters.rendering.addresses import whole
from ama_net.across.newsletters.rendering.markdown import markdown_links
from ama_net.across.newsletters.rendering.parts import Part


def links_of(parts: Sequence[Part]) -> tuple[str, ...]:
    """Each address once, in the order they are met."""
    return tuple(dict.fromkeys(address for address in _all(parts) if address))


def _all(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        yield from (whole(address) for address, _words in markdown_links(part.markdown))
        yield part.address
        yield from _all((*part.left, *part.right))
