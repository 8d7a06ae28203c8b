"""What is measured, as rows: a table for people, var/bench.json for the rest."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

WIDTHS = (26, 12, 12, 12, 8)


@dataclass(frozen=True)
class Row:
    """One measure. ``limit`` and ``ratio`` are missing where nothing is compared; ``note`` is printed and not kept."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    ratio: float | None = None
    note: str = ""

    def kept(self) -> dict[str, object]:
        """As it stands in var/bench.json."""
        return {"name": self.name, "value": self.value, "unit": self.unit, "limit": self.limit, "ratio": self.ratio}


@dataclass(frozen=True)
class Times:
    """What one round of requests took: milliseconds at p50 and p95, requests a second."""

    p50: float
    p95: float
    rate: float


def middle(rounds: Sequence[Times]) -> Times:
    """The median of each figure over the rounds."""
    return Times(*(median(getattr(one, name) for one in rounds) for name in ("p50", "p95", "rate")))


def compared(name: str, ours: Times, limit: Times) -> Row:
    """A page beside the limit: the row says the worse of p50 and p95, the note both."""
    at_p50, at_p95 = ours.p50 / limit.p50, ours.p95 / limit.p95
    note = (
        f"p50 {ours.p50:.1f} / {limit.p50:.1f} ms = {at_p50:.2f}, p95 {ours.p95:.1f} / {limit.p95:.1f} ms = {at_p95:.2f}, "
        f"{ours.rate:.0f} / {limit.rate:.0f} al secondo"
    )
    if at_p50 >= at_p95:
        return Row(name, round(ours.p50, 2), "ms p50", round(limit.p50, 2), round(at_p50, 2), note)
    return Row(name, round(ours.p95, 2), "ms p95", round(limit.p95, 2), round(at_p95, 2), note)


def show_head() -> None:
    """The first line of the table."""
    print(_line("misura", "valore", "unità", "limite", "rapporto"), flush=True)


def show(row: Row) -> None:
    """One line of the table, and what it comes from."""
    cells = ("" if value is None else f"{value:g}" for value in (row.value, row.limit, row.ratio))
    value, limit, ratio = cells
    print(_line(row.name, value, row.unit, limit, ratio), flush=True)
    if row.note:
        print(f"  {row.note}", flush=True)


def _line(*cells: str) -> str:
    return " ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip()


def keep(rows: Sequence[Row], file: Path) -> None:
    """Merge the rows into the file by name: one room measured again leaves the others' rows as they were."""
    known = json.loads(file.read_text()) if file.exists() else []
    merged = {row["name"]: row for row in known} | {row.name: row.kept() for row in rows}
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_text(
        json.dumps(sorted(merged.values(), key=lambda row: row["name"]), indent=1, ensure_ascii=False) + "\n"
    )
    fresh.replace(file)
