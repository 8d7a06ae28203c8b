"""What a page of an association's folder says: the head between the ``+++`` lines, and the text."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from ama_net.kernel.tenancy.tenant_models import Language, Line, RoomName, Slug, Strict, Words, refuse_twice


class Need(Strict):
    """One of the four answers of the home page. ``link`` is an address of this site; without it the room's own."""

    key: Literal["find_group", "talk_to_someone", "give", "take_part"]
    title: Line
    text: Words
    action: Line
    link: Annotated[str, StringConstraints(pattern=r"^/[a-z0-9/-]*$")] | None = None


class PageHead(Strict):
    """What stands between the ``+++`` lines of a page; ``room`` is the room whose address the page introduces."""

    title: Line
    slug: Slug
    summary: Words
    menu: Literal["main", "footer"] | None = None
    menu_order: int | None = Field(default=None, ge=1, le=999)
    menu_label: Annotated[str, StringConstraints(min_length=1, max_length=30)] | None = None
    room: RoomName | None = None
    published_on: date | None = None
    needs: tuple[Need, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.menu is None) != (self.menu_order is None):
            raise ValueError("«menu» e «menu_order» vanno insieme: scrivili tutti e due o nessuno")
        refuse_twice("needs", [need.key for need in self.needs])
        return self


class ContentPage(PageHead):
    """A page, or a piece of news, in one language. ``body`` is Markdown."""

    kind: Literal["page", "news"]
    language: Language
    body: str
