"""The receipt: for ten minutes after asking, this browser may see the link and the code again.

They are shown on one page only, and only there. Old telephones load a page anew when one looks at another, and whoever left
no e-mail address would have no way back; after ten minutes, or when the person says so, the page is gone. The cookie
carries the row's id alone, signed: neither link nor code.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import session

from ama_net.foundation.clock import now

SHOWN_SECONDS = 10 * 60


@dataclass(frozen=True)
class Receipt:
    """The receipts of one kind of thing; ``name`` is that of its cookie's entry."""

    name: str

    def keep(self, row_id: UUID) -> None:
        """Let this browser see the receipt of what it has just sent."""
        session[self.name] = [row_id.hex, int(now().timestamp()) + SHOWN_SECONDS]

    def forget(self) -> None:
        """Take the receipt away from this browser."""
        session.pop(self.name, None)

    def row_id(self) -> UUID | None:
        """What this browser has just sent, while its receipt may be seen."""
        row_id, until = session.get(self.name) or ("", 0)
        if until < now().timestamp():
            self.forget()
            return None
        return UUID(row_id)
