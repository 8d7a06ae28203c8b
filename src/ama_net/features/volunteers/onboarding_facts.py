"""What somebody who would like to help says of themselves, as one value: it is sealed whole in the application's row.

No birth, no tax code, no health: what the register needs is asked when they are accepted.
"""

import json
from dataclasses import asdict, dataclass

from ama_net.features.volunteers.models import VolunteerApplication


@dataclass(frozen=True)
class CandidacyFacts:
    """What was written. ``activities`` are ids of activities, ``parts`` the times they ticked (``FREE_TIMES``)."""

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    why: str = ""
    activities: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    free_note: str = ""

    @property
    def name(self) -> str:
        """As a page says it."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def list_name(self) -> str:
        """As a list is read."""
        return f"{self.family_name} {self.given_name}".strip()


NOTHING = CandidacyFacts()


def facts_of(application: VolunteerApplication) -> CandidacyFacts:
    """What was said; nothing once the application was emptied."""
    text = application.facts
    if text is None:
        return NOTHING
    said = json.loads(text)
    return CandidacyFacts(**{**said, "activities": tuple(said["activities"]), "parts": tuple(said["parts"])})


def keep_facts(application: VolunteerApplication, facts: CandidacyFacts) -> None:
    """Seal what was said in the application's row."""
    application.facts = json.dumps(asdict(facts), ensure_ascii=False)
