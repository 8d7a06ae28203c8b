"""What somebody has done on the way to facilitating a group, and what is still missing, by the settings of the association."""

from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta

from ama_net.kernel.training.models import Training
from ama_net.kernel.training.settings import TrainingsSettings

ORDER = (Training.NONE, Training.BASE, Training.SHADOWING, Training.QUALIFIED)
HOUR = 60


@dataclass(frozen=True)
class Stay:
    """A time of shadowing: its first and last day (None: it goes on) and the meetings it counted."""

    first: date
    last: date | None
    meetings: int


@dataclass(frozen=True)
class Progress:
    """What the courses and the shadowing of a person say on a day."""

    day: date
    base_minutes: int = 0
    base_days: tuple[tuple[date, int], ...] = ()
    """The days of base courses they were at, in order, with their minutes."""
    stays: tuple[Stay, ...] = ()
    intervisions: int = 0
    """In the twelve months until the day."""
    supervisions: int = 0

    @property
    def shadowing_meetings(self) -> int:
        """How many meetings of shadowing they were at."""
        return sum(stay.meetings for stay in self.stays)

    @property
    def shadowing_months(self) -> int:
        """Whole months of shadowing until the day; two at once count once."""
        return sum(_months(first, last) for first, last in _joined(self.stays, self.day))

    @property
    def is_shadowing(self) -> bool:
        """Whether they are beside somebody on the day."""
        return any(stay.first <= self.day and (stay.last is None or self.day <= stay.last) for stay in self.stays)


@dataclass(frozen=True)
class Missing:
    """What is still missing to each step; all zero and nothing is."""

    base_minutes: int = 0
    shadowing_months: int = 0
    shadowing_meetings: int = 0
    intervisions: int = 0

    def __bool__(self) -> bool:
        return bool(self.to_qualify or self.intervisions)

    @property
    def to_qualify(self) -> bool:
        """Whether a step before the decision is not done."""
        return bool(self.base_minutes or self.shadowing_months or self.shadowing_meetings)


@dataclass(frozen=True)
class Reached:
    """A step, and the day from which it holds where it is known."""

    status: Training
    on: date | None = field(default=None)


def missing(progress: Progress, status: str, settings: TrainingsSettings) -> Missing:
    """What is missing: the steps before the decision until somebody is qualified, intervisions afterwards.

    A step that somebody noted by hand is done, whatever the courses say.
    """
    reached = ORDER.index(Training(status))
    if status == Training.QUALIFIED:
        return Missing(intervisions=max(0, settings.intervisions_a_year - progress.intervisions))
    base = settings.base_hours * HOUR - progress.base_minutes if reached < ORDER.index(Training.BASE) else 0
    return Missing(
        base_minutes=max(0, base),
        shadowing_months=max(0, settings.shadowing_months - progress.shadowing_months),
        shadowing_meetings=max(0, settings.shadowing_meetings - progress.shadowing_meetings),
    )


def reached_by_doing(progress: Progress, settings: TrainingsSettings) -> Reached:
    """How far courses and shadowing bring: never to QUALIFIED, which somebody decides."""
    if progress.stays and min(stay.first for stay in progress.stays) <= progress.day:
        return Reached(Training.SHADOWING, min(stay.first for stay in progress.stays))
    sum_of_minutes = 0
    for day, minutes in progress.base_days:
        sum_of_minutes += minutes
        if sum_of_minutes >= settings.base_hours * HOUR:
            return Reached(Training.BASE, day)
    return Reached(Training.NONE)


def furthest(noted: Reached, done: Reached) -> Reached:
    """What holds: the further of the two; of the same step, what somebody noted."""
    return done if ORDER.index(done.status) > ORDER.index(noted.status) else noted


def _joined(stays: tuple[Stay, ...], day: date) -> list[tuple[date, date]]:
    """The stretches of time in which they were beside somebody, those that touch made one; the last day not included."""
    stretches: list[tuple[date, date]] = []
    for stay in sorted(stays, key=lambda one: one.first):
        last = min(stay.last or day, day) + relativedelta(days=1)
        if stay.first >= last:
            continue
        if stretches and stay.first <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], last))
        else:
            stretches.append((stay.first, last))
    return stretches


def _months(first: date, last: date) -> int:
    passed = relativedelta(last, first)
    return passed.years * 12 + passed.months
