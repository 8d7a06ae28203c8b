"""Counting who turns to the secretariat: a room of the menu, because it is used while the telephone is still in hand."""

from flask_babel import lazy_gettext as _l

from ama_net.kernel.access import OfficeRoom, Permission

ROOM = OfficeRoom(
    key="secretariat_contacts",
    title=_l("Annota un contatto"),
    icon="phone",
    endpoint="statistics_manage.contacts",
    permission=Permission.JOIN_REQUESTS_ANSWER,
    order=25,
)
