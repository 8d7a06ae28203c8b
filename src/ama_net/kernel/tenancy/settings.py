"""Settings an association may change: one pydantic model per room, its history kept, edited in the office.

A room writes ``class GroupSettings(RoomSettings): room = "groups"; …`` with, for what a statute may change, the legal
default and its article in the field's description. ``read_settings(GroupSettings)`` gives the values in force. What a room
keeps among its settings and writes itself is no field of the form: ``Field(json_schema_extra=WRITTEN_BY_ROOM)``.
"""

from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo
from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.tenancy.models import TenantModel
from ama_net.kernel.tenancy.scope import current_tenant_id

WRITTEN_BY_ROOM: JsonDict = {"typed": False}


class RoomSettings(BaseModel):
    """Base of a room's settings; ``room`` names it in the table."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    room: ClassVar[str]


S = TypeVar("S", bound=RoomSettings)


class TenantSetting(TenantModel):
    """The values of one room as they were from ``changed_at`` until the next row."""

    __tablename__ = "tenant_settings"

    room: Mapped[str] = mapped_column(Text)
    values: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by: Mapped[UUID | None]


def read_settings(model: type[S]) -> S:
    """The values in force for the association in scope; the defaults where it never chose."""
    newest = (
        select(TenantSetting.values)
        .where(TenantSetting.room == model.room)
        .order_by(TenantSetting.changed_at.desc(), TenantSetting.id.desc())
        .limit(1)
    )
    return model.model_validate(db.session.execute(newest).scalar() or {})


def typed_fields(model: type[RoomSettings]) -> dict[str, FieldInfo]:
    """The fields that people type; those that the room writes itself are left out."""
    return {name: info for name, info in model.model_fields.items() if info.json_schema_extra != WRITTEN_BY_ROOM}


def hold_settings(room: str) -> None:
    """Hold a room's settings until the transaction ends: who writes one of them keeps the others as they are."""
    hold(f"settings:{current_tenant_id()}:{room}")


def save_settings(values: RoomSettings, *, by: UUID | None) -> TenantSetting:
    """Put new values in force; the old ones stay as history. The caller records it in the audit."""
    row = TenantSetting(room=values.room, values=values.model_dump(mode="json"), changed_by=by)
    db.session.add(row)
    return row
