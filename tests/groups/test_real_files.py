"""The real files of the founding associations: every row and every odd cell is accounted for."""

import csv
from collections import Counter
from datetime import time

import pytest
from sqlalchemy import func, select

from ama_net.features.groups.models import Group, GroupImport, Kind, Outcome, Status
from ama_net.features.groups.seeds import seed
from ama_net.foundation.database import db
from ama_net.kernel.directory import Listing
from ama_net.kernel.places import Venue
from ama_net.kernel.tenancy.tenant_file import load_tenant_file
from tests.groups.real_files import TENANTS, remarks_on, seed_like, the_import, the_rows
from tests.support.standing import Standing

COUNTS = {
    "bologna": ({Kind.GROUP: 40, Kind.RELATED_SERVICE: 12}, 52, 50),
    "ferrara": ({Kind.GROUP: 7, Kind.RELATED_SERVICE: 4}, 11, 9),
    "riconoscere": ({Kind.GROUP: 1, Kind.SERVICE: 5}, 6, 2),
}


def _counts_by(column: object, *where: object) -> dict[str, int]:
    rows = db.session.execute(select(column, func.count()).where(*where).group_by(column))  # type: ignore[call-overload]
    return {row[0]: row[1] for row in rows}


@pytest.mark.parametrize("slug", COUNTS)
def test_real_rows_enter_as_to_be_confirmed(in_alba: Standing, slug: str) -> None:
    seed_like(slug)
    kinds, _, _ = COUNTS[slug]
    real = Group.is_example.is_(False)
    assert _counts_by(Group.kind, real) == kinds
    assert _counts_by(Group.status, real) == {Status.UNCONFIRMED: sum(kinds.values())}
    assert _counts_by(Group.published) == {True: sum(COUNTS[slug][1:])}


@pytest.mark.parametrize("slug", COUNTS)
def test_example_rows_are_marked_as_such(in_alba: Standing, slug: str) -> None:
    seed_like(slug)
    example = Group.is_example.is_(True)
    assert _counts_by(Group.status, example) == {Status.ACTIVE: COUNTS[slug][2]}
    assert db.session.scalars(select(Group.confirmed_on).where(example).distinct()).all() == [None]


@pytest.mark.parametrize("slug", COUNTS)
def test_every_row_of_the_real_files_is_accounted_for(in_alba: Standing, slug: str) -> None:
    seed_like(slug)
    for file_name in ("groups.csv", "groups_examples.csv"):
        with (TENANTS / slug / file_name).open(encoding="utf-8", newline="") as file:
            names = [row["name"] for row in csv.DictReader(file)]
        rows = the_rows(file_name)
        assert [row.name for row in rows] == names
        assert [row.row_number for row in rows] == list(range(2, len(names) + 2))
        assert Counter(row.outcome for row in rows) == {Outcome.CREATED: len(names)}
        kept = the_import(file_name)
        assert (kept.created, kept.total, kept.is_done, kept.content) == (len(names), len(names), True, None)


@pytest.mark.parametrize(
    ("slug", "name", "remarks"),
    [
        ("bologna", "Narcotici Anonimi – Bologna (lunedì)", [("time", "sera")]),
        ("bologna", "CoDA – Gruppo In cammino", [("postcode", "40125")]),
        ("bologna", "Overeaters Anonymous – Gruppo Beverara", [("postcode", "40128")]),
        ("bologna", "Non più da soli", [("municipality", ""), ("mode", "")]),
        ("bologna", "BADIAMOCI", [("mode", ""), ("theme", "")]),
        ("ferrara", "Alcolisti Anonimi – Gruppo Aurora", [("weekday", "tuesday;thursday;saturday")]),
        ("ferrara", "Al-Anon – Gruppo Aurora", [("postcode", "44100")]),
        (
            "ferrara",
            "Al-Anon – Gruppo Pomposa",
            [("description", "La fonte riporta CAP 44041, non corretto per Codigoro (44021).")],
        ),
        ("ferrara", "Cafè della Memoria – Bondeno", [("frequency", "biweekly (calendario 2025)")]),
        (
            "riconoscere",
            "Gruppi di Auto Mutuo Aiuto",
            [("description", "Voce generica: nessun elenco dei singoli gruppi trovato.")],
        ),
        (
            "riconoscere",
            "Orientamento al lavoro",
            [("description", "Nella fonte il testo è un segnaposto (Lorem ipsum).")],
        ),
    ],
)
def test_odd_cells_of_the_real_files_are_accounted_for(
    in_alba: Standing, slug: str, name: str, remarks: list[tuple[str, str]]
) -> None:
    seed_like(slug)
    found = {(column, value) for column, value, done in remarks_on("groups.csv", name) if done}
    assert set(remarks) <= found


def _meetings_of(name: str) -> list[tuple[object, ...]]:
    group = db.session.scalars(select(Group).where(Group.name == name)).one()
    return [(m.weekday, m.starts, m.time_words, m.frequency, m.month_week) for m in group.meetings]


@pytest.mark.parametrize(
    ("slug", "name", "meetings"),
    [
        ("ferrara", "Alcolisti Anonimi – Gruppo Aurora",
         [(2, time(20), "", "weekly", None), (4, time(20), "", "weekly", None), (6, time(15), "", "weekly", None)]),
        ("bologna", "In gamba", [(1, None, "", "monthly", 3)]),
        ("bologna", "Standard minimo", [(None, None, "", "monthly", None)]),
        ("bologna", "Narcotici Anonimi – Bologna (lunedì)", [(1, None, "sera", "weekly", None)]),
        ("bologna", "Evergreen", []),
    ],
)  # fmt: skip
def test_real_timetables_are_read_and_none_is_invented(
    in_alba: Standing, slug: str, name: str, meetings: list[tuple[object, ...]]
) -> None:
    seed_like(slug)
    assert _meetings_of(name) == meetings


def test_groups_that_meet_in_one_place_share_its_venue(in_alba: Standing) -> None:
    seed_like("bologna")
    names = ("Ottimisti Disperati", "CoDA – Gruppo In cammino")
    venues = db.session.scalars(select(Group.venue_id).where(Group.name.in_(names))).all()
    assert len(venues) == 2
    assert len(set(venues)) == 1


def test_no_venue_takes_the_point_of_its_municipality(in_alba: Standing) -> None:
    seed_like("bologna")
    assert db.session.scalars(select(Venue.lat).distinct()).all() == [None]


def test_what_the_collector_says_of_the_source_is_not_published(in_alba: Standing) -> None:
    seed_like("riconoscere")
    summaries = " ".join(db.session.scalars(select(Listing.summary)))
    for said in ("fonte", "Lorem ipsum", "utenti", "Voce generica"):
        assert said not in summaries


def test_seeding_again_changes_nothing(in_alba: Standing) -> None:
    seed_like("ferrara")
    before = db.session.execute(select(Group.id, Group.updated_at).order_by(Group.id)).all()
    seed(load_tenant_file(TENANTS / "ferrara"), TENANTS / "ferrara")
    assert db.session.execute(select(Group.id, Group.updated_at).order_by(Group.id)).all() == before
    assert db.session.execute(select(func.count()).select_from(GroupImport)).scalar() == 2
