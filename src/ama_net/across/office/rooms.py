"""The entries of the menu that belong to the frame itself: the dashboard, the mail, the audit, the settings."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.kernel.access import Figure, OfficeRoom, Permission
from ama_net.kernel.outbox.queries import states_of_messages


def _mail_figures() -> list[Figure]:
    states = states_of_messages()
    index = url_for("mail_manage.index")
    failed = states.get("failed", 0)
    waiting = states.get("queued", 0) + states.get("sending", 0)
    return [
        Figure(_("Messaggi non consegnati"), failed, f"{index}?state=failed", attention=failed > 0),
        Figure(_("Messaggi in partenza"), waiting, f"{index}?state=queued&state=sending"),
    ]


HOME = OfficeRoom(
    key="home",
    title=_l("Inizio"),
    icon="home",
    endpoint="office_manage.home",
    permission=Permission.OFFICE_OPEN,
    order=0,
)
MAIL = OfficeRoom(
    key="mail",
    title=_l("Posta"),
    icon="mail",
    endpoint="mail_manage.index",
    permission=Permission.MAIL_READ,
    figures=_mail_figures,
    order=820,
)
AUDIT = OfficeRoom(
    key="audit",
    title=_l("Registro attività"),
    icon="shield",
    endpoint="audit_manage.index",
    permission=Permission.AUDIT_READ,
    order=840,
)
SETTINGS = OfficeRoom(
    key="settings",
    title=_l("Impostazioni"),
    icon="settings",
    endpoint="settings_manage.index",
    permission=Permission.SETTINGS_READ,
    order=860,
)
ROOMS = [HOME, MAIL, AUDIT, SETTINGS]
