"""The next times of groups in a newsletter: a day, an hour, a place, a way there; never of a group that hides them."""

from datetime import time, timedelta
from typing import Any

import pytest

from ama_net.across.newsletters.picking import Choice, NothingToPick, choices, pick
from ama_net.across.newsletters.rendering import render_newsletter
from ama_net.features.groups.models import Entry, Group, Mode, Status
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from tests.factories.groups import make_group, make_meeting, make_venue
from tests.factories.newsletters import make_newsletter
from tests.support.queries import count_queries
from tests.support.standing import Standing


def meeting_group(name: str = "Gruppo Alfa", days: int = 2, **values: Any) -> Group:
    """A group that meets every week, the next time in some days, at six."""
    venue = make_venue(f"Casa {name}")
    group = make_group(name, venue_id=venue.id, entry=values.pop("entry", Entry.OPEN), **values)
    make_meeting(group, (today() + timedelta(days=days)).isoweekday(), time(18), ends=time(19, 30))
    return group


def offered(term: str = "") -> list[Choice]:
    return choices("event", term)


def test_the_next_times_are_offered_the_nearest_first(in_alba: Standing) -> None:
    meeting_group("Gruppo Omega", 3)
    meeting_group("Gruppo Alfa", 2)
    assert [one.title for one in offered()] == ["Gruppo Alfa", "Gruppo Omega"] * 3


def test_it_is_found_by_name_and_by_town(in_alba: Standing) -> None:
    meeting_group()
    assert [len(offered(term)) for term in ("alfa", "bolog", "omega", "%")] == [3, 3, 0, 0]


def test_it_is_kept_with_its_day_its_hour_its_place_and_a_way_there(in_alba: Standing) -> None:
    meeting_group()
    first = offered()[0]
    block = pick("event", first.id)
    assert (block.source, block.title, block.link) == ("event", "Gruppo Alfa", "/gruppi/gruppo-alfa")
    assert block.summary == first.detail
    assert ", ore 18:00-19:30. Casa Gruppo Alfa, via delle Prove 1, Bologna. Porta aperta" in block.summary


def test_in_english_it_is_told_in_english(in_alba: Standing) -> None:
    meeting_group()
    block = pick("event", offered()[0].id, "en")
    day = today() + timedelta(days=2)
    assert (day.strftime("%A").lower() in block.summary.lower(), block.link) == (True, "/en/gruppi/gruppo-alfa")


def test_each_time_is_another(in_alba: Standing) -> None:
    meeting_group()
    assert len({pick("event", one.id).summary for one in offered()}) == 3


def test_a_time_that_was_called_off_is_not_there_any_more(in_alba: Standing) -> None:
    group = meeting_group()
    first = offered()[0].id
    group.status = Status.SUSPENDED
    db.session.flush()
    assert offered() == []
    with pytest.raises(NothingToPick):
        pick("event", first)


@pytest.mark.parametrize(
    "values",
    [{"hides_place": True}, {"newcomers": False}, {"published": False}, {"status": Status.CLOSED}],
)
def test_who_is_not_shown_or_takes_nobody_has_no_times(in_alba: Standing, values: dict[str, Any]) -> None:
    meeting_group(**values)
    assert offered() == []


def test_online_is_said_without_the_room(in_alba: Standing) -> None:
    meeting_group(mode=Mode.ONLINE, online_url="https://stanza.example/segreta")
    words = offered()[0].detail
    assert (". Online" in words, "stanza.example" in words) == (True, False)


def test_what_a_first_time_needs_is_said(in_alba: Standing) -> None:
    meeting_group(entry=Entry.CONTACT_FIRST)
    assert offered()[0].detail.endswith("Prima una telefonata")


def test_it_is_read_in_the_newsletter_as_it_was(in_alba: Standing) -> None:
    group = meeting_group()
    block = pick("event", offered()[0].id).model_dump(mode="json")
    group.name, group.meetings[0].starts = "Un altro", time(9)
    db.session.flush()
    text = " ".join(render_newsletter(make_newsletter(blocks=[block])).text.split())
    assert ("Gruppo Alfa" in text, "ore 18:00-19:30" in text, "ore 09:00" in text) == (True, True, False)


def test_of_many_groups_they_are_asked_at_once(in_alba: Standing) -> None:
    def asked() -> int:
        db.session.expire_all()
        with count_queries() as queries:
            offered()
        return len(queries)

    meeting_group("Uno")
    asked()
    one = asked()
    for name in ("Due", "Tre", "Quattro"):
        meeting_group(name)
    assert asked() == one
