"""Filling the gazetteer from ``data/municipalities.csv``: harmless to repeat, and a newer file changes only what is newer."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

DATA = Path(__file__).parent / "data" / "municipalities.csv"

COLUMNS = (
    "istat_code", "cadastral_code", "name", "other_name", "province", "province_name", "region", "district",
    "lat", "lon", "active",
)  # fmt: skip

_STAGE = """
CREATE TEMPORARY TABLE gazetteer AS
SELECT istat_code, cadastral_code, name, other_name, province, province_name, region, district, lat, lon, active
FROM municipalities LIMIT 0
"""
_FILL = """
COPY gazetteer (istat_code, cadastral_code, name, other_name, province, province_name, region, district,
                lat, lon, active) FROM STDIN
"""
_UPSERT = """
INSERT INTO municipalities (istat_code, cadastral_code, name, other_name, province, province_name, region, district,
                            lat, lon, active)
SELECT * FROM gazetteer
ON CONFLICT (cadastral_code) DO UPDATE SET
  istat_code = excluded.istat_code, name = excluded.name, other_name = excluded.other_name,
  province = excluded.province, province_name = excluded.province_name, region = excluded.region,
  district = excluded.district, lat = excluded.lat, lon = excluded.lon, active = excluded.active
WHERE (municipalities.istat_code, municipalities.name, municipalities.other_name, municipalities.province,
       municipalities.province_name, municipalities.region, municipalities.district, municipalities.lat,
       municipalities.lon, municipalities.active)
  IS DISTINCT FROM (excluded.istat_code, excluded.name, excluded.other_name, excluded.province,
       excluded.province_name, excluded.region, excluded.district, excluded.lat, excluded.lon, excluded.active)
"""
# A municipality that left the file was merged into another: venues may still name it, so it stays.
_RETIRE = (
    "UPDATE municipalities m SET active = false WHERE m.active "
    "AND NOT EXISTS (SELECT FROM gazetteer g WHERE g.cadastral_code = m.cadastral_code)"
)


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows added or changed, rows no longer in the file."""

    changed: int
    retired: int


def load_gazetteer(connection: Connection) -> Loaded:
    """Bring the table to the file, as its owner and in the caller's transaction (about 0.2 s the first time).

    Where Istat has given no code yet, the cadastral code stands in for it until a newer file brings the real one.
    """
    connection.execute(text(_STAGE))
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(_FILL) as copy:
        for row in _rows():
            copy.write_row(row)
    changed = connection.execute(text(_UPSERT)).rowcount
    retired = connection.execute(text(_RETIRE)).rowcount
    connection.execute(text("DROP TABLE gazetteer"))
    return Loaded(changed, retired)


def _rows() -> Iterator[tuple[str, ...]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            row["istat_code"] = row["istat_code"] or row["cadastral_code"]
            yield tuple(row[name] for name in COLUMNS)
