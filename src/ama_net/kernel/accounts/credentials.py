"""What an account of an association and an operator of the installation have in common: how they prove who they are.

Columns and questions only (mixins): each of the two has its own tables, so that neither can ever be found as the other.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now


class Credentials:
    """An address and a password (argon2id), with the count of wrong tries. No password means: not yet chosen."""

    email: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    failed_tries: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    @property
    def is_locked(self) -> bool:
        """Whether too many wrong tries have closed it for the moment."""
        return self.locked_until is not None and self.locked_until > now()


class SessionRow:
    """One signed-in browser. The cookie holds a random token, the row its SHA-256; no address of the network is kept."""

    digest: Mapped[bytes]
    device: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]

    if TYPE_CHECKING:  # the tables take their columns by name

        def __init__(self, **columns: Any) -> None: ...


class CodeRow:
    """A code that works once: given away, kept only as a digest, used or expired."""

    purpose: Mapped[str] = mapped_column(Text)
    digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]

    if TYPE_CHECKING:  # the tables take their columns by name

        def __init__(self, **columns: Any) -> None: ...
