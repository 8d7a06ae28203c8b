"""What every room of the office may offer: the way back from an action, and how far a long job has come.

*Undo*: the room registers how a kind of action is taken back (``undoable``), its view offers it (``offer_undo``) with the
message that says what was done; for one hour, once, only to the account that did it.

*Progress*: a view starts it (``start_progress``) and enqueues the job; the job runs inside ``follow``. The page of a job
(``progress_url``) is in ``across/office``.
"""

from ama_net.kernel.office.models import DONE, FAILED, RUNNING, WAITING, JobProgress, UndoAction
from ama_net.kernel.office.offers import offer_undo, progress_url
from ama_net.kernel.office.operations.progress import (
    JobStopped,
    Outcome,
    Progress,
    advance,
    fail,
    finish,
    follow,
    start_progress,
)
from ama_net.kernel.office.operations.stepping import Step, follow_steps
from ama_net.kernel.office.operations.undo import CannotUndo, keep_undo, undo, undoable

__all__ = [
    "DONE",
    "FAILED",
    "RUNNING",
    "WAITING",
    "CannotUndo",
    "JobProgress",
    "JobStopped",
    "Outcome",
    "Progress",
    "Step",
    "UndoAction",
    "advance",
    "fail",
    "finish",
    "follow",
    "follow_steps",
    "keep_undo",
    "offer_undo",
    "progress_url",
    "start_progress",
    "undo",
    "undoable",
]
