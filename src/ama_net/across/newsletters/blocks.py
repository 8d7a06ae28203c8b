"""What a newsletter is made of: blocks in a row, each of one kind, read from the JSON of ``Newsletter.blocks``.

A draft may hold blocks that are not finished (a button that leads nowhere yet): ``checking.py`` says what is missing. What can
never be a block (an unknown kind, a column inside a column) is refused here.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

MOST_BLOCKS = 100
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def _writable(value: object) -> object:
    """Words less what no table and no mail can hold; signs that cannot be seen but steer are left to who shows them."""
    return _UNWRITABLE.sub("", value) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_writable)]
Line = Annotated[Words, Field(max_length=300)]
Address = Annotated[Words, Field(max_length=2000)]


class PickedSource(StrEnum):
    """Where a picked block comes from."""

    GROUP = "group"
    EVENT = "event"
    NEWS = "news"
    PAGE = "page"
    CAMPAIGN = "campaign"
    SERVICE = "service"


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class HeadingBlock(_Block):
    """A title within the newsletter: 1 for the first, 2 and 3 for what is under it."""

    kind: Literal["heading"] = "heading"
    text: Line = ""
    level: Literal[1, 2, 3] = 2


class TextBlock(_Block):
    """Words in Markdown."""

    kind: Literal["text"] = "text"
    markdown: Annotated[Words, Field(max_length=20_000)] = ""


class ImageBlock(_Block):
    """A picture of the library, with what it shows said in words."""

    kind: Literal["image"] = "image"
    media_id: UUID | None = None
    alternative: Line = ""
    link: Address = ""
    caption: Line = ""


class ButtonBlock(_Block):
    """One thing to do."""

    kind: Literal["button"] = "button"
    text: Line = ""
    address: Address = ""


class PickedBlock(_Block):
    """Something of the site, as it was when it was picked: later changes of the page do not touch it."""

    kind: Literal["picked"] = "picked"
    source: PickedSource
    row_id: UUID | None = None
    title: Line = ""
    summary: Annotated[Words, Field(max_length=1000)] = ""
    link: Address = ""


class DividerBlock(_Block):
    """A line between two parts."""

    kind: Literal["divider"] = "divider"


class AttachmentBlock(_Block):
    """A file of the library, as a link: nothing is attached."""

    kind: Literal["attachment"] = "attachment"
    media_id: UUID | None = None
    text: Line = ""


Simple = Annotated[
    HeadingBlock | TextBlock | ImageBlock | ButtonBlock | PickedBlock | DividerBlock | AttachmentBlock,
    Field(discriminator="kind"),
]


class ColumnsBlock(_Block):
    """Two columns side by side, one under the other on a phone; none inside another."""

    kind: Literal["columns"] = "columns"
    left: Annotated[list[Simple], Field(max_length=20)] = []
    right: Annotated[list[Simple], Field(max_length=20)] = []


SimpleBlock = HeadingBlock | TextBlock | ImageBlock | ButtonBlock | PickedBlock | DividerBlock | AttachmentBlock
Block = SimpleBlock | ColumnsBlock

_BLOCKS: TypeAdapter[list[Block]] = TypeAdapter(
    Annotated[list[Annotated[Simple | ColumnsBlock, Field(discriminator="kind")]], Field(max_length=MOST_BLOCKS)]
)


def parse_blocks(blocks: Sequence[Any]) -> list[Block]:
    """The blocks of a newsletter.

    Raises:
        pydantic.ValidationError: one of them is none (a ``ValueError``).
    """
    return _BLOCKS.validate_python(list(blocks))


def as_json(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """The blocks as ``Newsletter.blocks`` keeps them."""
    return [block.model_dump(mode="json") for block in blocks]


def each_block(blocks: Sequence[Block]) -> Iterator[tuple[int, SimpleBlock]]:
    """Every block with the index of the one it stands in: those in columns too, left before right."""
    for index, block in enumerate(blocks):
        for one in (*block.left, *block.right) if isinstance(block, ColumnsBlock) else (block,):
            yield index, one


def media_ids(blocks: Sequence[Block]) -> set[UUID]:
    """The pictures and files they show."""
    found = (one.media_id for _index, one in each_block(blocks) if isinstance(one, ImageBlock | AttachmentBlock))
    return {media_id for media_id in found if media_id is not None}
