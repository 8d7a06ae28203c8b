"""The jobs that look for people written twice."""

from flask_babel import gettext as _

from ama_net.foundation.jobs import job
from ama_net.kernel.office import Outcome, Progress, follow
from ama_net.kernel.people.pairs import find_pairs
from ama_net.kernel.tenancy.everywhere import in_every_association


@job(name="people.find_pairs")
def look_for_pairs(job_id: str, url: str) -> None:
    """Look for pairs now, for who asked."""

    def work(_progress: Progress) -> Outcome:
        return Outcome(figures=[(_("Coppie da guardare"), find_pairs())], url=url)

    follow(job_id, work)


@job(name="people.find_all_pairs", own_transactions=True)
def look_everywhere() -> None:
    """Every night, in every association."""
    in_every_association(_look)


def _look() -> None:
    find_pairs()
