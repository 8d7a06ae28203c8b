"""What the secretariat is asked, counted: a day, a way, a theme, a place, where the person was pointed. Never who."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import today
from ama_net.kernel.tenancy import TenantModel, tenant_fk


class Channel(StrEnum):
    """How somebody turned to the secretariat."""

    PHONE = "phone"
    EMAIL = "email"
    VISIT = "visit"
    EVENT = "event"
    OTHER = "other"


class PointedTo(StrEnum):
    """Where they were pointed."""

    GROUP = "group"
    SERVICE = "service"
    PROPOSAL = "proposal"
    INFORMATION = "information"
    NONE = "none"


class SecretariatContact(TenantModel):
    """One contact. Neither the hour nor who wrote it down is kept: nothing leads back to a person."""

    __tablename__ = "secretariat_contacts"
    __table_args__ = (tenant_fk("theme_id", "themes", ondelete="SET NULL (theme_id)"),)

    day: Mapped[date] = mapped_column(default=today)
    channel: Mapped[str] = mapped_column(Text)
    theme_id: Mapped[UUID | None]
    district: Mapped[str] = mapped_column(Text, default="")
    pointed_to: Mapped[str] = mapped_column(Text, default=PointedTo.NONE)
