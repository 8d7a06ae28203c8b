"""What is wrong with a newsletter before it leaves: faults, which keep it here, and warnings, which somebody may overrule.

Fields that do not exist, pictures without words, links that lead nowhere, titles that skip, weight. Everything is read from the
blocks and from the tables: no page is asked for, so a newsletter that is checked tells nobody about it.
"""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from ama_net.across.newsletters.blocks import (
    Block,
    HeadingBlock,
    ImageBlock,
    TextBlock,
    each_block,
    media_ids,
    parse_blocks,
)
from ama_net.across.newsletters.checking_beginnings import check_beginnings
from ama_net.across.newsletters.checking_blocks import check_block
from ama_net.across.newsletters.checking_fields import check_fields, check_subject
from ama_net.across.newsletters.finding import Finding, fault, warning
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.rendering import render_newsletter
from ama_net.across.newsletters.rendering.parts import media_facts, parts_of

__all__ = ["Finding", "check_newsletter"]

HEAVY = 102 * 1000
"""Beyond this many bytes of html some mailboxes cut a message, and hide its end: the way out too."""
LONG_SUBJECT = 70
FEW_WORDS = 30


def check_newsletter(newsletter: Newsletter) -> list[Finding]:
    """Everything that was noticed, faults first; in the words of who writes, never of a machine."""
    found = list(dict.fromkeys(_everything(newsletter)))
    return sorted(found, key=lambda one: (one.level != "fault", one.block is not None, one.block or 0))


def _everything(newsletter: Newsletter) -> Iterator[Finding]:
    yield from _lines(newsletter)
    blocks = parse_blocks(newsletter.blocks)
    if not parts_of(blocks):
        yield fault(None, _("La newsletter è vuota."))
    yield from check_beginnings(blocks)
    facts = media_facts(media_ids(blocks))
    for index, block in each_block(blocks):
        yield from check_block(index, block, facts)
    yield from _titles(blocks)
    yield from _weight(newsletter, blocks)


def _lines(newsletter: Newsletter) -> Iterator[Finding]:
    subject = newsletter.subject.strip()
    if not subject:
        yield fault(None, _("Manca l'oggetto."))
    if len(subject) > LONG_SUBJECT:
        yield warning(
            None, _("L'oggetto ha %(count)s caratteri: sui telefoni se ne leggono i primi 40.", count=len(subject))
        )
    if len(subject) > 10 and subject.isupper():
        yield warning(None, _("L'oggetto è tutto maiuscolo: si legge peggio, e può finire nella posta indesiderata."))
    yield from check_subject(subject)
    yield from check_fields(None, newsletter.preheader)
    if not newsletter.preheader.strip():
        yield warning(None, _("Manca la riga accanto all'oggetto: le caselle mostrano le prime parole che trovano."))


def _titles(blocks: Sequence[Block]) -> Iterator[Finding]:
    before = 1
    firsts = 0
    for index, block in each_block(blocks):
        if not isinstance(block, HeadingBlock) or not block.text:
            continue
        firsts += block.level == 1
        if block.level > before + 1:
            yield warning(index, _("Il titolo salta un livello: chi ascolta la pagina crede che ne manchi uno."))
        if block.level == 1 and firsts == 2:
            yield warning(index, _("C'è più di un titolo principale: basta il primo."))
        before = block.level


def _weight(newsletter: Newsletter, blocks: Sequence[Block]) -> Iterator[Finding]:
    size = len(render_newsletter(newsletter).html.encode())
    if size > HEAVY:
        words = _(
            "Il messaggio pesa %(size)s kB: oltre 102 alcune caselle lo tagliano in fondo.", size=-(-size // 1000)
        )
        yield warning(None, words)
    pictures = sum(isinstance(block, ImageBlock) for _index, block in each_block(blocks))
    written = sum(len(block.markdown.split()) for _index, block in each_block(blocks) if isinstance(block, TextBlock))
    if pictures and written < FEW_WORDS * pictures:
        yield warning(
            None,
            _("Ci sono più immagini che parole: molti leggono senza immagini, e può finire nella posta indesiderata."),
        )
