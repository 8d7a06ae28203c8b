"""What the register and the calendar of deadlines say on the office's dashboard."""

from flask import url_for
from flask_babel import gettext as _

from ama_net.features.members.queries_deadlines import calendar
from ama_net.features.members.queries_inspections import open_inspections
from ama_net.kernel.access import Figure


def figures_of_register() -> list[Figure]:
    """Deadlines passed or near, and members who wait to see the books."""
    found, figures = calendar(), []
    page = url_for("deadlines_manage.index")
    for label, dues in ((_("Scadenze passate"), found.late), (_("Scadenze vicine"), found.near)):
        ours = [one for one in dues if one.deadline.met_at is None]  # the others are told by their rooms
        if ours:
            figures.append(Figure(label, len(ours), page, attention=True))
    if waiting := open_inspections():
        url = url_for("inspections_manage.index", stato="open")
        figures.append(Figure(_("Richieste di vedere i libri"), waiting, url, attention=True))
    return figures
