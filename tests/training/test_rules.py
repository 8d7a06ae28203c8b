"""How far somebody has come, and what is missing: arithmetic on what they did."""

from datetime import date

from ama_net.kernel.training.models import Training
from ama_net.kernel.training.rules import Missing, Progress, Reached, Stay, furthest, missing, reached_by_doing
from ama_net.kernel.training.settings import TrainingsSettings

DAY = date(2026, 11, 22)
SETTINGS = TrainingsSettings(base_hours=6, shadowing_months=12, shadowing_meetings=20, intervisions_a_year=8)


def test_who_has_done_nothing_misses_every_step() -> None:
    assert missing(Progress(DAY), Training.NONE, SETTINGS) == Missing(360, 12, 20, 0)


def test_the_base_course_is_done_on_the_day_the_hours_are() -> None:
    done = Progress(DAY, 400, ((date(2026, 9, 1), 200), (date(2026, 9, 8), 160), (date(2026, 9, 15), 40)))
    assert reached_by_doing(done, SETTINGS) == Reached(Training.BASE, date(2026, 9, 8))


def test_a_step_noted_by_hand_needs_no_hours() -> None:
    assert missing(Progress(DAY), Training.BASE, SETTINGS).base_minutes == 0


def test_shadowing_begins_with_its_first_day_and_never_qualifies() -> None:
    done = Progress(DAY, stays=(Stay(date(2024, 1, 1), None, 50),))
    assert reached_by_doing(done, SETTINGS) == Reached(Training.SHADOWING, date(2024, 1, 1))


def test_months_of_shadowing_are_whole_and_two_at_once_count_once() -> None:
    stays = (Stay(date(2026, 1, 1), date(2026, 3, 31), 5), Stay(date(2026, 2, 1), date(2026, 4, 30), 4))
    done = Progress(DAY, stays=stays)
    assert (done.shadowing_months, done.shadowing_meetings) == (4, 9)


def test_shadowing_that_goes_on_counts_until_the_day() -> None:
    assert Progress(DAY, stays=(Stay(date(2026, 8, 22), None, 0),)).shadowing_months == 3


def test_who_is_qualified_misses_intervisions_only() -> None:
    assert missing(Progress(DAY, intervisions=5), Training.QUALIFIED, SETTINGS) == Missing(intervisions=3)


def test_the_further_step_holds_and_of_the_same_step_what_was_noted() -> None:
    noted, done = Reached(Training.BASE, date(2020, 1, 1)), Reached(Training.BASE, date(2026, 1, 1))
    assert furthest(noted, done) == noted
    assert furthest(noted, Reached(Training.SHADOWING, None)).status == Training.SHADOWING
