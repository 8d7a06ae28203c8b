"""Who a newsletter goes to, as the three that need it know them: the audience, the writing down, the sending."""

import json
from dataclasses import dataclass
from uuid import UUID

STEP = 256
"""Nearly every payload is of one step."""


@dataclass(frozen=True)
class Recipient:
    """One address of an audience, in clear: never kept so, never logged."""

    subscriber_id: UUID
    address: str
    name: str

    def to_json(self) -> str:
        """For ``Delivery.payload``: filled with spaces, so that its length, sealed, does not tell whose it is."""
        written = json.dumps([self.subscriber_id.hex, self.address, self.name], ensure_ascii=False)
        return written + " " * (-len(written.encode()) % STEP)

    @classmethod
    def from_json(cls, payload: str) -> "Recipient":
        """From ``Delivery.payload``."""
        subscriber_id, address, name = json.loads(payload)
        return cls(UUID(hex=subscriber_id), address, name)
