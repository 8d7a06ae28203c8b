"""How steps and courses are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.training.models import CourseAnswer, CourseKind, Training

TRAININGS: dict[str, LazyString] = {
    Training.NONE: _l("Nessuna formazione annotata"),
    Training.BASE: _l("Corso di base"),
    Training.SHADOWING: _l("Affiancamento"),
    Training.QUALIFIED: _l("Formazione completa"),
}

COURSE_KINDS: dict[str, LazyString] = {
    CourseKind.BASE: _l("Corso di base"),
    CourseKind.CONTINUING: _l("Aggiornamento"),
    CourseKind.INTERVISION: _l("Intervisione"),
    CourseKind.SUPERVISION: _l("Supervisione"),
    CourseKind.OTHER: _l("Altra formazione"),
}

ANSWERS: dict[str, LazyString] = {
    CourseAnswer.NONE: _l("Non ha ancora risposto"),
    CourseAnswer.COMING: _l("Viene"),
    CourseAnswer.NOT_COMING: _l("Non viene"),
}
