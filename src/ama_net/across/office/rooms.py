"""The entries of the menu that belong to the frame itself: the dashboard, the mail, the audit, the settings."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.kernel.access import Figure, OfficeRoom, Permission
from ama_net.kernel.outbox.own_words import own_texts
from ama_net.kernel.outbox.queries import how_many_are


def _mail_figures() -> list[Figure]:
    """What did not arrive asks for attention while something can be done: until its words are emptied."""
    states = how_many_are("failed", "returned", "queued", "sending")
    new = how_many_are("failed", "returned", kept=True)
    index = url_for("mail_manage.index")
    failed, returned = states["failed"], states["returned"]
    waiting = states["queued"] + states["sending"]
    broken = sum(1 for text in own_texts().values() if text.failed_at)
    texts = url_for("mail_texts_manage.index")
    wrong = [Figure(_("Testi della posta da correggere"), broken, texts, attention=True)] if broken else []
    return [
        *wrong,
        Figure(_("Messaggi non consegnati"), failed, f"{index}?state=failed", attention=new["failed"] > 0),
        Figure(_("Messaggi tornati indietro"), returned, f"{index}?state=returned", attention=new["returned"] > 0),
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
