"""Operators of the installation, their signed-in browsers and codes. No association owns these rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from ama_net.foundation.clock import now
from ama_net.foundation.database import Base
from ama_net.kernel.accounts.credentials import CodeRow, Credentials, SessionRow


class Operator(Credentials, Base):
    """Who keeps the installation running. Signs in only at the bare host and sees no association's people."""

    __tablename__ = "operators"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class OperatorSession(SessionRow, Base):
    """A browser where an operator is signed in."""

    __tablename__ = "operator_sessions"
    __table_args__ = (Index("ix_operator_sessions_operator_id", "operator_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    digest: Mapped[bytes] = mapped_column(unique=True)


class OperatorCode(CodeRow, Base):
    """The single-use link with which an operator chooses a password."""

    __tablename__ = "operator_codes"
    __table_args__ = (Index("ix_operator_codes_operator_id", "operator_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    digest: Mapped[bytes] = mapped_column(unique=True)
