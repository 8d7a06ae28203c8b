"""Reading files of groups, without a database: encodings, headings, days and hours as people write them."""

from datetime import time
from io import BytesIO
from typing import Any, NamedTuple

import pytest

from ama_net.features.groups.importing.csv_reader import CsvFile, RawRow
from ama_net.features.groups.importing.descriptions import split_description
from ama_net.features.groups.importing.drafts import ReadRow
from ama_net.features.groups.importing.rows import read_row
from ama_net.features.groups.importing.schedule import MeetingDraft, read_schedule
from ama_net.features.groups.importing.slugs import SlugBook
from ama_net.features.groups.importing.vocabulary import Vocabulary
from ama_net.foundation.spreadsheets import MAX_BYTES, UnreadableFileError, open_text

TOWNS = {("bologna", "BO"): ("037006", "BO"), ("bologna", "FE"): ("037006", "BO")}
WORDS = Vocabulary(
    themes={"lutto": "lutto", "esperienze di lutto": "lutto"},
    audiences={"familiari": "familiari", "tutti": "tutti", "chi lo vive, e chi gli sta vicino": "tutti"},
    find_municipality=lambda name, province: TOWNS.get((name.lower(), province)),
)


class Sheet(NamedTuple):
    """A whole file, for looking at it."""

    rows: list[RawRow]
    notes: list[str]


def read_csv(content: bytes) -> Sheet:
    """Read a file to its end."""
    text, note = open_text(BytesIO(content))
    file = CsvFile(text)
    rows = list(file.rows())
    return Sheet(rows, [*([note] if note else []), *file.notes])


def _read(**cells: str) -> ReadRow:
    plain = {"name": "Alfa", "municipality": "Bologna", "province": "BO", "mode": "in_person", "theme": "lutto"}
    return read_row(RawRow(2, {**plain, "weekday": "monday", "time": "18", "frequency": "weekly", **cells}), WORDS)


def _remarks(row: ReadRow) -> list[tuple[str, str]]:
    return [(remark["column"], remark["value"]) for remark in row.remarks]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_file_is_read_whatever_its_separator(encoding: str, delimiter: str) -> None:
    sheet = read_csv(f"nome{delimiter}comune\nPiù{delimiter}Forlì\n".encode(encoding))
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, {"name": "Più", "municipality": "Forlì"})]
    assert sheet.notes == []


def test_file_in_windows_letters_is_read_and_said() -> None:
    text = "nome;comune\nNon più da soli;Forlì\nL’età dell’oro – gruppo;Cefalù\n" * 1
    sheet = read_csv(text.encode("cp1252"))
    assert [row.cells["name"] for row in sheet.rows] == ["Non più da soli", "L’età dell’oro – gruppo"]
    assert sheet.notes == [
        "Il file non è salvato come «CSV UTF-8»: è stato letto lo stesso, ma ricontrolla le lettere accentate."
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vuoto"),
        (b"  \n ", "vuoto"),
        (b"name\n" + b"x" * MAX_BYTES, "supera 50 MB"),
        (b"PK\x03\x04abc", "foglio di calcolo"),
        (b"%PDF-1.7", "PDF"),
        (b"name,kind\n\x00\x00\x00,group\n", "non è un testo"),
        (b"gruppo sbagliato;citta\nx;y\n", "manca la colonna «nome»"),
        (b"name,nome\nx,y\n", "c'è due volte"),
        (b"name,kind\n", "nessuna riga"),
        (b'name,kind\nAlfa,"group\nBeta,group\n', "le virgolette non tornano"),
        (b'name,kind\nAlfa,"gr"oup"\n', "Vicino alla riga 2"),
        (b"name\n" + b"x" * 200_000 + b"\n", "una cella"),
        (b"\x81\x8d\x8f\x90\x9d" * 40, "CSV UTF-8"),
    ],
)
def test_file_that_cannot_be_read_is_one_sentence(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"^[A-ZÈ][^\n]+[.]$") as caught:
        read_csv(content)
    assert said in str(caught.value)


def test_unknown_columns_and_empty_rows_are_said() -> None:
    sheet = read_csv(b"name,municipality_lat,colore\nAlfa,44.4,blu\n,,\n  , ,\nBeta,,\n")
    assert [row.number for row in sheet.rows] == [2, 5]
    assert sheet.notes == [
        "La colonna «municipality_lat» non è usata: sono del comune e non della sede.",
        "Colonne che non si sanno leggere, lasciate da parte: «colore».",
        "Righe vuote saltate: 2.",
    ]


def test_row_longer_than_the_heading_is_refused() -> None:
    row = read_row(read_csv(b"name,kind\nAlfa,group,Bologna\n").rows[0], WORDS)
    assert (row.draft, row.refusal) == (None, "ha 3 celle e l'intestazione 2: qualcosa è fuori posto")


def test_row_shorter_than_the_heading_is_read_and_said() -> None:
    row = read_row(read_csv(b"name,kind,mode\nAlfa\n").rows[0], WORDS)
    assert row.draft is not None
    assert row.remarks[0]["done"] == "mancano 2 celle in fondo alla riga: lette come vuote"


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({"name": ""}, "manca il nome del gruppo"),
        ({"name": "x" * 201}, "il nome ha 201 caratteri: al massimo 200"),
        ({"kind": "setta"}, "il tipo «setta» non si conosce: scrivere group, related_service o service"),
    ],
)
def test_row_that_cannot_be_a_group_is_refused_with_its_reason(cells: dict[str, str], refusal: str) -> None:
    assert _read(**cells).refusal == refusal


def test_plain_row_has_no_remarks() -> None:
    row = _read()
    assert row.remarks == []
    assert row.draft is not None
    assert (row.draft.key, row.draft.municipality_code, row.draft.theme_key) == ("alfa|bologna", "037006", "lutto")


@pytest.mark.parametrize(
    ("cells", "remarks"),
    [
        ({"municipality": "", "province": ""}, [("municipality", "")]),
        ({"municipality": "Atlantide"}, [("municipality", "Atlantide (BO)")]),
        ({"province": "FE"}, [("province", "FE")]),
        ({"theme": "boh"}, [("theme", "boh")]),
        ({"theme": ""}, [("theme", "")]),
        ({"theme": "Esperienze di lutto"}, []),
        ({"audience": "familiari;extraterrestri"}, [("audience", "extraterrestri")]),
        ({"audience": "Chi lo vive, e chi gli sta vicino"}, []),
        ({"mode": ""}, [("mode", "")]),
        ({"mode": "telepatia"}, [("mode", "telepatia")]),
        ({"mode": "In presenza"}, []),
        ({"is_real": "forse"}, [("is_real", "forse")]),
        ({"venue": "Oratorio"}, [("address", "")]),
        ({"address": "Via Torino"}, [("address", "Via Torino")]),
        ({"address": "Via Torino 2", "postcode": "187"}, [("postcode", "187")]),
        ({"address": "Via Torino 2", "postcode": "44100"}, [("postcode", "44100")]),
        ({"postcode": "40121"}, [("postcode", "40121")]),
        ({"venue": "x" * 201, "address": "Via 1"}, [("venue", "x" * 201)]),
        ({"description": "Bello. Citato nel 2022."}, [("description", "Citato nel 2022.")]),
    ],
)
def test_odd_cells_are_accounted_for(cells: dict[str, str], remarks: list[tuple[str, str]]) -> None:
    row = _read(**cells)
    assert row.draft is not None
    assert _remarks(row) == remarks


def test_words_that_were_not_understood_stay_in_the_office_notes() -> None:
    row = _read(theme="boh", mode="telepatia", weekday="quando capita")
    assert row.draft is not None
    assert (
        row.draft.office_notes
        == "Giorno nella fonte: quando capita. Modo nella fonte: telepatia. Tema nella fonte: boh."
    )


def _meeting(**values: Any) -> MeetingDraft:
    return MeetingDraft(**{"frequency": "weekly", **values})


EIGHT, TEN = time(20), time(22)


@pytest.mark.parametrize(
    ("weekday", "hour", "meetings", "remarked"),
    [
        ("monday", "20:00-22:00", [_meeting(weekday=1, starts=EIGHT, ends=TEN)], []),
        ("Mercoledì", "20.00", [_meeting(weekday=3, starts=EIGHT)], []),
        ("giovedi'", "ore 20", [_meeting(weekday=4, starts=EIGHT)], []),
        ("sab.", "dalle 20 alle 22", [_meeting(weekday=6, starts=EIGHT, ends=TEN)], []),
        ("monday", "23:00-00:30", [_meeting(weekday=1, starts=time(23), ends=time(0, 30))], []),
        ("monday", "sera", [_meeting(weekday=1, time_words="sera")], ["time"]),
        ("monday", "25:00", [_meeting(weekday=1, time_words="25:00")], ["time"]),
        ("monday", "18/19", [_meeting(weekday=1, time_words="18/19")], ["time"]),
        ("monday", "20:00-19:00", [_meeting(weekday=1, starts=EIGHT)], ["time"]),
        ("ogni martedì, di sera", "20", [_meeting(weekday=2, starts=EIGHT)], ["weekday", "weekday"]),
        ("martedì di sera", "20", [_meeting(weekday=2, starts=EIGHT)], ["weekday"]),
        ("boh", "20", [_meeting(starts=EIGHT)], ["weekday"]),
        ("", "20", [_meeting(starts=EIGHT)], ["weekday"]),
        ("monday", "", [_meeting(weekday=1)], ["time"]),
        ("", "", [_meeting()], ["weekday"]),
        ("mon;thu", "20;22", [_meeting(weekday=1, starts=EIGHT), _meeting(weekday=4, starts=TEN)], ["weekday"]),
        ("mon;thu", "20", [_meeting(weekday=1, starts=EIGHT), _meeting(weekday=4, starts=EIGHT)], ["weekday"]),
        ("mon", "20;22", [_meeting(weekday=1, starts=EIGHT), _meeting(weekday=1, starts=TEN)], ["time"]),
        ("mon;thu", "20;21;22", [_meeting(weekday=1), _meeting(weekday=4)], ["time"]),
        ("mon;thu", "", [_meeting(weekday=1), _meeting(weekday=4)], ["weekday", "time"]),
    ],
)
def test_days_and_hours_are_read_and_never_guessed(
    weekday: str, hour: str, meetings: list[MeetingDraft], remarked: list[str]
) -> None:
    schedule = read_schedule(weekday, hour, "weekly")
    assert list(schedule.meetings) == meetings
    assert [remark["column"] for remark in schedule.remarks] == remarked


@pytest.mark.parametrize(
    ("words", "frequency", "month_week", "remarked"),
    [
        ("weekly", "weekly", None, False),
        ("ogni 15 giorni", "biweekly", None, False),
        ("biweekly (calendario 2025)", "biweekly", None, True),
        ("monthly", "monthly", None, False),
        ("monthly:3", "monthly", 3, False),
        ("mensile: terzo", "monthly", 3, False),
        ("monthly:-1", "monthly", 5, False),
        ("monthly:9", "monthly", None, True),
        ("quando piove", "unknown", None, True),
        ("", "unknown", None, True),
    ],
)
def test_frequencies_are_read(words: str, frequency: str, month_week: int | None, remarked: bool) -> None:
    schedule = read_schedule("monday", "18", words)
    assert [(meeting.frequency, meeting.month_week) for meeting in schedule.meetings] == [(frequency, month_week)]
    assert [remark["column"] for remark in schedule.remarks] == ["frequency"] * remarked


@pytest.mark.parametrize(
    ("text", "shown", "kept"),
    [
        ("Bello. Tema non indicato dalla fonte.", "Bello.", "Tema non indicato dalla fonte."),
        ("Associazione di mutuo aiuto; civico non indicato.", "Associazione di mutuo aiuto.", "Civico non indicato."),
        ("Attenzione: qui AMA = Alzheimer.", "Attenzione: qui AMA = Alzheimer.", ""),
        ("20 utenti nel 2024.", "", "20 utenti nel 2024."),
        ("", "", ""),
    ],
)
def test_words_about_the_source_are_kept_from_the_public(text: str, shown: str, kept: str) -> None:
    assert split_description(text) == (shown, kept)


def test_addresses_of_groups_are_free_and_never_reserved() -> None:
    slugs = SlugBook({"alfa"})
    assert [slugs.take("Alfa", "alfa|bologna"), slugs.take("Alfa", "alfa|bologna"), slugs.take("Opuscolo")] == [
        "alfa-bologna",
        "alfa-2",
        "opuscolo-2",
    ]
