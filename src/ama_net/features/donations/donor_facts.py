"""What who gives says of themselves: sealed in the gift until money has arrived, then in the register of people."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class DonorFacts:
    """Who gives, as they wrote it. ``organisation`` is the name of a body (empty: a person gives). All may be empty."""

    given_name: str = ""
    family_name: str = ""
    organisation: str = ""
    email: str = ""
    tax_code: str = ""
    street: str = ""
    postcode: str = ""
    municipality: str = ""
    province: str = ""
    phone: str = ""

    @property
    def is_body(self) -> bool:
        """Whether a company, an association, a public body gives."""
        return bool(self.organisation)

    @property
    def name(self) -> str:
        """As they are called."""
        return self.organisation or f"{self.given_name} {self.family_name}".strip()

    @property
    def called(self) -> str:
        """As a mail greets them: the first name of who wrote, for a body too; else the body."""
        return self.given_name or self.family_name or self.organisation

    def to_json(self) -> str:
        """What is sealed: only what was said."""
        return json.dumps({name: value for name, value in asdict(self).items() if value}, ensure_ascii=False)

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Self:
        """From what was sealed."""
        return cls(**{field.name: str(facts.get(field.name, "")) for field in fields(cls)})

    @classmethod
    def from_json(cls, text: str | None) -> Self:
        """From what was sealed, as text; nothing gives nobody."""
        return cls.of(json.loads(text or "{}"))
