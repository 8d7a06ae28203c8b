"""What the calendar offers to the office: its entry of the menu and its figures."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.queries_calendar import count_on, count_without_result, first_without_result
from ama_net.features.helpdesk.queries_calls import count_calls
from ama_net.foundation.clock import today
from ama_net.kernel.access import Figure, OfficeRoom, Permission, current_actor


def _figures() -> list[Figure]:
    calls, waiting = count_calls(), count_without_result()
    calendar = "helpdesk_calendar_manage.index"
    found = [
        Figure(_("Appuntamenti di oggi"), count_on(today()), url_for(calendar, vista="giorno")),
        Figure(
            _("Incontri passati di cui manca com'è andata"),
            waiting,
            url_for(calendar, giorno=first_without_result() if waiting else None),
            attention=waiting > 0,
        ),
    ]
    actor = current_actor()
    if actor is not None and actor.can(Permission.HELPDESK_EDIT):
        found.append(
            Figure(_("Telefonate da fare"), calls, url_for("helpdesk_calls_manage.index"), attention=calls > 0)
        )
    return found


ROOM = OfficeRoom(
    key="helpdesk",
    title=_l("Sportello"),
    icon="speech",
    endpoint="helpdesk_calendar_manage.index",
    permission=Permission.HELPDESK_READ,
    figures=_figures,
    order=50,
)
