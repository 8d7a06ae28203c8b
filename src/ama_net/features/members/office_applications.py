"""What applications offer to the office's frame: their figures on the dashboard. The menu's entry is the room's own."""

from flask import url_for
from flask_babel import gettext as _

from ama_net.features.members.application_deadlines import Urgency
from ama_net.features.members.application_rules import WAITING
from ama_net.features.members.models import ApplicationState
from ama_net.features.members.queries_applications import application_figures
from ama_net.kernel.access import Figure


def figures_of_applications() -> list[Figure]:
    """Who waits, whose term is near or past, who asked again, who has not been told."""
    found, address = application_figures(), "applications_manage.index"
    waiting = url_for(address, state=[state.value for state in WAITING])
    figures = [Figure(_("Domande di ammissione"), found.waiting, waiting, attention=found.waiting > 0)]
    others = (
        (_("Domande vicine al termine"), found.soon, url_for(address, due=Urgency.SOON.value)),
        (_("Domande oltre il termine"), found.late, url_for(address, due=Urgency.LATE.value)),
        (_("Riesami da portare in riunione"), found.appeals, url_for(address, state=ApplicationState.APPEALED.value)),
        (_("Decisioni da comunicare"), found.untold, url_for(address, told="no")),
    )
    figures += [Figure(label, value, url, attention=True) for label, value, url in others if value]
    return figures
