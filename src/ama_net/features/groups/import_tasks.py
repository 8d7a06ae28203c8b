"""The job that imports a file."""

from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.groups.importing.letters import UnreadableFileError
from ama_net.features.groups.models import GroupImport
from ama_net.features.groups.operations.imports import run_import
from ama_net.foundation.jobs import job
from ama_net.kernel.office import JobStopped, Outcome, Progress, follow

COUNTS: dict[str, LazyString] = {
    "created": _l("Nuove"),
    "updated": _l("Aggiornate"),
    "unchanged": _l("Invariate"),
    "refused": _l("Rifiutate"),
}
"""How many rows ended in each way, as the page of the job says it."""


@job(name="groups.import_file")
def import_file(import_id: str, job_id: str, report_url: str) -> None:
    """Import a kept file, followed on the page of whoever sent it. Delivered twice, it is done once."""
    follow(job_id, lambda progress: _import(UUID(import_id), report_url, progress))


def _import(import_id: UUID, report_url: str, progress: Progress) -> Outcome:
    done_before = 0

    def report(done: int, total: int) -> None:
        nonlocal done_before
        if done_before == 0:
            progress.of(total)
        progress.advance(done - done_before)
        done_before = done

    try:
        kept = run_import(import_id, report=report)
    except UnreadableFileError as error:
        raise JobStopped(str(error)) from error
    return Outcome(figures=_figures(kept), url=report_url)


def _figures(kept: GroupImport) -> list[tuple[str, int | str]]:
    return [(str(words), getattr(kept, outcome)) for outcome, words in COUNTS.items()]
