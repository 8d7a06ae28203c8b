"""The jobs that read a register and enter its rows, in steps that can be stopped and taken up again."""

from uuid import UUID

from flask_babel import gettext as _

from ama_net.features.members.import_words import OUTCOME_PLURALS, RESULT_WORDS
from ama_net.features.members.models import MemberImport, RowOutcome, RowResult
from ama_net.features.members.operations.imports import Reader, mark_unreadable
from ama_net.features.members.operations.imports_deciding import count_results, enter_step
from ama_net.features.members.operations.imports_retention import forget_old_imports
from ama_net.features.members.queries_imports import outcome_counts
from ama_net.foundation.database import db, record_refusal
from ama_net.foundation.jobs import enqueue, job
from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.office import JobStopped, Outcome, Step, follow_steps
from ama_net.kernel.tenancy.everywhere import in_every_association


@job(name="members.read_register", own_transactions=True)
def read_register(import_id: str, job_id: str, report_url: str) -> None:
    """Read and judge the rows of a register; taken up again, it goes on after the last row that was kept."""
    reader = Reader(UUID(import_id))

    def step() -> Step:
        try:
            done, over = reader.step()
        except UnreadableFileError as error:
            with record_refusal():
                mark_unreadable(UUID(import_id), str(error))
            raise JobStopped(str(error)) from error
        return Step(done, 0, _judged(UUID(import_id), report_url) if over else None)

    follow_steps(job_id, step, again=lambda: enqueue(read_register, import_id, job_id, report_url))


@job(name="members.enter_register", own_transactions=True)
def enter_register(import_id: str, job_id: str, report_url: str, account_id: str) -> None:
    """Enter the decided rows; taken up again, it goes on with those that have no end yet."""
    by = Actor(account_id=UUID(account_id)) if account_id else SYSTEM

    def step() -> Step:
        over, left = enter_step(UUID(import_id), by=by)
        return Step(over, over + left, None if left else _entered(UUID(import_id), report_url))

    follow_steps(job_id, step, again=lambda: enqueue(enter_register, import_id, job_id, report_url, account_id))


@job(name="members.forget_imports", own_transactions=True)
def forget_imports() -> None:
    """Once a day, in every association, empty the imports of a month ago."""
    in_every_association(lambda: (forget_old_imports(), None)[1])


def _judged(import_id: UUID, report_url: str) -> Outcome:
    db.session.flush()
    kept = db.session.get_one(MemberImport, import_id)
    counts = outcome_counts(kept)
    figures: list[tuple[str, int | str]] = [(str(OUTCOME_PLURALS[one]), counts[one.value]) for one in RowOutcome]
    return Outcome(figures=[(_("Righe lette"), kept.total), *figures], url=report_url)


def _entered(import_id: UUID, report_url: str) -> Outcome:
    counts = count_results(db.session.get_one(MemberImport, import_id))
    return Outcome(figures=[(str(RESULT_WORDS[one]), counts[one.value]) for one in RowResult], url=report_url)
