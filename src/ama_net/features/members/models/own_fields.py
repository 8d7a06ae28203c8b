"""The association's own fields: what it wants to write of its members beside what everybody writes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.tenancy import TenantModel


class OwnFieldKind(StrEnum):
    """What is written in a field."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


class OwnField(TenantModel):
    """A field of the association; its values are in ``Membership.custom`` under ``key``, which never changes.

    A field taken away keeps its row (``removed_at``) and its values until the retention forgets them.
    """

    __tablename__ = "member_fields"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        CheckConstraint("kind IN ('text', 'number', 'date', 'yes_no', 'choice')", name="kind"),
        CheckConstraint("length(label) BETWEEN 1 AND 60", name="label_length"),
    )

    key: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default=OwnFieldKind.TEXT)
    choices: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    in_list: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    in_export: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    shown_to_member: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]
