"""Feeds nobody here wrote: every mistake real ones make is read, accounted for, and never guessed over."""

import io
import json
from datetime import time
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from ama_net.features.groups.importing.drafts import GroupDraft, ReadRow
from ama_net.features.groups.importing.feed_rows import read_item
from ama_net.features.groups.importing.files import Format, GroupFile
from ama_net.features.groups.importing.own_notes import own_frequency
from ama_net.features.groups.importing.schedule import MeetingDraft
from ama_net.features.groups.importing.values import LONGEST_READ, text_of
from ama_net.features.groups.importing.vocabulary import Vocabulary
from ama_net.features.groups.models import Frequency, Group, GroupImport, GroupImportRow, Outcome, Status
from ama_net.features.groups.operations.imports import keep_file, run_import
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.places import Venue
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing

TOWNS = {"bologna": ("037006", "BO"), "imola": ("037032", "BO"), "ferrara": ("038008", "FE")}
WORDS = Vocabulary(
    themes={"lutto": "lutto", "esperienze di lutto": "lutto", "dipendenze": "dipendenze"},
    audiences={"familiari": "familiari", "donne": "donne"},
    find_municipality=lambda name, _province: TOWNS.get(name.lower()),
    synonyms={"alcol": "dipendenze", "vedovanza": "lutto", "solo": "lutto"},
)
PLAIN = {"name": "Alfa", "day": 1, "time": "19:30", "city": "Bologna", "address": "Via Roma 1", "types": ["AMA-LUTTO"]}
BMLT = {
    "id_bigint": "12", "meeting_name": "Alfa", "weekday_tinyint": "2", "start_time": "19:30:00",
    "duration_time": "01:30:00", "location_municipality": "Bologna", "location_street": "Via Roma 1", "formats": "O",
    "venue_type": "1",
}  # fmt: skip


def _row(item: Any, formats: dict[str, str] | None = None) -> ReadRow:
    return read_item(1, item, WORDS, formats or {})


def _draft(**fields: Any) -> GroupDraft:
    row = _row({**PLAIN, **fields})
    assert row.draft is not None, row.refusal
    return row.draft


def _bmlt(**fields: Any) -> GroupDraft:
    row = _row({**BMLT, **fields})
    assert row.draft is not None, row.refusal
    return row.draft


def _remarked(**fields: Any) -> list[str]:
    return [remark["column"] for remark in _row({**PLAIN, **fields}).remarks]


def test_plain_object_has_no_remarks() -> None:
    assert (_row(PLAIN).remarks, _draft().key, _draft().theme_key) == ([], "alfa|bologna", "lutto")


@pytest.mark.parametrize(
    ("day", "weekdays"),
    [
        (0, [7]), (6, [6]), ("0", [7]), (3.0, [3]), ([1, 4], [1, 4]), (["1", "4"], [1, 4]), ("1,4", [1, 4]),
        ("monday", [1]), ("Mercoledì", [3]), ([2, 2, "2"], [2]), ({"a": 5}, [5]),
    ],
)  # fmt: skip
def test_days_are_read_in_any_way(day: Any, weekdays: list[int]) -> None:
    assert [meeting.weekday for meeting in _draft(day=day).meetings] == weekdays


@pytest.mark.parametrize("day", [7, -1, 1.5, "boh", True, [[1]], [None], "9"])
def test_day_that_is_none_is_remarked_and_not_guessed(day: Any) -> None:
    assert [meeting.weekday for meeting in _draft(day=day).meetings] == [None]
    assert "weekday" in _remarked(day=day)


@pytest.mark.parametrize(("day", "weekday"), [("1", 7), (2, 1), ("7", 6)])
def test_weekdays_of_bmlt_begin_with_one(day: Any, weekday: int) -> None:
    assert [meeting.weekday for meeting in _bmlt(weekday_tinyint=day).meetings] == [weekday]


@pytest.mark.parametrize(
    ("hour", "starts", "words"),
    [
        ("19:30", time(19, 30), ""), ("19:30:00", time(19, 30), ""), ("9.05", time(9, 5), ""), ("7:30 PM", time(19, 30), ""),
        ("12:00 am", time(0), ""), ("7 pm", time(19), ""), ("sera", None, "sera"), ("25:00", None, "25:00"),
        (1930, None, "1930"), (None, None, ""), ([], None, ""), ({}, None, ""), ("12:60", None, "12:60"),
    ],
)  # fmt: skip
def test_hours_are_read_and_words_stay_words(hour: Any, starts: time | None, words: str) -> None:
    meeting = _draft(time=hour).meetings[0]
    assert (meeting.starts, meeting.time_words) == (starts, words)


@pytest.mark.parametrize(
    ("ends", "read"), [("21:00", time(21)), ("00:30", time(0, 30)), ("18:00", None), ("boh", None), (None, None)]
)
def test_end_that_cannot_be_is_left_out(ends: Any, read: time | None) -> None:
    assert _draft(end_time=ends).meetings[0].ends == read


def test_bmlt_end_comes_from_how_long_it_lasts() -> None:
    assert _bmlt().meetings == (MeetingDraft(1, time(19, 30), time(21), "", "weekly"),)


@pytest.mark.parametrize(
    ("line", "address", "town", "postcode"),
    [
        ("Via Nani 10, 40132 Bologna BO, Italia", "Via Nani 10", "037006", "40132"),
        ("Via Nani 10, 40132 Bologna, BO, Italy", "Via Nani 10", "037006", "40132"),
        ("Via Nani 10, Bologna, BO 40132, Italy", "Via Nani 10", "037006", "40132"),
        ("Piazza del Popolo, 3, Imola, Bologna, Italia", "Piazza del Popolo, 3", "037032", ""),
        ("Bologna, Italia", "", "037006", ""),
        ("Bologna", "", "037006", ""),
        ("Via Inventata 3, Atlantide", "Via Inventata 3, Atlantide", None, ""),
    ],
)
def test_address_in_one_line_is_taken_apart_from_its_end(
    line: str, address: str, town: str | None, postcode: str
) -> None:
    draft = _draft(city=None, address=None, formatted_address=line)
    assert (draft.address, draft.municipality_code, draft.postcode) == (address, town, postcode)


def test_municipality_may_be_called_a_region() -> None:
    assert _draft(city="", regions=["Emilia-Romagna", "Ferrara"]).municipality_code == "038008"
    assert _draft(city="", region="Imola", sub_region=None).municipality_code == "037032"


def test_html_in_notes_becomes_text() -> None:
    notes = "<p>Per chi &egrave; <b>solo</b><br>o quasi</p><script>alert(1)</script><a href='x'>link</a>"
    assert _draft(notes=notes).description == "Per chi è solo\no quasi\nlink"


def test_control_letters_are_left_out() -> None:
    assert _draft(name="Al\u0000fa\u200b\u202e", notes="a\u0000b\n\nc").name == "Al fa"


@pytest.mark.parametrize(
    ("types", "facts"),
    [
        (["O"], {"entry": "open"}),
        (["C"], {"entry": "contact_first"}),
        ("O, X", {"entry": "open", "step_free": True}),
        (["ITA", "EN", "S"], {"languages": ("it", "en", "es")}),
        (["AMA-LANG-SQ"], {"languages": ("sq",)}),
        (["W"], {"audience_keys": ("donne",)}),
        (["AMA-DIPENDENZE"], {"theme_key": "dipendenze"}),
        (["AMA-LUT"], {"theme_key": "lutto"}),
        (["TC"], {"suspended": True, "mode": "in_person"}),
        ([], {"entry": None, "step_free": None, "languages": None, "suspended": False}),
        (None, {"entry": None}),
        ([None, 5, {}, ["O"]], {"entry": "open"}),
    ],
)
def test_codes_become_facts(types: Any, facts: dict[str, Any]) -> None:
    draft = _draft(types=types)
    assert {name: getattr(draft, name) for name in facts} == facts


def test_codes_of_others_are_remarked_together_and_kept_in_the_office() -> None:
    row = _row({**PLAIN, "types": ["AMA-LUTTO", "BB", "12x12"]})
    assert [(remark["column"], remark["value"]) for remark in row.remarks] == [("types", "BB, 12X12")]
    assert row.draft is not None
    assert row.draft.office_notes == "Codici nella fonte: BB, 12X12."


@pytest.mark.parametrize(
    ("fields", "mode", "suspended"),
    [
        ({}, "in_person", False),
        ({"conference_url": "https://zoom.us/j/1"}, "hybrid", False),
        ({"conference_url": "https://zoom.us/j/1", "address": "", "approximate": "yes"}, "online", False),
        ({"conference_url": "https://zoom.us/j/1", "types": ["TC"]}, "online", False),
        ({"conference_phone": "+39051", "address": ""}, "online", False),
        ({"address": ""}, "unknown", False),
        ({"approximate": True}, "unknown", False),
        ({"attendance_option": "hybrid"}, "hybrid", False),
        ({"conference_url": "javascript:alert(1)"}, "in_person", False),
        ({"types": ["TC"]}, "in_person", True),
    ],
)
def test_how_people_meet_is_read_from_what_is_there(fields: dict[str, Any], mode: str, suspended: bool) -> None:
    draft = _draft(**fields)
    assert (draft.mode, draft.suspended) == (mode, suspended)


@pytest.mark.parametrize(("venue_type", "mode"), [("1", "in_person"), (2, "online"), ("3", "hybrid"), (9, "in_person")])
def test_bmlt_says_how_people_meet(venue_type: Any, mode: str) -> None:
    assert _bmlt(venue_type=venue_type).mode == mode


@pytest.mark.parametrize(
    ("fields", "position"),
    [
        ({"latitude": "44.5", "longitude": 11.3, "approximate": "no"}, (44.5, 11.3)),
        ({"coordinates": "44.5,11.3"}, (44.5, 11.3)),
        ({"latitude": 44.5, "longitude": 11.3, "approximate": "yes"}, (None, None)),
        ({"latitude": 44.5, "longitude": 11.3, "address": "", "location": "Oratorio"}, (None, None)),
        ({"latitude": 0, "longitude": 0}, (None, None)),
        ({"latitude": 444, "longitude": 11}, (None, None)),
        ({"latitude": "boh", "longitude": None}, (None, None)),
    ],
)
def test_no_pin_is_invented(fields: dict[str, Any], position: tuple[float | None, float | None]) -> None:
    draft = _draft(**fields)
    assert (draft.lat, draft.lon) == position


def test_formats_of_bmlt_may_be_numbers_explained_beside() -> None:
    item = {**BMLT, "formats": "", "format_shared_id_list": "4,17"}
    row = _row(item, {"4": "O"})
    assert row.draft is not None
    assert (row.draft.entry, row.draft.office_notes) == ("open", "Codici nella fonte: N. 17.")


@pytest.mark.parametrize("notes", ["Ogni primo lunedì del mese", "Incontri quindicinali", "Every other Monday"])
def test_rhythm_in_the_notes_is_not_guessed(notes: str) -> None:
    assert (_draft(notes=notes).meetings[0].frequency, _draft().meetings[0].frequency) == ("unknown", "weekly")


def test_theme_is_understood_from_words_and_said() -> None:
    draft = _draft(types=[], name="Alcol e dintorni")
    assert (draft.theme_key, _remarked(types=[], name="Alcol e dintorni")) == ("dipendenze", ["theme"])
    assert (_draft(types=[], name="Da solo").theme_key, _remarked(types=[], name="Da solo")) == (None, ["theme"])


def test_contact_without_consent_is_not_kept() -> None:
    row = _row({**PLAIN, "contact_1_name": "Anna", "contact_1_phone": "051 1"})
    assert row.draft is not None
    kept = json.dumps([row.remarks, vars(row.draft)], default=str)
    assert ("contact" in [remark["column"] for remark in row.remarks], "051 1" in kept, "Anna" in kept) == (
        True,
        False,
        False,
    )


@pytest.mark.parametrize(
    ("item", "refusal"),
    [
        ("ciao", "non è un oggetto con i dati di un gruppo (un testo)"),
        (7, "non è un oggetto con i dati di un gruppo (un numero)"),
        (None, "non è un oggetto con i dati di un gruppo (niente)"),
        ([], "non è un oggetto con i dati di un gruppo (un elenco)"),
        ({}, "manca il nome del gruppo"),
        ({"name": "<b></b>"}, "manca il nome del gruppo"),
        ({"name": {"it": "Alfa"}}, "manca il nome del gruppo"),
        ({**BMLT, "published": "0"}, "la fonte la tiene nascosta (published: 0)"),
        ({**BMLT, "meeting_name": None}, "manca il nome del gruppo"),
    ],
)
def test_what_is_no_group_is_refused_with_its_reason(item: Any, refusal: str) -> None:
    assert (_row(item).draft, _row(item).refusal) == (None, refusal)


def _file(content: bytes) -> tuple[str, list[ReadRow]]:
    file = GroupFile(io.BytesIO(content))
    rows = list(file.rows(WORDS))
    return file.format, rows


@pytest.mark.parametrize(
    ("content", "format_", "count"),
    [
        (json.dumps([PLAIN]).encode(), Format.MEETING_GUIDE, 1),
        (json.dumps({"meetings": [PLAIN, PLAIN]}).encode(), Format.MEETING_GUIDE, 2),
        (json.dumps(PLAIN).encode(), Format.MEETING_GUIDE, 1),
        (b"\xef\xbb\xbf \n" + json.dumps([PLAIN]).encode(), Format.MEETING_GUIDE, 1),
        (json.dumps([{**PLAIN, "name": "Città"}], ensure_ascii=False).encode("cp1252"), Format.MEETING_GUIDE, 1),
        (json.dumps([PLAIN]).encode("utf-16"), Format.MEETING_GUIDE, 1),
        (json.dumps([7, BMLT]).encode(), Format.BMLT, 2),
        (json.dumps({"meetings": [BMLT], "formats": [{"id": "4", "key_string": "O"}]}).encode(), Format.BMLT, 1),
        (json.dumps(BMLT).encode(), Format.BMLT, 1),
        (b"nome;comune\nAlfa;Bologna\n", Format.CSV, 1),
    ],
)
def test_format_is_known_by_what_is_inside(content: bytes, format_: str, count: int) -> None:
    found, rows = _file(content)
    assert (found, len(rows), rows[-1].refusal) == (format_, count, "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (json.dumps([PLAIN, PLAIN]).encode()[:-20], "troncato"),
        (b"[", "troncato"),
        (b"{", "troncato"),
        (b"[1,2] x", "troncato"),
        (b"[]", "vuoto"),
        (b'{"meetings": []}', "vuoto"),
        (b'{"code": "rest_no_route", "data": {"status": 404}}', "non c'è un elenco di gruppi"),
        (b"{}", "non c'è un elenco di gruppi"),
        (b"<!DOCTYPE html><html></html>", "pagina web"),
        (b"<?xml version='1.0'?><rss/>", "pagina web"),
        (b"[" + b"9" * 5000 + b"]", "un numero lungo"),
        (b"[" * 200_000, "troppi livelli"),
        (b'[{"name":' * 60 + b"1", "troppi livelli"),
        (b'[{"name": "' + b"x" * 3_000_000 + b'"}]', "un testo lungo"),
    ],
)
def test_feed_that_cannot_be_read_is_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"^[A-Z][^\n]+[.]$") as caught:
        _file(content)
    assert said in str(caught.value)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(sorted({*PLAIN, *BMLT, "end_time", "notes", "group", "conference_url", "formatted_address"}))
ITEMS = JUNK | st.dictionaries(
    FIELDS, JUNK | st.sampled_from(["Alfa", "Bologna", "Via Roma 1", "19:30", 1, "2"]), max_size=9
)


@given(st.lists(ITEMS, min_size=1, max_size=12))
@example([{"name": "A" * 300, "day": [[]], "types": {"x": [1]}, "latitude": 1e300, "notes": "<" * 50}])
@settings(max_examples=150, deadline=None)
def test_any_junk_is_read_object_by_object(items: list[Any]) -> None:
    _format, rows = _file(json.dumps(items).encode())
    assert [row.number for row in rows] == list(range(1, len(items) + 1))
    assert all((row.draft is None) == bool(row.refusal) for row in rows)
    for row in rows:
        if row.draft:
            assert GroupDraft.from_json(json.loads(json.dumps(row.draft.as_json()))) == row.draft


@given(st.lists(ITEMS, min_size=1, max_size=12))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_object_of_a_feed_is_lost(app: Any, alba: Standing, items: list[Any]) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        kept = _import(*items)
        assert (kept.total, kept.created + kept.updated + kept.unchanged + kept.refused) == (len(items), len(items))
        rows = select(func.count()).select_from(GroupImportRow).where(GroupImportRow.import_id == kept.id)
        assert db.session.scalars(rows).one() == len(items)
        again = _import(*items)
        assert (again.created, again.refused, again.total) == (0, kept.refused, len(items))


def _import(*items: Any, name: str = "elenco.json") -> GroupImport:
    kept = keep_file(file_name=name, content=json.dumps(items).encode(), by=SYSTEM)
    return run_import(kept.id, report=lambda _done, _total: None)


def _outcomes(kept: GroupImport) -> list[str]:
    rows = select(GroupImportRow.outcome).where(GroupImportRow.import_id == kept.id)
    return list(db.session.scalars(rows.order_by(GroupImportRow.row_number)))


def test_objects_of_one_group_become_one_group_with_its_days(in_alba: Standing) -> None:
    kept = _import(PLAIN, {**PLAIN, "name": "Beta"}, {**PLAIN, "day": 4, "time": "21:00"}, PLAIN)
    assert (_outcomes(kept), kept.groups) == ([Outcome.CREATED] * 4, 2)
    alfa = db.session.scalars(select(Group).where(Group.name == "Alfa")).one()
    assert [(m.weekday, m.starts) for m in alfa.meetings] == [(1, time(19, 30)), (4, time(21))]
    row = db.session.scalars(select(GroupImportRow).where(GroupImportRow.row_number == 3)).one()
    assert row.remarks[-1]["done"] == "stesso gruppo della riga 1: unite"


def test_objects_with_a_group_take_its_name(in_alba: Standing) -> None:
    _import(
        {**PLAIN, "group": "Alfa", "name": "Lunedì di Alfa"}, {**PLAIN, "group": "Alfa", "name": "Giovedì", "day": 4}
    )
    group = db.session.scalars(select(Group)).one()
    assert (group.name, [meeting.weekday for meeting in group.meetings]) == ("Alfa", [1, 4])


def test_object_without_a_place_is_of_the_one_group_of_its_name(in_alba: Standing) -> None:
    kept = _import({**PLAIN, "address": None, "day": 5}, PLAIN)
    group = db.session.scalars(select(Group)).one()
    assert (kept.groups, [meeting.weekday for meeting in group.meetings]) == (1, [1, 5])
    assert group.venue is not None


def test_one_name_in_two_places_is_two_groups_that_stay_themselves(in_alba: Standing) -> None:
    here, there = PLAIN, {**PLAIN, "address": "Via Milano 2"}
    _import(here, there)
    before = {group.id: group.venue.address for group in db.session.scalars(select(Group)) if group.venue}
    kept = _import(there, here)
    assert _outcomes(kept) == [Outcome.UNCHANGED] * 2
    assert {group.id: group.venue.address for group in db.session.scalars(select(Group)) if group.venue} == before
    assert sorted(before.values()) == ["Via Milano 2", "Via Roma 1"]


def test_group_that_moves_stays_the_same_group(in_alba: Standing) -> None:
    _import(PLAIN)
    before = db.session.scalars(select(Group.id)).one()
    kept = _import({**PLAIN, "address": "Via Milano 2"})
    assert (_outcomes(kept), db.session.scalars(select(Group.id)).all()) == ([Outcome.UPDATED], [before])


def test_a_name_with_too_many_rows_keeps_the_first(in_alba: Standing) -> None:
    kept = _import(*({**PLAIN, "time": f"{10 + n // 60:02}:{n % 60:02}"} for n in range(60)))
    assert (kept.created, kept.refused, kept.total) == (50, 10, 60)


def test_everything_enters_as_to_be_confirmed_and_never_as_an_example(in_alba: Standing) -> None:
    _import(PLAIN, {**BMLT, "meeting_name": "Beta"})
    found = db.session.execute(select(Group.status, Group.is_example, Group.confirmed_on)).all()
    assert found == [(Status.UNCONFIRMED, False, None)] * 2


def test_closed_group_is_suspended_and_comes_back(in_alba: Standing) -> None:
    _import({**PLAIN, "types": ["TC"]})
    assert db.session.scalars(select(Group.status)).one() == Status.SUSPENDED
    _import(PLAIN)
    assert db.session.scalars(select(Group.status)).one() == Status.UNCONFIRMED


def test_way_in_is_written_on_the_venue_only_when_told(in_alba: Standing) -> None:
    _import(PLAIN)
    assert db.session.scalars(select(Venue.step_free)).all() == [None]
    kept = _import({**PLAIN, "types": ["X", "AMA-LUTTO"], "latitude": 44.5, "longitude": 11.3})
    assert _outcomes(kept) == [Outcome.UPDATED]
    venue = db.session.scalars(select(Venue)).one()
    assert (venue.step_free, venue.lat, venue.position_source) == (True, 44.5, "dichiarata dalla fonte dell'elenco")


def test_endless_notes_are_not_read_to_the_end() -> None:
    row = _row({**PLAIN, "notes": "a" * 1_000_000})
    assert (row.draft or pytest.fail(row.refusal)).description == "a" * 2000
    assert len(text_of("a" * 1_000_000)) == LONGEST_READ


def test_endless_words_of_our_own_feeds_are_read_once() -> None:
    endless = "a" * 300_000
    assert own_frequency(f"{endless} Terzo lunedì del mese", 1, "monthly") == (Frequency.MONTHLY, 3)
    assert own_frequency(endless, 1, "monthly") == (Frequency.MONTHLY, None)


def test_endless_line_breaks_in_markup_are_read_once() -> None:
    assert text_of("<br" + " " * 300_000) == ""
