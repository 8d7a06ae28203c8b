"""What trainings offer to the office's first page: what is next, who has fallen behind."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.volunteers.lists_trainings import all_paths, is_behind
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Figure, OfficeRoom, Permission
from ama_net.kernel.training import Course


def training_figures() -> list[Figure]:
    """Courses to come, and who is qualified and came to too few intervisions; each figure leads to its rows."""
    coming = select(func.count()).where(Course.last_at > now(), Course.cancelled_at.is_(None))
    behind = select(func.count()).select_from(all_paths().where(is_behind()).subquery())
    late = db.session.scalar(behind) or 0
    return [
        Figure(
            _("Incontri di formazione in programma"), db.session.scalar(coming) or 0, url_for("trainings_manage.index")
        ),
        Figure(_("Chi facilita con poche intervisioni"), late, f"{url_for('trainings_manage.paths')}?late=late"),
    ]


ROOM = OfficeRoom(
    key="trainings",
    title=_l("Formazione"),
    icon="book",
    endpoint="trainings_manage.index",
    permission=Permission.TRAININGS_READ,
    figures=training_figures,
    order=42,
)
