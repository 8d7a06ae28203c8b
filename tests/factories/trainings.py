"""Trainings for tests: plainly invented."""

from datetime import date
from uuid import UUID

from ama_net.foundation.database import db
from ama_net.kernel.training import Training, TrainingPath


def make_path(person_id: UUID | None, status: str = Training.BASE, on: date | None = None) -> TrainingPath:
    """How far somebody has come, as noted by hand; flushed."""
    assert person_id is not None
    path = TrainingPath(person_id=person_id, status=status, reached_on=on, noted=status, noted_on=on)
    db.session.add(path)
    db.session.flush()
    return path
