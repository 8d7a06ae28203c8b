"""Blocks ready to be shown, the same for the mail, for its plain text and for the page: whole addresses, safe html, open fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import select

from ama_net.across.newsletters.blocks import (
    AttachmentBlock,
    Block,
    ButtonBlock,
    ColumnsBlock,
    HeadingBlock,
    ImageBlock,
    PickedBlock,
    SimpleBlock,
    TextBlock,
    media_ids,
)
from ama_net.across.newsletters.media_addresses import media_path
from ama_net.across.newsletters.merging import open_fields, plain
from ama_net.across.newsletters.models import Media
from ama_net.across.newsletters.rendering.addresses import whole
from ama_net.across.newsletters.rendering.markdown import markdown_html
from ama_net.foundation.database import db


@dataclass(frozen=True)
class MediaFacts:
    """What is shown of a picture or a file, without its bytes."""

    id: UUID
    kind: str
    name: str
    address: str
    content_type: str
    size: int
    width: int | None = None
    height: int | None = None
    alternative: str = ""


@dataclass(frozen=True)
class Part:
    """One block as it is shown; which fields are filled depends on its kind."""

    kind: str
    index: int = 0
    text: str = ""
    html: str = ""
    markdown: str = ""
    level: int = 2
    address: str = ""
    source: str = ""
    summary: str = ""
    media: MediaFacts | None = None
    left: tuple["Part", ...] = ()
    right: tuple["Part", ...] = ()


def media_facts(wanted: Sequence[UUID] | set[UUID]) -> dict[UUID, MediaFacts]:
    """The pictures and files still in the library among those wanted: one question, without their bytes."""
    if not wanted:
        return {}
    columns = (Media.id, Media.kind, Media.name, Media.content_type, Media.size, Media.width, Media.height)
    rows = db.session.execute(
        select(*columns, Media.alternative).where(Media.id.in_(list(wanted)), Media.removed_at.is_(None))
    )
    return {
        row.id: MediaFacts(
            row.id, row.kind, row.name, whole(media_path(row.id, row.kind, row.name, row.content_type)),
            row.content_type, row.size, row.width, row.height, row.alternative,
        )
        for row in rows
    }  # fmt: skip


def parts_of(blocks: Sequence[Block]) -> list[Part]:
    """The parts of a newsletter; what is empty or gone is left out."""
    facts = media_facts(media_ids(blocks))
    found = (_part(block, index, facts) for index, block in enumerate(blocks))
    return [part for part in found if part is not None]


def _part(block: Block, index: int, facts: Mapping[UUID, MediaFacts]) -> Part | None:
    if isinstance(block, ColumnsBlock):
        left, right = ([_simple(one, index, facts) for one in side] for side in (block.left, block.right))
        shown = Part("columns", index, left=_there(left), right=_there(right))
        return shown if shown.left or shown.right else None
    return _simple(block, index, facts)


def _there(parts: list[Part | None]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part is not None)


def _simple(block: SimpleBlock, index: int, facts: Mapping[UUID, MediaFacts]) -> Part | None:
    if isinstance(block, HeadingBlock):
        return Part("heading", index, open_fields(block.text), level=block.level) if block.text else None
    if isinstance(block, TextBlock):
        words = open_fields(block.markdown)
        return Part("text", index, html=Markup(markdown_html(words)), markdown=words) if words else None  # noqa: S704
    if isinstance(block, ButtonBlock):
        address = whole(block.address)
        return Part("button", index, open_fields(block.text) or address, address=address) if address else None
    if isinstance(block, PickedBlock):
        return _picked(block, index)
    if isinstance(block, ImageBlock | AttachmentBlock):
        media = facts.get(block.media_id) if block.media_id else None
        return _with_media(block, index, media) if media is not None else None
    return Part("divider", index)


def _picked(block: PickedBlock, index: int) -> Part | None:
    title, summary = plain_words(block.title), plain_words(block.summary)
    return (
        Part("picked", index, title, source=block.source, address=whole(block.link), summary=summary) if title else None
    )


def _with_media(block: ImageBlock | AttachmentBlock, index: int, media: MediaFacts) -> Part | None:
    if isinstance(block, AttachmentBlock):
        return Part("attachment", index, open_fields(block.text) or media.name, address=media.address, media=media)
    if media.kind != "image":
        return None
    alternative = plain_words(block.alternative or media.alternative)
    caption = open_fields(block.caption)
    return Part("image", index, alternative, address=whole(block.link), summary=caption, media=media)


def plain_words(text: str) -> str:
    """Words that are shown as they are to everybody: without open fields, however they were written."""
    return plain(text)
