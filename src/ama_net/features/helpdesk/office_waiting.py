"""What the waiting list offers to the office: its entry of the menu and its figures."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.queries_waiting import count_waiting
from ama_net.kernel.access import Figure, OfficeRoom, Permission


def _figures() -> list[Figure]:
    counted, url = count_waiting(), url_for("waiting_manage.index")
    return [
        Figure(_("Persone che aspettano un orario dello sportello"), sum(counted.values()), url),
        Figure(_("Orari proposti, in attesa di risposta"), counted["offered"], f"{url}?state=offered"),
    ]


ROOM = OfficeRoom(
    key="helpdesk_waiting",
    title=_l("Lista d'attesa"),
    icon="clock",
    endpoint="waiting_manage.index",
    permission=Permission.HELPDESK_EDIT,
    figures=_figures,
    order=54,
)
