"""Recording many lines of a bank's statement, and taking a long one back, in steps."""

from uuid import UUID

from flask_babel import gettext as _

from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue, job
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.office import JobStopped, Outcome, Step, follow_steps
from ama_net.kernel.payments.models_statements import StatementImport
from ama_net.kernel.payments.operations.recording_lines import record_certain
from ama_net.kernel.payments.operations.statement_lines import undo_some
from ama_net.kernel.people import WrongFact

STEP, UNDO_STEP = 500, 50


@job(name="payments.record_certain", own_transactions=True)
def record_certain_lines(import_id: str, job_id: str, url: str, account_id: str) -> None:
    """Record what is certain of a statement; taken up again, it goes on with the lines of which nothing was decided."""
    by = Actor(account_id=UUID(account_id)) if account_id else SYSTEM
    recorded = 0

    def step() -> Step:
        nonlocal recorded
        statement = db.session.get_one(StatementImport, UUID(import_id))
        done, left = record_certain(statement, by=by, most=STEP)
        recorded += done
        return Step(recorded, recorded + left, None if left else Outcome([(_("Righe registrate"), recorded)], url=url))

    follow_steps(job_id, step, again=lambda: enqueue(record_certain_lines, import_id, job_id, url, account_id))


@job(name="payments.undo_import", own_transactions=True)
def undo_statement(import_id: str, job_id: str, url: str, account_id: str, movements: int = 0, freed: int = 0) -> None:
    """Take a statement back; taken up again, it goes on with the lines that are still recorded.

    What cannot be cancelled any more stops it with its words: the lines freed until then wait to be matched again.
    """
    by = Actor(account_id=UUID(account_id)) if account_id else SYSTEM

    def step() -> Step:
        nonlocal movements, freed
        statement = db.session.get_one(StatementImport, UUID(import_id))
        try:
            cancelled, left = undo_some(statement, by=by, most=UNDO_STEP, before=movements)
        except WrongFact as error:
            raise JobStopped(str(error)) from error
        movements, freed = cancelled, freed + UNDO_STEP
        told = None if left else Outcome([(_("Movimenti annullati"), movements)], url=url)
        return Step(freed, freed + left, told)

    follow_steps(
        job_id, step, again=lambda: enqueue(undo_statement, import_id, job_id, url, account_id, movements, freed)
    )
