"""The association's own words for themes and audiences, and the gazetteer, as the readers of files need them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from ama_net.features.groups.models import Audience, Theme
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.places.queries import find_municipality

FindMunicipality = Callable[[str, str], tuple[str, str] | None]
"""From the words for a municipality and a province to (ISTAT code, province), or None."""


@dataclass(frozen=True)
class Vocabulary:
    """From a folded key or label to its key; ``synonyms`` are the words people search a theme with."""

    themes: Mapping[str, str]
    audiences: Mapping[str, str]
    find_municipality: FindMunicipality
    synonyms: Mapping[str, str] = field(default_factory=dict)


def read_vocabulary() -> Vocabulary:
    """The words of the association in scope."""
    themes = db.session.execute(select(Theme.key, Theme.label, Theme.label_en, Theme.synonyms)).all()
    audiences = db.session.execute(select(Audience.key, Audience.label, Audience.label_en)).all()
    known: dict[tuple[str, str], tuple[str, str] | None] = {}

    def look_up(name: str, province: str) -> tuple[str, str] | None:
        if (name, province) not in known:
            town = find_municipality(name, province or None) or find_municipality(name)
            known[name, province] = (town.istat_code, town.province) if town else None
        return known[name, province]

    return Vocabulary(
        themes={fold(word): row.key for row in themes for word in row[:3] if word},
        audiences={fold(word): row.key for row in audiences for word in row if word},
        find_municipality=look_up,
        synonyms={fold(word): row.key for row in themes for word in row.synonyms if word},
    )
