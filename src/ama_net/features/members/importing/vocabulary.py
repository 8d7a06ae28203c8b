"""The association's categories and the gazetteer, as the reader of registers needs them: looked up once for each word."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from ama_net.features.members.models import MemberCategory
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.places.models import Municipality
from ama_net.kernel.places.queries import find_municipality

_SYNONYMS = {
    "ordinary": ("ordinari", "effettiv"),
    "supporting": ("sostenit", "benemerit", "sostenitor"),
    "honorary": ("onorari", "onore"),
}


@dataclass(frozen=True)
class Town:
    """A municipality, without its row."""

    name: str
    istat_code: str
    cadastral_code: str | None
    province: str


@dataclass
class Vocabulary:
    """``default_category`` and ``admitted_on`` are for rows that do not say them."""

    categories: dict[str, UUID]
    provinces: dict[str, str]
    default_category: UUID
    admitted_on: date | None = None
    _towns: dict[tuple[str, str], Town | None] = field(default_factory=dict)

    def category(self, words: str) -> UUID | None:
        """The category some words mean, or None."""
        word = fold(words).strip()
        if not word:
            return None
        for name, found in self.categories.items():
            if word == name or (len(word) > 3 and (name.startswith(word) or word in name.split())):
                return found
        key = next((key for key, roots in _SYNONYMS.items() if any(root in word for root in roots)), "")
        return self.categories.get(key)

    def town(self, name: str, province: str = "") -> Town | None:
        """The municipality a name means, with its province or without it."""
        asked = (name, province)
        if asked not in self._towns:
            row = find_municipality(name, province or None) or (find_municipality(name) if province else None)
            self._towns[asked] = _town(row) if row else None
        return self._towns[asked]


def read_vocabulary(default_category: UUID, admitted_on: date | None) -> Vocabulary:
    """The words of the association in scope."""
    rows = db.session.execute(select(MemberCategory.id, MemberCategory.key, MemberCategory.label)).all()
    names = {fold(word): row.id for row in rows for word in (row.key, row.label)}
    provinces = db.session.execute(select(Municipality.province_name, Municipality.province).distinct())
    whole = {fold(name).upper(): short for name, short in provinces}
    return Vocabulary(names, whole, default_category, admitted_on)


def _town(row: Municipality) -> Town:
    return Town(row.name, row.istat_code, row.cadastral_code, row.province)
