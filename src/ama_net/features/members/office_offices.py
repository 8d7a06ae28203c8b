"""The offices in the office's frame: an entry of the menu, what expires, what is to be told to the RUNTS."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.members.queries_offices import tells_runts
from ama_net.features.members.settings_offices import OfficesSettings
from ama_net.kernel.access import Figure, OfficeRoom, Permission
from ama_net.kernel.documents.queries_offices import expiring, untold_changes
from ama_net.kernel.tenancy.settings import read_settings


def figures_of_offices() -> list[Figure]:
    """Offices that expire soon, changes the RUNTS does not know."""
    address = url_for("offices_manage.index")
    soon = len(expiring(read_settings(OfficesSettings).first_warning_days))
    figures = [Figure(_("Cariche in scadenza"), soon, address, attention=True)] if soon else []
    untold = len(untold_changes()) if tells_runts() else 0
    if untold:
        figures.append(Figure(_("Cariche da comunicare al RUNTS"), untold, f"{address}#runts", attention=True))
    return figures


ROOM = OfficeRoom(
    key="offices",
    title=_l("Cariche"),
    icon="shield",
    endpoint="offices_manage.index",
    permission=Permission.DOCUMENTS_READ,
    figures=figures_of_offices,
    order=340,
)
