"""The list of 5,000 volunteers with 200,000 entries of hours, beside the limit: as it is, filtered, searched."""

from benchmarks.bed import Bed
from benchmarks.office_list import signed_in
from benchmarks.report import Row

VOLUNTEERS, HOURS = 5_000, 200_000

LIST = "/manage/volontari"
KINDS = {
    "browse": [LIST, f"{LIST}?sort=-number", f"{LIST}?sort=started_on&page=9"],
    "filter": [f"{LIST}?state={state}" for state in ("uncovered", "without_letter", "without_hours", "without_email")],
    "search": [f"{LIST}?q=rossi+maria", f"{LIST}?q=3141", f"{LIST}?q=volontario271"],
}
"""What a secretary asks for, in three ways; each address is asked in turn."""


def pages(bed: Bed) -> list[Row]:
    """The list in three ways; ``volunteers.list`` is the worst of them, at p50 and at p95."""
    return signed_in(bed, volunteers=VOLUNTEERS, hours=HOURS).rows("volunteers.list", KINDS)
