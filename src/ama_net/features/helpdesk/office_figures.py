"""What the figures of the helpdesk offer to the office: an entry of the menu, the only one of who may read nothing else."""

from flask_babel import lazy_gettext as _l

from ama_net.kernel.access import OfficeRoom, Permission

ROOM = OfficeRoom(
    key="helpdesk_figures",
    title=_l("Quadro dello sportello"),
    icon="chart",
    endpoint="helpdesk_figures_manage.index",
    permission=Permission.HELPDESK_FIGURES,
    order=56,
)
