"""Recording many lines of a bank's statement, in steps."""

from uuid import UUID

from flask_babel import gettext as _

from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue, job
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.office import Outcome, Step, follow_steps
from ama_net.kernel.payments.models_statements import StatementImport
from ama_net.kernel.payments.operations.recording_lines import record_certain

STEP = 500


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
