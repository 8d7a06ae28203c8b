"""The pages and the news, and the earlier versions of their words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.site.rendering import at_home, render_body
from ama_net.foundation.clock import now, today
from ama_net.kernel.tenancy import TenantModel, tenant_fk

HOME, CONTACTS, PRIVACY = "home", "contatti", "privacy"
FIXED = frozenset({HOME, CONTACTS, PRIVACY})
"""The pages that every site has, whatever is written in them."""

Needs = list[dict[str, Any]]


class Kind(StrEnum):
    """A page of the site, or a piece of news."""

    PAGE = "page"
    NEWS = "news"


class Menu(StrEnum):
    """Which menu a page stands in."""

    MAIN = "main"
    FOOTER = "footer"


@dataclass(frozen=True)
class PageWords:
    """What a page says: the part that is kept in versions. ``body`` is Markdown, ``needs`` the home's four answers."""

    title: str
    summary: str = ""
    body: str = ""
    needs: Needs = field(default_factory=list)


class SitePage(TenantModel):
    """One page, or piece of news, in one language.

    ``body_html`` is ``body`` rendered when it was written, its inner links without a language (see ``rendering``).
    A deleted page keeps its row for a while, so that it can be brought back, and leaves its address free.
    """

    __tablename__ = "site_pages"
    __table_args__ = (
        Index(
            "uq_site_pages_address", "tenant_id", "kind", "slug", "language",
            unique=True, postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_site_pages_published_on", "tenant_id", "kind", "published_on"),
        Index("ix_site_pages_menu", "tenant_id", "menu", postgresql_where=text("menu IS NOT NULL")),
        CheckConstraint("kind IN ('page', 'news')", name="kind"),
        CheckConstraint("language IN ('it', 'en')", name="language"),
        CheckConstraint("menu IN ('main', 'footer')", name="menu"),
    )  # fmt: skip

    kind: Mapped[str] = mapped_column(Text, default=Kind.PAGE)
    language: Mapped[str] = mapped_column(Text, default="it")
    slug: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")
    menu: Mapped[str | None] = mapped_column(Text)
    menu_label: Mapped[str | None] = mapped_column(Text)
    menu_order: Mapped[int | None]
    room: Mapped[str | None] = mapped_column(Text)
    needs: Mapped[Needs] = mapped_column(JSONB, default=list)
    published: Mapped[bool] = mapped_column(default=False)
    published_on: Mapped[date | None]
    updated_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]

    @property
    def words(self) -> PageWords:
        """What the page says now."""
        return PageWords(title=self.title, summary=self.summary, body=self.body, needs=self.needs)

    def write(self, words: PageWords) -> None:
        """Put new words on the page, rendered."""
        self.title, self.summary, self.body = words.title, words.summary, words.body
        self.needs = [{**need, "link": at_home(need["link"])} if need.get("link") else need for need in words.needs]
        self.body_html = render_body(words.body)
        self.updated_at = now()

    @property
    def is_original(self) -> bool:
        """Whether this is the Italian row, which the translation follows."""
        return self.language == "it"

    @property
    def is_fixed(self) -> bool:
        """Whether the site always has this page: it can be rewritten, not taken away."""
        return self.is_original and self.kind == Kind.PAGE and self.slug in FIXED

    @property
    def is_scheduled(self) -> bool:
        """Whether it is published, but only from a day to come."""
        return self.published and self.published_on is not None and self.published_on > today()

    @property
    def path(self) -> str:
        """The address on the site, in the language of the row."""
        folder = "/notizie/" if self.kind == Kind.NEWS else "/"
        prefix = "" if self.is_original else "/en"
        return f"{prefix}{folder}{'' if self.slug == HOME and folder == '/' else self.slug}"


class SitePageVersion(TenantModel):
    """The words of a page as they were until ``saved_at``."""

    __tablename__ = "site_page_versions"
    __table_args__ = (
        tenant_fk("page_id", "site_pages", ondelete="CASCADE"),
        Index("ix_site_page_versions_page_id", "tenant_id", "page_id", "saved_at"),
    )

    page_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    needs: Mapped[Needs] = mapped_column(JSONB, default=list)
    saved_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def words(self) -> PageWords:
        """What the page said then."""
        return PageWords(title=self.title, summary=self.summary, body=self.body, needs=self.needs)
