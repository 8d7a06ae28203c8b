"""What a newsletter begins with and nobody changed: a greeting and no more, the titles that were there to begin from."""

import re
from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from ama_net.across.newsletters.blocks import Block, DividerBlock, HeadingBlock, TextBlock, each_block
from ama_net.across.newsletters.finding import Finding, fault, warning
from ama_net.across.newsletters.starters import starter_titles

NAME = re.compile(r"\{nome(\|[^}]*)?\}")
GREETING = re.compile(
    r"(ciao|salve|buon(giorno|asera)?|giorno|car[aeio]|gentil[ei]|a|e|tutt[ei]|amic(a|he|i|o)|soci[aeo]?|hello|hi|dear|all|everyone|friends?)"
)
"""Words that greet, and whom: a text of these alone says nothing yet."""


def check_beginnings(blocks: Sequence[Block]) -> Iterator[Finding]:
    """A fault for a greeting alone, a warning for each title that is still the one it began with."""
    titles = starter_titles()
    written = [(index, block) for index, block in each_block(blocks) if not isinstance(block, DividerBlock)]
    greetings = [index for index, block in written if isinstance(block, TextBlock) and block.markdown.strip()]
    if greetings and all(_says_nothing(block, titles) for _index, block in written):
        yield fault(greetings[0], _("Non c'è ancora scritto niente, oltre al saluto."))
    for index, block in written:
        if isinstance(block, HeadingBlock) and block.text.strip() in titles:
            title = block.text.strip()
            yield warning(index, _('"%(title)s" è ancora il titolo di partenza: cambialo o toglilo.', title=title))


def _says_nothing(block: Block, titles: Sequence[str]) -> bool:
    if isinstance(block, TextBlock):
        words = re.findall(r"\w+", NAME.sub(" ", block.markdown).lower())
        return all(GREETING.fullmatch(word) for word in words)
    return isinstance(block, HeadingBlock) and block.text.strip() in ("", *titles)
