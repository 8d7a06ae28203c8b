"""What an applicant says of themselves, as one value: it is sealed whole in the application's row."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from ama_net.features.members.ages import came_of_age
from ama_net.features.members.models import Application
from ama_net.foundation.clock import today
from ama_net.kernel.people.identifiers import InvalidIdentifier, tax_code_mismatch


@dataclass(frozen=True)
class GuardianFacts:
    """Who exercises parental responsibility over an applicant under eighteen; ``kind`` as in ``Guardianship``."""

    given_name: str
    family_name: str
    kind: str = "parent"
    email: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        """As a page says it."""
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class ApplicationFacts:
    """What was written. The tax code is kept as it was typed, odd or not: whoever decides sees the doubt."""

    given_name: str = ""
    family_name: str = ""
    tax_code: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    street: str = ""
    postcode: str = ""
    municipality: str = ""
    province: str = ""
    email: str = ""
    phone: str = ""
    guardians: tuple[GuardianFacts, ...] = ()
    declared: str = ""
    """The very words that were accepted."""

    @property
    def name(self) -> str:
        """As a page says it."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def list_name(self) -> str:
        """As a list is read."""
        return f"{self.family_name} {self.given_name}".strip()

    @property
    def address(self) -> str:
        """``via Inventata 1, 44042 Cento (FE)``."""
        town = " ".join(filter(None, (self.postcode, self.municipality, f"({self.province})" if self.province else "")))
        return ", ".join(filter(None, (self.street, town)))

    def is_minor(self, on: date | None = None) -> bool:
        """Whether the applicant is under eighteen on a day (today)."""
        return self.birth_date is not None and not came_of_age(self.birth_date, on or today())

    def says_the_same(self, other: "ApplicationFacts") -> bool:
        """Whether two sendings say the same, whatever the words they accepted."""
        return replace(self, declared="") == replace(other, declared="")


NOTHING = ApplicationFacts()


def facts_of(application: Application) -> ApplicationFacts:
    """What the applicant said; nothing once the application was emptied."""
    text = application.facts
    if text is None:
        return NOTHING
    said: dict[str, Any] = json.loads(text)
    born = said.pop("birth_date", None)
    guardians = tuple(GuardianFacts(**one) for one in said.pop("guardians", ()))
    return ApplicationFacts(**said, birth_date=date.fromisoformat(born) if born else None, guardians=guardians)


def keep_facts(application: Application, facts: ApplicationFacts) -> None:
    """Seal what was said in the application's row."""
    said = asdict(facts)
    said["birth_date"] = facts.birth_date.isoformat() if facts.birth_date else None
    application.facts = json.dumps(said, ensure_ascii=False)


def tax_code_doubts(facts: ApplicationFacts) -> list[str]:
    """What does not go with the tax code: it cannot be one, or does not suit name and birth. A doubt refuses nothing."""
    if not facts.tax_code:
        return []
    try:
        return tax_code_mismatch(facts.tax_code, facts.given_name, facts.family_name, facts.birth_date)
    except InvalidIdentifier as error:
        return [str(error)]
