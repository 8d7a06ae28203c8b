"""The days when Italy stays at home: public holidays (law 260/1949 and later ones), the town's patron saint, August."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays.countries.italy import Italy

AUGUST = 8


@dataclass(frozen=True)
class ClosedDays:
    """Which usual closures a series keeps. ``province`` (``BO``) adds the feast of its main town's patron saint."""

    on_holidays: bool = False
    in_august: bool = False
    province: str = ""

    def has(self, day: date) -> bool:
        """Whether nothing meets that day."""
        return (self.in_august and day.month == AUGUST) or (
            self.on_holidays and day in closed_days(day.year, self.province)
        )


@lru_cache(maxsize=512)
def closed_days(year: int, province: str = "") -> frozenset[date]:
    """The public holidays of a year; with a known province, also its patron saint's day."""
    known = province if province in Italy.subdivisions else None
    return frozenset(Italy(subdiv=known, years=year))  # type: ignore[no-untyped-call]
