"""`python -m benchmarks [ONLY]`: measure, print, keep. ONLY is a room: what stands before the dot of a measure's name."""

import sys
from collections.abc import Callable

from ama_net.foundation.local.places import here
from benchmarks import pages, statements
from benchmarks.bed import Bed, make_bed
from benchmarks.report import Row, keep, show, show_head

Measure = Callable[[Bed], list[Row]]

ON_A_BED: dict[str, list[Measure]] = {
    "page": [pages.home, statements.home],
    "groups": [pages.groups, statements.lists],
}


def main(only: str) -> None:
    """Run one room, or all but `tests`."""
    if only and only not in ON_A_BED:
        sys.exit(f"ONLY={only}: le stanze sono {', '.join(ON_A_BED)}")
    chosen = {room: measures for room, measures in ON_A_BED.items() if only in ("", room)}
    rows: list[Row] = []
    if chosen:
        print("Preparo database e dati…", flush=True)
        with make_bed() as bed:
            bed.fill()
            show_head()
            for measure in (one for measures in chosen.values() for one in measures):
                for row in measure(bed):
                    show(row)
                    rows.append(row)
    keep(rows, here().var / "bench.json")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
