"""The arithmetic of expenses: kilometres into cents, months, what is left of the limits. Whole numbers only."""

from dataclasses import dataclass
from datetime import date

from ama_net.features.volunteers.models.expenses import DAY_LIMIT_CENTS, MONTH_LIMIT_CENTS


def km_cents(tenths_km: int, rate: int) -> int:
    """Cents for so many tenths of a kilometre at ``rate`` ten-thousandths of euro each kilometre; half a cent goes up."""
    return (tenths_km * rate + 500) // 1000


def month_of(day: date) -> tuple[date, date]:
    """The first day of a day's month, and of the month after."""
    first = day.replace(day=1)
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1)


@dataclass(frozen=True)
class Declared:
    """What somebody declared without a receipt: that day, and in that day's month, in cents."""

    day_cents: int
    month_cents: int

    @property
    def day_left(self) -> int:
        """What may still be declared for the day, within the month too."""
        return max(0, min(DAY_LIMIT_CENTS - self.day_cents, self.month_left))

    @property
    def month_left(self) -> int:
        """What may still be declared for the month."""
        return max(0, MONTH_LIMIT_CENTS - self.month_cents)
