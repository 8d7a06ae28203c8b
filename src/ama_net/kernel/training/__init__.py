"""Training: courses and meetings of facilitators, who took part, and how far each path has come. Any room reads it by person.

``trainings_of`` says how far people have come; ``progress_of`` with ``rules.missing`` what they did and what is missing.
"""

from ama_net.kernel.training import merging as merging  # it listens
from ama_net.kernel.training.models import (
    Course,
    CourseAnswer,
    CourseAttendance,
    CourseDay,
    CourseKind,
    Enrolment,
    Shadowing,
    Training,
    TrainingPath,
)
from ama_net.kernel.training.operations.paths import forget_trainings, keep_trainings_of, note_training, settle_paths
from ama_net.kernel.training.queries import has_training, progress_of, trainings_of
from ama_net.kernel.training.rules import Missing, Progress, missing

__all__ = [
    "Course",
    "CourseAnswer",
    "CourseAttendance",
    "CourseDay",
    "CourseKind",
    "Enrolment",
    "Missing",
    "Progress",
    "Shadowing",
    "Training",
    "TrainingPath",
    "forget_trainings",
    "has_training",
    "keep_trainings_of",
    "missing",
    "note_training",
    "progress_of",
    "settle_paths",
    "trainings_of",
]
