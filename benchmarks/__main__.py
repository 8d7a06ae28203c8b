"""`python -m benchmarks [ONLY]`: measure, print, keep. ONLY is a room: what stands before the dot of a measure's name."""

import sys
from collections.abc import Callable, Iterator

from ama_net.foundation.local.places import here
from benchmarks import (
    accounts,
    brochure,
    donations_matching,
    donations_receipts,
    donations_replay,
    feeds,
    first_view,
    helpdesk_race,
    helpdesk_reminders,
    helpdesk_slots,
    importing,
    ledger,
    members_import,
    members_list,
    newsletters_kill,
    newsletters_send,
    outbox,
    pages,
    setup,
    statements,
    volunteers_expenses,
    volunteers_list,
    volunteers_shifts,
)
from benchmarks.bed import Bed, make_bed
from benchmarks.report import Row, keep, show, show_head

Measure = Callable[[Bed], list[Row]]

ON_A_BED: dict[str, list[Measure]] = {
    "page": [pages.home, first_view.weight, statements.home],
    "groups": [pages.groups, statements.lists, feeds.meeting_guide, brochure.paper, importing.csv_file],
    "accounts": [accounts.sign_in],
    "outbox": [outbox.throughput],
    "members": [members_list.pages, members_list.export, members_import.register],
    "newsletters": [newsletters_send.measures, newsletters_kill.run],
    "ledger": [ledger.verify, ledger.writers],
    "helpdesk": [helpdesk_race.race, helpdesk_slots.slots, helpdesk_reminders.reminders],
    "donations": [
        donations_matching.statement,
        donations_receipts.numbers,
        donations_receipts.papers,
        donations_replay.differences,
    ],
    "volunteers": [volunteers_list.pages, volunteers_expenses.race, volunteers_shifts.race],
}
IN_A_CLONE: dict[str, Callable[[], list[Row]]] = {"setup": setup.run, "tests": setup.tests}
ON_REQUEST = {"tests"}
"""Rooms too long to be measured unless they are named."""


def main(only: str) -> None:
    """Run one room, or all but those on request."""
    rooms = [*ON_A_BED, *IN_A_CLONE]
    if only and only not in rooms:
        sys.exit(f"ONLY={only}: le stanze sono {', '.join(rooms)}")
    chosen = [only] if only else [room for room in rooms if room not in ON_REQUEST]
    for rows in _measured(chosen):
        for row in rows:
            show(row)
        keep(rows, here().var / "bench.json")


def _measured(chosen: list[str]) -> Iterator[list[Row]]:
    on_a_bed = [measure for room in chosen for measure in ON_A_BED.get(room, [])]
    if on_a_bed:
        print("Preparo database e dati…", flush=True)
        with make_bed() as bed:
            bed.fill()
            print(pages.client_beside_the_limit(bed))
            show_head()
            yield from (measure(bed) for measure in on_a_bed)
    else:
        show_head()
    yield from (IN_A_CLONE[room]() for room in chosen if room in IN_A_CLONE)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
