"""What is wrong with one block."""

import re
from collections.abc import Iterator, Mapping
from uuid import UUID

from flask_babel import gettext as _

from ama_net.across.newsletters.blocks import (
    AttachmentBlock,
    ButtonBlock,
    HeadingBlock,
    ImageBlock,
    PickedBlock,
    SimpleBlock,
    TextBlock,
)
from ama_net.across.newsletters.checking_fields import check_fields
from ama_net.across.newsletters.checking_links import check_link
from ama_net.across.newsletters.finding import Finding, fault, warning
from ama_net.across.newsletters.models import MediaKind
from ama_net.across.newsletters.rendering.markdown import has_pictures, markdown_links
from ama_net.across.newsletters.rendering.parts import MediaFacts

_FILE_NAME = re.compile(r"(?:img|dsc|image|foto|whatsapp image)?[\d_ -]*(?:\.(?:jpe?g|png|gif|webp))?", re.IGNORECASE)
_DANGEROUS = re.compile(r"\]\(\s*(?:<\s*)?(javascript|data|vbscript|file):", re.IGNORECASE)
_ADDRESS = re.compile(r"\]\((?:[^)\]\n]|\](?!\())*\)")
_UNMADE = re.compile(r"\[[^\[\]\n]+\]\(\s*\)")


def check_block(index: int, block: SimpleBlock, facts: Mapping[UUID, MediaFacts]) -> Iterator[Finding]:
    """What is wrong with a block that stands in the row ``index`` (in a column of it, perhaps)."""
    if isinstance(block, HeadingBlock):
        yield from check_fields(index, block.text)
        if not block.text:
            yield warning(index, _("La parte %(number)s, un titolo, è vuota: non si vedrà.", number=index + 1))
    elif isinstance(block, TextBlock):
        yield from _text(index, block.markdown)
    elif isinstance(block, ButtonBlock):
        yield from check_fields(index, block.text)
        if not block.text:
            yield fault(index, _("Il bottone non ha parole."))
        yield from check_link(index, block.address, block.text or None)
    elif isinstance(block, PickedBlock):
        yield from _picked(index, block)
    elif isinstance(block, ImageBlock):
        yield from _image(index, block, facts)
    elif isinstance(block, AttachmentBlock):
        yield from _attachment(index, block, facts)


def _text(index: int, markdown: str) -> Iterator[Finding]:
    if not markdown:
        yield warning(index, _("La parte %(number)s, un testo, è vuota: non si vedrà.", number=index + 1))
    if has_pictures(markdown):
        yield fault(index, _("Un'immagine scritta nel testo non parte: aggiungila come immagine."))
    if _DANGEROUS.search(markdown):
        yield fault(index, _("Nel testo c'è un collegamento che non si può usare in una newsletter."))
    if _UNMADE.search(markdown):
        yield fault(index, _("Un collegamento non porta da nessuna parte: manca l'indirizzo."))
    links = markdown_links(markdown)
    for address, words in links:
        if address:
            yield from check_link(index, address, words)
        if not words.strip():
            yield fault(index, _("Un collegamento del testo non ha parole: nessuno lo vede."))
    yield from check_fields(index, _without(markdown, links))


def _without(markdown: str, links: list[tuple[str, str]]) -> str:
    """A text less its addresses, whose braces are told apart."""
    return _ADDRESS.sub("]", markdown) if links else markdown


def _picked(index: int, block: PickedBlock) -> Iterator[Finding]:
    if not block.title:
        yield fault(index, _("Non è stato scelto niente dal sito."))
    elif block.link:
        yield from check_link(index, block.link, None)
    else:
        yield warning(index, _("«%(title)s» non porta a nessuna pagina.", title=block.title[:60]))


def _image(index: int, block: ImageBlock, facts: Mapping[UUID, MediaFacts]) -> Iterator[Finding]:
    media = facts.get(block.media_id) if block.media_id else None
    if block.media_id is None:
        yield fault(index, _("Manca l'immagine."))
    elif media is None or media.kind != MediaKind.IMAGE:
        yield fault(index, _("L'immagine non è più nella raccolta: scegline un'altra."))
    else:
        yield from _alternative(index, block.alternative or media.alternative)
    if block.link:
        yield from check_link(index, block.link, None)
    yield from check_fields(index, block.caption)


def _alternative(index: int, alternative: str) -> Iterator[Finding]:
    if not alternative:
        yield fault(index, _("Manca che cosa mostra l'immagine: è quello che resta a chi non la vede."))
    elif _FILE_NAME.fullmatch(alternative):
        yield warning(index, _("«%(words)s» è il nome del file: scrivi che cosa si vede.", words=alternative[:60]))


def _attachment(index: int, block: AttachmentBlock, facts: Mapping[UUID, MediaFacts]) -> Iterator[Finding]:
    media = facts.get(block.media_id) if block.media_id else None
    if block.media_id is None:
        yield fault(index, _("Manca il file."))
    elif media is None:
        yield fault(index, _("Il file non è più nella raccolta: scegline un altro."))
    yield from check_fields(index, block.text)
