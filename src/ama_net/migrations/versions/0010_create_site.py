"""The pages and the news of an association's site, and the earlier versions of their texts."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0010"
down_revision = "0009"

INSTANT = sa.DateTime(timezone=True)


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_pages()
    _create_versions()
    for table in ("site_pages", "site_page_versions"):
        protect_table(table)


def _create_pages() -> None:
    op.create_table(
        "site_pages",
        *key(),
        *_words("kind", "language", "slug", "title", "summary", "body", "body_html"),
        *(sa.Column(name, sa.Text) for name in ("menu", "menu_label", "room")),
        sa.Column("menu_order", sa.Integer),
        sa.Column("needs", JSONB, nullable=False),
        sa.Column("published", sa.Boolean, nullable=False),
        sa.Column("published_on", sa.Date),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT),
        sa.CheckConstraint("kind IN ('page', 'news')", name="kind"),
        sa.CheckConstraint("language IN ('it', 'en')", name="language"),
        sa.CheckConstraint("menu IN ('main', 'footer')", name="menu"),
    )
    # A deleted page frees its address: another may take it while the first can still be brought back.
    op.create_index(
        "uq_site_pages_address",
        "site_pages",
        ["tenant_id", "kind", "slug", "language"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("ix_site_pages_published_on", "site_pages", ["tenant_id", "kind", "published_on"])
    op.create_index(
        "ix_site_pages_menu", "site_pages", ["tenant_id", "menu"], postgresql_where=sa.text("menu IS NOT NULL")
    )


def _create_versions() -> None:
    op.create_table(
        "site_page_versions",
        *key(),
        sa.Column("page_id", sa.Uuid, nullable=False),
        *_words("title", "summary", "body"),
        sa.Column("needs", JSONB, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "page_id"], ["site_pages.tenant_id", "site_pages.id"], ondelete="CASCADE"
        ),
    )
    op.create_index("ix_site_page_versions_page_id", "site_page_versions", ["tenant_id", "page_id", "saved_at"])
