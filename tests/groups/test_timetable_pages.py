"""The office's pages on a timetable: lines in words with their dates, pauses, single changes, and the way back."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ama_net.features.groups.models import Frequency, Group, GroupPause, MeetingChange
from ama_net.features.groups.operations.directory import GroupFacts, change_group
from ama_net.features.groups.timetable import next_meetings_of, pause_words
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.directory.words import meeting_words
from tests.factories.groups import make_group, make_meeting
from tests.support.cast import actor, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]
Client = Callable[[str], Browser]

FIRST = date(2026, 1, 7)
"""A Wednesday."""


@pytest.fixture
def home(fill: Fill) -> str:
    """The page of a group that meets on Wednesdays at six."""

    def write() -> UUID:
        group = make_group()
        make_meeting(group, ends=time(19, 30), starts_on=FIRST)
        return group.id

    return f"/manage/gruppi/{fill(write)}"


def _group() -> Group:
    return db.session.scalars(select(Group).where(Group.slug == "gruppo-alfa")).one()


def _line(fill: Fill) -> UUID:
    return fill(lambda: _group().meetings[0].id)  # type: ignore[no-any-return]


def _text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.partition("<main")[2]).replace("&#39;", "'").split())


def _typed(**values: Any) -> dict[str, Any]:
    plain = {"frequency": "weekly", "weekday": "3", "month_week": "", "starts": "18:00", "ends": "19:30"}
    return {**plain, "time_words": "", "starts_on": "", "ends_on": "", "rule": "", **values}


def _next_wednesday() -> date:
    return today() + timedelta(days=(2 - today().weekday()) % 7 or 7)


def _undo(secretary: Browser, page: str) -> None:
    """The last thing done."""
    offered = re.findall(r'action="([^"]*/undo/[^"]+)"', page)
    assert secretary.submit(offered[-1]).status_code in {302, 303}


def test_timetable_is_said_in_words_with_its_next_dates(secretary: Browser, home: str) -> None:
    page = _text(secretary.get(f"{home}/incontri").text)
    assert "ogni mercoledì, ore 18:00-19:30" in page
    assert page.count("come al solito") == 8
    assert f"mercoledì {_next_wednesday().day} " in page


def test_line_is_added_and_then_changed_in_place(fill: Fill, secretary: Browser, home: str) -> None:
    before = _line(fill)
    answer = secretary.submit(f"{home}/incontri/nuovo", _typed(weekday="5", frequency="monthly", month_week="5"))
    assert answer.status_code == 303
    secretary.submit(f"{home}/incontri/{before}", _typed(weekday="2", off_august="y"))
    kept = fill(lambda: [(m.id == before, m.weekday, m.off_august, m.month_week) for m in _group().meetings])
    assert kept == [(True, 2, True, None), (False, 5, False, 5)]
    assert fill(lambda: (_group().sequence, _group().kept_by_office)) == (2, True)


def test_dates_can_be_seen_without_saving(fill: Fill, secretary: Browser, home: str) -> None:
    page = secretary.submit(f"{home}/incontri/{_line(fill)}", _typed(weekday="1", prova="1"))
    assert (page.status_code, _text(page.text).count("lunedì") >= 8) == (200, True)
    assert fill(lambda: _group().meetings[0].weekday) == 3


def test_biweekly_line_without_its_first_meeting_is_kept_and_said_to_have_no_dates(
    fill: Fill, secretary: Browser, home: str
) -> None:
    secretary.submit(f"{home}/incontri/{_line(fill)}", _typed(frequency="biweekly", comunque="1"))
    page = _text(secretary.get(f"{home}/incontri").text)
    assert "Senza date Manca il primo incontro: senza non si sa quali settimane." in page
    assert fill(lambda: _group().meetings[0].frequency) == Frequency.BIWEEKLY


def test_line_without_dates_is_shown_once_with_all_that_it_lacks_before_it_is_saved(
    fill: Fill, secretary: Browser, home: str
) -> None:
    typed = _typed(frequency="monthly", weekday="", starts="", ends="")
    page = secretary.submit(f"{home}/incontri/{_line(fill)}", typed)
    missing = "Mancano: l'ora; il giorno; quale del mese: il primo, il terzo, l'ultimo."
    assert (page.status_code, missing in _text(page.text), "Salva comunque" in page.text) == (200, True, True)
    assert fill(lambda: _group().sequence) == 0
    assert secretary.submit(f"{home}/incontri/{_line(fill)}", {**typed, "comunque": "1"}).status_code == 303


def test_wrong_end_of_a_changed_time_is_said_at_the_end(fill: Fill, secretary: Browser, home: str) -> None:
    typed = {"what": "held", "ends": "17:00"}
    answer = secretary.submit(f"{home}/incontri/{_line(fill)}/{_next_wednesday().isoformat()}", typed)
    assert (answer.status_code, 'id="ends-error"' in answer.text, 'id="what-error"' in answer.text) == (
        422,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"starts": "18:00", "ends": "17:00"}, "Finisce prima di cominciare: ricontrolla le ore."),
        ({"starts": "", "ends": "17:00"}, "Scrivi anche quando comincia."),
        ({"month_week": "3"}, "Vale solo con «ogni mese» e un giorno."),
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "Finisce prima di cominciare: ricontrolla i giorni."),
        ({"starts_on": "0026-05-02"}, "L'anno della data non è giusto"),
        ({"frequency": "biweekly", "starts_on": "2026-01-08"}, "Quel giorno è giovedì"),
        ({"rule": "ogni tanto"}, "Questa regola di ricorrenza non si capisce."),
        ({"rule": "FREQ=HOURLY"}, "deve tornare ogni giorno, settimana, mese o anno"),
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "starts_on": "2026-01-01"}, "non ci si incontra mai"),
        (
            {"rule": "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU"},
            "Con questa regola serve il primo incontro: dice da quando si conta.",
        ),
        ({"starts_on": "2026-01-07", "ends_on": "2026-02-01"}, "Con questi giorni non c'è più nessun incontro"),
        ({"frequency": "custom"}, "Scegli una delle voci dell'elenco."),
        ({"weekday": "9"}, "Scegli una delle voci dell'elenco."),
    ],
)
def test_line_that_cannot_be_is_said_and_what_was_typed_stays(
    fill: Fill, secretary: Browser, home: str, values: dict[str, Any], said: str
) -> None:
    answer = secretary.submit(f"{home}/incontri/{_line(fill)}", _typed(time_words="dopo cena", **values))
    assert (answer.status_code, said in _text(answer.text), 'value="dopo cena"' in answer.text) == (422, True, True)
    assert fill(lambda: _group().sequence) == 0


def test_rule_of_its_own_wins_and_is_said_in_words(fill: Fill, secretary: Browser, home: str) -> None:
    rule = "freq=weekly; interval=3; byday=TU,TH"
    secretary.submit(f"{home}/incontri/{_line(fill)}", _typed(rule=rule, starts_on="2026-01-06"))
    kept = fill(lambda: (_group().meetings[0].frequency, _group().meetings[0].rule, _group().meetings[0].weekday))
    assert kept == ("custom", "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,TH", 2)
    assert "martedì e giovedì, ogni 3 settimane, ore 18:00-19:30" in _text(secretary.get(f"{home}/incontri").text)


def test_changing_the_day_takes_away_the_changes_of_days_that_are_no_more(
    fill: Fill, secretary: Browser, home: str
) -> None:
    line, day = _line(fill), _next_wednesday()
    secretary.submit(f"{home}/incontri/{line}/{day.isoformat()}", {"what": "off"})
    secretary.submit(f"{home}/incontri/{line}", _typed(weekday="4"))
    page = secretary.get(f"{home}/incontri").text
    assert "Un cambio di data non valeva più ed è stato tolto." in _text(page)
    assert fill(lambda: len(_group().changes)) == 0
    _undo(secretary, page)
    assert fill(lambda: ([c.original_day for c in _group().changes], _group().meetings[0].id)) == ([day], line)


def test_line_taken_away_can_be_put_back_with_all_that_hung_on_it(fill: Fill, secretary: Browser, home: str) -> None:
    line, day = _line(fill), _next_wednesday()
    secretary.submit(f"{home}/incontri/{line}/{day.isoformat()}", {"what": "held", "place": "Sala 2", "note": "Neve"})
    secretary.submit(f"{home}/incontri/{line}/rimozione")
    page = secretary.get(f"{home}/incontri").text
    assert ("Non si sa ancora quando si incontra" in _text(page), fill(lambda: _group().meetings)) == (True, [])
    _undo(secretary, page)
    kept = fill(lambda: [(m.id, m.starts, m.ends, m.starts_on) for m in _group().meetings])
    assert kept == [(line, time(18), time(19, 30), FIRST)]
    assert fill(lambda: [(c.place, c.note, c.original_day) for c in _group().changes]) == [("Sala 2", "Neve", day)]


def test_undo_of_what_has_changed_since_is_refused(fill: Fill, secretary: Browser, home: str) -> None:
    secretary.submit(f"{home}/incontri/{_line(fill)}/rimozione")
    page = secretary.get(f"{home}/incontri").text
    secretary.submit(f"{home}/incontri/nuovo", _typed(weekday="1"))
    _undo(secretary, page)
    assert fill(lambda: [meeting.weekday for meeting in _group().meetings]) == [1]


def test_time_is_called_off_from_its_date_and_put_back(fill: Fill, secretary: Browser, home: str) -> None:
    day = _next_wednesday()
    address = f"{home}/incontri/{_line(fill)}/{day.isoformat()}"
    assert "mercoledì" in _text(secretary.get(address).text)
    assert secretary.submit(address, {"what": "off", "note": "Sede chiusa"}).status_code == 303
    page = secretary.get(f"{home}/incontri").text
    assert ("Annullato" in _text(page), "Sede chiusa" in page) == (True, True)
    change_id = fill(lambda: _group().changes[0].id)
    secretary.submit(f"{home}/incontri/cambi/{change_id}/rimozione")
    assert fill(lambda: _group().changes) == []


@pytest.mark.parametrize(
    ("days", "values", "said"),
    [
        (0, {}, "Scegli se ci si incontra."),
        (1, {"what": "off"}, "Quel giorno non c'è nessun incontro da cambiare."),
        (0, {"what": "held", "starts": "20:00", "ends": "19:00"}, "Finisce prima di cominciare"),
        (0, {"what": "held", "day": "2020-01-01"}, "L'anno della data non è giusto"),
        (0, {"what": "held", "starts": "le sei"}, "Scrivi l'ora come 18:30."),
    ],
)
def test_change_that_cannot_be_is_said_and_nothing_is_lost(
    fill: Fill, secretary: Browser, home: str, days: int, values: dict[str, Any], said: str
) -> None:
    day = _next_wednesday() + timedelta(days=days)
    answer = secretary.submit(f"{home}/incontri/{_line(fill)}/{day.isoformat()}", {"note": "Parole scritte", **values})
    assert (answer.status_code, said in _text(answer.text), "Parole scritte" in answer.text) == (422, True, True)
    assert fill(lambda: (_group().changes, _group().sequence)) == ([], 0)


def test_change_that_changes_nothing_is_said(fill: Fill, secretary: Browser, home: str) -> None:
    answer = secretary.submit(f"{home}/incontri/{_line(fill)}/{_next_wednesday().isoformat()}", {"what": "held"})
    assert (answer.status_code, "Scrivi che cosa cambia" in _text(answer.text)) == (422, True)


def test_extra_time_is_added_and_taken_away(fill: Fill, secretary: Browser, home: str) -> None:
    day = _next_wednesday() + timedelta(days=1)
    address = f"{home}/incontri/{_line(fill)}/in-piu"
    assert secretary.submit(address, {"day": day.isoformat(), "place": "In biblioteca"}).status_code == 303
    assert "In più, oltre agli incontri di sempre. In biblioteca" in _text(secretary.get(f"{home}/incontri").text)
    again = secretary.submit(address, {"day": day.isoformat()})
    assert (again.status_code, "c'è già un incontro" in _text(again.text)) == (422, True)


def test_pause_is_said_changed_and_taken_away(fill: Fill, secretary: Browser, home: str) -> None:
    first, last = _next_wednesday(), _next_wednesday() + timedelta(days=20)
    typed = {"first_day": first.isoformat(), "last_day": last.isoformat(), "reason": "Pausa"}
    assert secretary.submit(f"{home}/sospensioni/nuova", typed).status_code == 303
    page = _text(secretary.get(f"{home}/incontri").text)
    assert ("Sospeso dal" in page, f"mercoledì {first.day} " in page.partition("Sospensioni")[0]) == (True, False)
    pause_id = fill(lambda: _group().pauses[0].id)
    secretary.submit(f"{home}/sospensioni/{pause_id}", {"last_day": ""})
    assert "non si sa ancora quando riprende (Pausa)" in _text(secretary.get(f"{home}/incontri").text)
    secretary.submit(f"{home}/sospensioni/{pause_id}/rimozione")
    assert fill(lambda: db.session.scalars(select(GroupPause)).all()) == []


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", "Scrivi il primo giorno."),
        ("+10", "+5", "Finisce prima di cominciare: ricontrolla i giorni."),
        ("-20", "-10", "È un giorno già passato: ricontrolla l'anno."),
        ("+3", "+4", "In quei giorni c'è già un'altra sospensione"),
        ("31/02/2027", "", "Scrivi la data come 31/12/2026."),
        ("+9999", "", "L'anno della data non è giusto"),
    ],
)
def test_pause_that_cannot_be_is_said_and_nothing_is_lost(
    fill: Fill, secretary: Browser, home: str, first: str, last: str, said: str
) -> None:
    def day(text: str) -> str:
        return (today() + timedelta(days=int(text))).isoformat() if text[:1] in {"+", "-"} else text

    fill(lambda: db.session.add(GroupPause(group_id=_group().id, first_day=today() + timedelta(days=4))))
    typed = {"first_day": day(first), "last_day": day(last), "reason": "Parole scritte"}
    answer = secretary.submit(f"{home}/sospensioni/nuova", typed)
    assert (answer.status_code, said in _text(answer.text), "Parole scritte" in answer.text) == (422, True, True)
    assert fill(lambda: len(_group().pauses)) == 1


def test_who_may_only_read_sees_the_timetable_and_no_button(client: Client, alba: Standing, home: str) -> None:
    board = sign_in(client(alba.host), alba, Role.BOARD)
    page = board.get(f"{home}/incontri")
    assert (page.status_code, "rimozione" in page.text, "sospensioni/nuova" in page.text) == (200, False, False)
    for address in ("incontri/nuovo", "sospensioni/nuova"):
        assert board.get(f"{home}/{address}").status_code == 404


def test_another_associations_timetable_is_not_there(fill: Fill, client: Client, brig: Standing, home: str) -> None:
    stranger = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert stranger.get(f"{home}/incontri").status_code == 404
    assert stranger.submit(f"{home}/incontri/{_line(fill)}/rimozione").status_code == 404


@pytest.mark.parametrize(
    "rest", ["incontri/{line}/oggi", "incontri/{other}", "sospensioni/{other}", "incontri/{other}/2027-01-06"]
)
def test_what_is_not_there_is_not_found(fill: Fill, secretary: Browser, home: str, rest: str) -> None:
    address = rest.format(line=_line(fill), other="01a200db-4049-7362-a316-f3e0517244ad")
    assert secretary.get(f"{home}/{address}").status_code == 404


def test_as_many_questions_for_many_lines_as_for_one(fill: Fill, secretary: Browser, home: str) -> None:
    secretary.get(f"{home}/incontri")
    with count_queries() as one:
        secretary.get(f"{home}/incontri")

    def more() -> None:
        group = _group()
        for weekday in (1, 2, 4, 5):
            make_meeting(group, weekday=weekday, starts_on=FIRST)
        for week in range(3):
            change = {"original_day": _next_wednesday() + timedelta(weeks=week), "cancelled": True}
            group.changes.append(MeetingChange(group_id=group.id, meeting_id=group.meetings[0].id, **change))

    fill(more)
    with count_queries() as many:
        secretary.get(f"{home}/incontri")
    assert len(many) == len(one)


def test_writing_a_whole_group_keeps_the_lines_that_are_the_same(in_alba: Standing) -> None:
    by = actor(in_alba, Role.SECRETARY)
    group = make_group()
    wednesday, friday = make_meeting(group).id, make_meeting(group, weekday=5, off_august=True).id
    lines = ({"weekday": 5, "starts": time(20)}, {"weekday": 1, "starts": time(9)})
    facts = {"status": group.status, "mode": group.mode, "municipality_code": group.municipality_code}
    assert change_group(group, GroupFacts(name=group.name, **facts, meetings=lines), by=by) == ["meetings"]
    assert change_group(group, GroupFacts(name=group.name, **facts, meetings=lines), by=by) == []
    assert change_group(group, GroupFacts(name=group.name, **facts), by=by) == []
    db.session.expire(group, ["meetings"])
    kept = [(meeting.id, meeting.weekday, meeting.starts, meeting.off_august) for meeting in group.meetings]
    assert kept == [(friday, 5, time(20), True), (wednesday, 1, time(9), False)]


def test_page_of_a_group_tells_its_next_times_as_they_are(in_alba: Standing) -> None:
    group = make_group()
    meeting = make_meeting(group, ends=time(19, 30), starts_on=FIRST)
    day = _next_wednesday()
    off = {"original_day": day, "cancelled": True, "note": "Sede chiusa"}
    moved = {"original_day": day + timedelta(weeks=1), "day": day + timedelta(days=8), "place": "Sala 2"}
    for values in (off, moved):
        group.changes.append(MeetingChange(group_id=group.id, meeting_id=meeting.id, **values))
    db.session.flush()
    found = [one for one in next_meetings_of(group, limit=9).times if one.starts.date() >= day]
    assert (found[0].cancelled, found[0].note) == (True, "Sede chiusa")
    assert (found[1].unusual.startswith("Spostato: di solito sarebbe mercoledì"), found[1].place_note) == (
        True,
        "Sala 2",
    )
    assert (found[2].unusual, found[2].when.startswith("mercoledì")) == ("", True)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2027, 8, 1), date(2027, 8, 31), "Sospeso dal 1º agosto 2027 al 31 agosto 2027"),
        (date(2027, 8, 2), date(2027, 8, 2), "Sospeso il 2 agosto 2027"),
        (date(2026, 8, 11), None, "Sospeso dal 11 agosto 2026: non si sa ancora quando riprende"),
        (date(2026, 8, 1), date(2026, 8, 31), ""),
    ],
)
def test_pause_is_said_in_words_while_it_lasts_or_is_to_come(
    in_alba: Standing, first: date, last: date | None, said: str
) -> None:
    group = make_group()
    group.pauses.append(GroupPause(group_id=group.id, first_day=first, last_day=last))
    db.session.flush()
    assert pause_words(group, date(2026, 12, 1)) == said
    group.pauses[0].reason = "feste."
    assert pause_words(group, date(2026, 12, 1)) == (f"{said} (feste)" if said else "")
    group.hides_place = True
    assert pause_words(group, date(2026, 12, 1)) == ""


def test_protected_group_tells_no_time_anywhere(in_alba: Standing) -> None:
    group = make_group(hides_place=True)
    make_meeting(group, starts_on=FIRST)
    told = next_meetings_of(group)
    assert (told.times, told.pause, told.has_calendar, bool(told)) == ((), "", False, False)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY;BYDAY=TU,TH", "ogni martedì e giovedì"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=SU", "domenica, ogni 3 settimane"),
        ("FREQ=MONTHLY;BYDAY=1MO,3MO", "il primo e il terzo lunedì del mese"),
        ("FREQ=MONTHLY;BYDAY=1SU,-1SU", "la prima e l'ultima domenica del mese"),
        ("FREQ=MONTHLY;BYDAY=1MO,3TH", "il primo lunedì del mese e il terzo giovedì del mese"),
        ("FREQ=MONTHLY;BYDAY=-1SU", "l'ultima domenica del mese"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1SA", "il primo sabato del mese, ogni 2 mesi"),
        ("FREQ=DAILY", "ogni giorno"),
        ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8", "in giorni particolari"),
    ],
)
def test_rules_are_said_in_words(in_alba: Standing, rule: str, said: str) -> None:
    assert meeting_words({"frequency": "custom", "rule": rule, "weekday": 2}) == said


def test_rule_left_behind_by_another_frequency_counts_for_nothing(in_alba: Standing) -> None:
    group = make_group()
    make_meeting(group, rule="FREQ=DAILY", frequency=Frequency.WEEKLY, starts_on=FIRST)
    times = next_meetings_of(group).times
    assert {time_.starts.isoweekday() for time_ in times} == {3}
    assert meeting_words({"frequency": "weekly", "rule": "FREQ=DAILY", "weekday": 3}) == "ogni mercoledì"
