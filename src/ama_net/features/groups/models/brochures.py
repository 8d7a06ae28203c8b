"""Papers: the dated copies of the brochure, and the leaflet that a group gives out.

The files are in their rows: some hundred kilobytes a year for an association, saved, restored and walled with everything
else, on every machine that serves pages. The bytes are read only by who asks for them.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel, tenant_fk


class BrochureKind(StrEnum):
    """One edition comes out in four papers; BOOKLET is the A5 one imposed on A4 sheets, for the printer."""

    A5 = "a5"
    A4 = "a4"
    LARGE = "large"
    BOOKLET = "booklet"


class Brochure(TenantModel):
    """One paper of an edition of the brochure. It is never changed: a withdrawn one is only shown no more.

    ``group_ids`` are the groups it tells; ``withdrawn_why`` is what one of them no longer wants told: such an edition is
    not put back.

    ``accessible`` is whether it holds to PDF/UA-1: a name in letters our typefaces lack makes it impossible.
    """

    __tablename__ = "brochures"

    edition_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[UUID | None]
    valid_until: Mapped[date]
    groups: Mapped[int]
    group_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    pages: Mapped[int]
    size: Mapped[int]
    accessible: Mapped[bool]
    sha256: Mapped[str] = mapped_column(Text)
    body: Mapped[bytes] = mapped_column(deferred=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    withdrawn_why: Mapped[str | None] = mapped_column(Text)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the office has taken it off the page."""
        return self.withdrawn_at is not None


class GroupLeaflet(TenantModel):
    """The leaflet of a group, always a PDF; ``title`` names it, ``words`` says the same for who cannot see it.

    ``set_aside_at`` is when its group became protected: the office looks at it before the public may again.
    """

    __tablename__ = "group_leaflets"
    __table_args__ = (tenant_fk("group_id", "groups", ondelete="CASCADE"),)

    group_id: Mapped[UUID]
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[bytes] = mapped_column(deferred=True)
    sha256: Mapped[str] = mapped_column(Text)
    size: Mapped[int]
    pages: Mapped[int]
    uploaded_at: Mapped[datetime] = mapped_column(default=now)
    uploaded_by: Mapped[UUID | None]
    set_aside_at: Mapped[datetime | None]
