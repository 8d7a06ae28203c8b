"""The spreadsheet, which our own importer reads back, and the news, which any reader of Atom and RSS understands."""

from collections.abc import Callable
from datetime import date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ama_net.features.groups.models import Frequency, GroupPause, Mode, Status
from tests.factories.groups import make_group, make_meeting
from tests.feeds.conftest import whole_group
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[Standing], Any]
ATOM = "{http://www.w3.org/2005/Atom}"


def _rows(browser: Browser) -> list[dict[str, str]]:
    import csv
    import io

    answer = browser.get("/gruppi.csv")
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def test_row_has_what_is_known(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        group = whole_group(description="Prima riga.\nSeconda è «qui».", theme_words="perdita")
        group.meetings[0].ends = time(19, 30)
        make_meeting(group, weekday=5, starts=time(9))
    (row,) = _rows(reader)
    assert row == {
        "nome": "Ginestra",
        "tipo": "gruppo",
        "tema": row["tema"],
        "tema in parole": "perdita",
        "rivolto a": "",
        "comune": "Bologna",
        "provincia": "BO",
        "sede": "Casa della comunità",
        "indirizzo": "Via Nani 10",
        "cap": "40132",
        "giorno": "mercoledì; venerdì",
        "ora": "18:00-19:30; 09:00",
        "frequenza": "settimanale",
        "modo": "in presenza",
        "descrizione": "Prima riga. Seconda è «qui».",
        "organizzazione": "",
        "fonte": row["fonte"],
        "reale": "sì",
        "quando": "ogni mercoledì, ore 18:00-19:30; ogni venerdì, ore 09:00",
        "confermato il": "02/11/2026",
        "link": "http://alba.localhost:8000/gruppi/ginestra",
    }


def test_importer_reads_the_file_back(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        group = whole_group()
        group.meetings[0].frequency, group.meetings[0].month_week = Frequency.MONTHLY, 3
        make_meeting(make_group("Online", mode=Mode.ONLINE), weekday=None, starts=None, time_words="di sera")
    from ama_net.features.groups.importing.schedule import read_schedule

    rows = {row["nome"]: read_schedule(row["giorno"], row["ora"], row["frequenza"]).meetings for row in _rows(reader)}
    (line,) = rows["Ginestra"]
    assert (line.weekday, line.starts, line.frequency, line.month_week) == (3, time(18), "monthly", 3)
    assert [one.time_words for one in rows["Online"]] == ["di sera"]


@pytest.mark.parametrize("path", ["/gruppi.csv", "/gruppi/novita.atom", "/gruppi/novita.rss"])
def test_what_may_not_be_handed_on_is_not_there(at: At, alba: Standing, reader: Browser, path: str) -> None:
    with at(alba):
        make_group("Incerto", status=Status.UNCONFIRMED, confirmed_on=None)
        make_group("Esempio", is_example=True)
        make_group("Servizio", kind="service")
        make_group("Ritirato", published=False)
        make_group("Sospeso", status=Status.SUSPENDED)
        make_group("Certo")
    told = reader.get(path).text
    assert [name for name in ("Incerto", "Esempio", "Servizio", "Ritirato", "Sospeso", "Certo") if name in told] == [
        "Certo"
    ]


def test_pause_is_told_beside_the_timetable(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        group = whole_group()
        pause = GroupPause(group_id=group.id, first_day=date(2026, 1, 1), last_day=date(2090, 8, 31), reason="lavori")
        group.pauses.append(pause)
    (row,) = _rows(reader)
    assert row["quando"] == "ogni mercoledì, ore 18:00; Sospeso ora fino al 31 agosto 2090: lavori"


def test_a_cell_never_runs_in_a_spreadsheet(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        make_group("=1+1", slug="uno", description='=HYPERLINK("https://a.example")')
    (row,) = _rows(reader)
    assert (row["nome"], row["descrizione"][:2]) == ("'=1+1", "'=")


def _entries(browser: Browser) -> list[ET.Element]:
    return ET.fromstring(browser.get("/gruppi/novita.atom").data).findall(f"{ATOM}entry")


def test_atom_has_all_that_the_standard_asks(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group("Caffè & <parole>")
    answer = reader.get("/gruppi/novita.atom")
    feed = ET.fromstring(answer.data)
    assert (answer.mimetype, feed.tag) == ("application/atom+xml", f"{ATOM}feed")
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        assert all(part.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated") or "").tzinfo is not None
        assert part.find(f"{ATOM}author/{ATOM}name") is not None
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Caffè &"
    assert (entry.findtext(f"{ATOM}id") or "").startswith("tag:alba.localhost,2026:gruppi/")
    rels = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert rels["self"] == "http://alba.localhost:8000/gruppi/novita.atom"


def test_newest_come_first_and_keep_their_names(at: At, alba: Standing, reader: Browser, portal: Browser) -> None:
    with at(alba):
        make_group("Vecchio", confirmed_on=date(2026, 1, 10))
        make_group("Nuovo", confirmed_on=date(2026, 11, 10))
    own, all_ = _entries(reader), _entries(portal)
    assert [entry.findtext(f"{ATOM}title") for entry in own] == ["Nuovo", "Vecchio"]
    assert [entry.findtext(f"{ATOM}id") for entry in own] == [entry.findtext(f"{ATOM}id") for entry in all_]


def test_rss_has_all_that_the_standard_asks(at: At, alba: Standing, reader: Browser) -> None:
    with at(alba):
        whole_group()
    answer = reader.get("/gruppi/novita.rss")
    root = ET.fromstring(answer.data)
    channel = root.find("channel")
    assert channel is not None
    assert (answer.mimetype, root.get("version")) == ("application/rss+xml", "2.0")
    assert all(channel.findtext(name) for name in ("title", "link", "description", "lastBuildDate"))
    (item,) = channel.findall("item")
    guid = item.find("guid")
    assert guid is not None
    assert (item.findtext("link"), guid.get("isPermaLink")) == ("http://alba.localhost:8000/gruppi/ginestra", "false")
    assert parsedate_to_datetime(item.findtext("pubDate") or "").tzinfo is not None


@pytest.mark.parametrize("path", ["/gruppi/novita.atom", "/gruppi/novita.rss"])
def test_without_groups_the_news_are_valid_all_the_same(
    reader: Browser, portal: Browser, alba: Standing, path: str
) -> None:
    for browser in (reader, portal):
        root = ET.fromstring(browser.get(path).data)
        assert root.findall(f".//{ATOM}entry") + root.findall(".//item") == []


def test_portal_lists_only_what_it_may(at: At, alba: Standing, brig: Standing, portal: Browser) -> None:
    for standing in (alba, brig):
        with at(standing):
            make_group(f"Gruppo di {standing.slug}")
            make_group(f"Privato di {standing.slug}", in_portal=False)
    assert [row["nome"] for row in _rows(portal)] == ["Gruppo di alba", "Gruppo di brig"]
    assert {entry.findtext(f"{ATOM}title") for entry in _entries(portal)} == {"Gruppo di alba", "Gruppo di brig"}


@pytest.mark.parametrize("path", ["/", "/en/dati-aperti"])
def test_pages_tell_programs_where_the_feeds_are(reader: Browser, portal: Browser, path: str) -> None:
    for browser in (reader, portal):
        page = browser.get(path).text
        assert (
            '<link rel="alternate" type="application/json" title="Meetings Feed" href="/gruppi/meetings.json">' in page
        )
        assert 'type="application/atom+xml"' in page
