"""What one row of a register says of a member, and what was remarked while reading it."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict


class Remark(TypedDict):
    """A cell that was not plain: its column, what stood there, what is done with it (Italian)."""

    column: str
    value: str
    done: str


DAYS = ("birth_date", "applied_on", "admitted_on", "ended_on")


@dataclass
class MemberDraft:
    """A row that was read. ``faults`` are reasons why it cannot be entered; ``cells`` what stood in the file.

    ``odd_tax_code`` is one that cannot be right: it is kept in the member's note, for somebody to mend.
    """

    number_of_row: int
    cells: list[str]
    family_name: str = ""
    given_name: str = ""
    tax_code: str | None = None
    odd_tax_code: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    birth_cadastral_code: str | None = None
    street: str = ""
    postcode: str = ""
    municipality: str = ""
    municipality_code: str | None = None
    province: str = ""
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    pecs: list[str] = field(default_factory=list)
    number: int | None = None
    applied_on: date | None = None
    admitted_on: date | None = None
    resolution: str = ""
    category_id: str = ""
    ended_on: date | None = None
    end_reason: str | None = None
    note: str = ""
    fees: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def list_name(self) -> str:
        """As a list is read."""
        return f"{self.family_name} {self.given_name}".strip()

    def remark(self, column: str, value: str, done: str) -> None:
        """Account for a cell."""
        self.remarks.append(Remark(column=column, value=value[:200], done=done))

    def as_json(self) -> str:
        """As the row keeps it, sealed."""
        return json.dumps(vars(self), default=str, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "MemberDraft":
        """Back from ``as_json``."""
        values: dict[str, Any] = json.loads(text)
        for name in DAYS:
            values[name] = date.fromisoformat(values[name]) if values[name] else None
        return cls(**values)
