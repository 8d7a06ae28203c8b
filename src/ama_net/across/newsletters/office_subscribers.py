"""What subscriptions offer to the office: their entry of the menu and how many receive."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.across.newsletters.models import SubscriberState
from ama_net.across.newsletters.queries_subscribers import states
from ama_net.kernel.access import Figure, OfficeRoom, Permission


def _figures() -> list[Figure]:
    url, counted = url_for("subscribers_manage.index"), states()
    return [Figure(_("Ricevono la newsletter"), counted[SubscriberState.CONFIRMED], f"{url}?state=confirmed")]


ROOM = OfficeRoom(
    key="subscribers",
    title=_l("Iscrizioni"),
    icon="people",
    endpoint="subscribers_manage.index",
    permission=Permission.SUBSCRIBERS_READ,
    figures=_figures,
    order=21,
    also=("lists_manage.index", "suppressions_manage.index"),
)
