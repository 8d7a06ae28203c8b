"""Whom a newsletter is for, as it is written down: parts that are added, less other parts. What it means is in ``audiences.py``."""

from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

MOST_OF_A_KIND = 300

Members = Literal["active", "ended"]
Volunteers = Literal["serving", "regular", "occasional"]
Donors = Literal["", "ever", "this_year", "recurring"]


class Parts(BaseModel):
    """Some of those who may be written to; each part adds its own.

    ``members`` holds states of ``Members`` and ``category:<key>``; ``saved`` the filters of the members' list that the office
    shares. Being a member or a volunteer is never enough to be written to: who did not ask is in no part.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    everybody: bool = False
    lists: list[UUID] = Field(default_factory=list, max_length=MOST_OF_A_KIND)
    members: list[str] = Field(default_factory=list, max_length=MOST_OF_A_KIND)
    volunteers: list[Volunteers] = Field(default_factory=list, max_length=MOST_OF_A_KIND)
    donors: Donors = ""
    saved: list[UUID] = Field(default_factory=list, max_length=MOST_OF_A_KIND)

    @field_validator("members")
    @classmethod
    def _known(cls, keys: list[str]) -> list[str]:
        if any(key not in ("active", "ended") and not key.startswith("category:") for key in keys):
            raise ValueError("unknown members")
        return keys

    @property
    def says_who(self) -> bool:
        """Whether a part tells something of who is in it: all but everybody and the lists."""
        return bool(self.members or self.volunteers or self.donors or self.saved)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.everybody or self.lists or self.says_who)


class Without(Parts):
    """Whom it is not for; ``newsletters``: those whom one of these was written down for."""

    newsletters: list[UUID] = Field(default_factory=list, max_length=MOST_OF_A_KIND)

    @property
    def is_empty(self) -> bool:
        """Whether nobody is left out."""
        return super().is_empty and not self.newsletters


class Audience(Parts):
    """Who is in any of the parts, and in none of ``without``. Nothing chosen is nobody."""

    without: Without = Field(default_factory=Without)

    @classmethod
    def of(cls, definition: dict[str, Any]) -> Self:
        """From ``Newsletter.audience`` or ``SavedAudience.definition``."""
        return cls.model_validate(definition)

    def to_json(self) -> dict[str, Any]:
        """For the database: only what was chosen."""
        return self.model_dump(mode="json", exclude_defaults=True)
