"""What returned mail offers to the office."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.across.newsletters.queries_returns import how_many_wait
from ama_net.kernel.access import Figure, OfficeRoom, Permission


def _figures() -> list[Figure]:
    waiting, broken = how_many_wait()
    found = list[Figure]()
    if waiting:
        found.append(
            Figure(_("Comunicazioni tornate indietro"), waiting, url_for("returns_manage.index"), attention=True)
        )
    if broken:
        found.append(
            Figure(_("Caselle dei ritorni da sistemare"), broken, url_for("feedback_manage.index"), attention=True)
        )
    return found


ROOM = OfficeRoom(
    key="mail_returns",
    title=_l("Messaggi tornati indietro"),
    icon="undo",
    endpoint="returns_manage.index",
    permission=Permission.MAIL_READ,
    figures=_figures,
    order=22,
)
