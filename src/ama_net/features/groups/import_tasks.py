"""The jobs that read a list of groups and apply it, followed on the page of whoever asked."""

from collections.abc import Callable
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.groups.models import GroupImport
from ama_net.features.groups.operations.imports import NotToApprove, apply_import, mark_unreadable, read_import
from ama_net.foundation.database import record_refusal
from ama_net.foundation.jobs import job
from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.office import JobStopped, Outcome, Progress, follow

TOO_LONG = "L'elenco ha troppe righe per un lavoro solo: dividilo in più file. Non è stato cambiato nulla."

COUNTS: dict[str, LazyString] = {
    "created": _l("Nuove"),
    "updated": _l("Aggiornate"),
    "unchanged": _l("Invariate"),
    "refused": _l("Rifiutate"),
}
"""How many rows end in each way, as the page of the job says it."""


@job(name="groups.import_file")
def import_file(import_id: str, job_id: str, report_url: str) -> None:
    """Read a kept list and compare it with the directory. Delivered twice, it is done once."""
    follow(job_id, lambda progress: _read(UUID(import_id), report_url, progress))


@job(name="groups.apply_import")
def apply_file(import_id: str, job_id: str, report_url: str, account_id: str) -> None:
    """Apply a list that was read, for who said yes. Delivered twice, it is done once."""
    by = Actor(account_id=UUID(account_id)) if account_id else SYSTEM
    follow(job_id, lambda progress: _apply(UUID(import_id), report_url, by, progress))


def _read(import_id: UUID, report_url: str, progress: Progress) -> Outcome:
    try:
        kept = read_import(import_id, report=_reporter(progress))
    except (UnreadableFileError, SoftTimeLimitExceeded) as error:
        sentence = str(error) if isinstance(error, UnreadableFileError) else TOO_LONG
        with record_refusal():
            mark_unreadable(import_id, sentence)
        raise JobStopped(sentence) from error
    return Outcome(figures=_figures(kept), url=report_url)


def _apply(import_id: UUID, report_url: str, by: Actor, progress: Progress) -> Outcome:
    try:
        kept = apply_import(import_id, by=by, report=_reporter(progress))
    except NotToApprove as error:
        raise JobStopped(_("Questo elenco è già stato applicato o buttato via.")) from error
    except SoftTimeLimitExceeded as error:
        raise JobStopped(TOO_LONG) from error
    if kept.changed_meanwhile:
        said: tuple[str, int | str] = (
            _("Righe diverse da come erano state mostrate: da riguardare"),
            kept.changed_meanwhile,
        )
        return Outcome(figures=[said], url=report_url)
    return Outcome(figures=_figures(kept), url=report_url)


def _reporter(progress: Progress) -> Callable[[int, int], None]:
    before = 0

    def report(done: int, total: int) -> None:
        nonlocal before
        if before == 0:
            progress.of(total)
        progress.advance(done - before)
        before = done

    return report


def _figures(kept: GroupImport) -> list[tuple[str, int | str]]:
    return [(str(words), getattr(kept, outcome)) for outcome, words in COUNTS.items()]
