"""The job that makes an edition of the brochure."""

from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from ama_net.features.groups.brochure import NothingToPrint
from ama_net.features.groups.models import BrochureKind
from ama_net.features.groups.operations.brochures import make_edition
from ama_net.foundation.jobs import job
from ama_net.kernel.access import Actor
from ama_net.kernel.office import JobStopped, Outcome, Progress, follow


@job(name="groups.make_brochure")
def make_brochure(edition_id: str, valid_until: str, account_id: str, job_id: str, url: str) -> None:
    """Make an edition for who asked, followed on their page; ``url`` is where its papers are. Delivered twice, done once."""
    by = Actor(account_id=UUID(account_id))
    follow(job_id, lambda progress: _make(UUID(edition_id), date.fromisoformat(valid_until), by, url, progress))


def _make(edition_id: UUID, valid_until: date, by: Actor, url: str, progress: Progress) -> Outcome:
    progress.of(len(BrochureKind))
    try:
        papers = make_edition(edition_id, valid_until=valid_until, by=by, step=progress.advance)
    except NothingToPrint as error:
        raise JobStopped(_("Nessun gruppo è confermato: l'opuscolo sarebbe vuoto.")) from error
    first = next(paper for paper in papers if paper.kind == BrochureKind.A5)
    figures: list[tuple[str, int | str]] = [(_("Gruppi"), first.groups), (_("Pagine in A5"), first.pages)]
    return Outcome(figures=figures, url=url)
