"""How services are said in the office."""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.models import Service, ServiceKind
from ama_net.features.helpdesk.visitor_words import MODES

KINDS: dict[str, LazyString] = {
    ServiceKind.MEETING: _l("Un incontro, che si prenota da soli"),
    ServiceKind.PATHWAY: _l("Un percorso di più incontri, che prima si chiede"),
}
SHORT_KINDS: dict[str, LazyString] = {
    ServiceKind.MEETING: _l("Incontro"),
    ServiceKind.PATHWAY: _l("Percorso"),
}


def mode_list(service: Service) -> str:
    """``di persona, online``."""
    return ", ".join(str(MODES[mode]).lower() for mode in service.modes)


def break_words(service: Service) -> str:
    """The breaks of who listens, if there are any."""
    before, after = service.break_before, service.break_after
    if before and after:
        return str(_("pausa di %(before)s minuti prima e %(after)s dopo", before=before, after=after))
    if before:
        return str(_("pausa di %(minutes)s minuti prima", minutes=before))
    return str(_("pausa di %(minutes)s minuti dopo", minutes=after)) if after else ""
