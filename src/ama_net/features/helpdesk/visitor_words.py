"""What somebody agrees to when asking for an appointment or a pathway, or for a place in the waiting list; how things are said to them.

Asking for a time with somebody who listens can by itself reveal health: the legal basis is explicit consent (GDPR art.
9.2.a), and almost nothing is asked.
"""

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.models import Mode
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.kernel.confiding import ConsentText
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

VERSION = "2026-12"
"""Change it with the words below: old proofs keep the version they were given under."""

MODES: dict[str, LazyString] = {
    Mode.IN_PERSON: _l("Di persona"),
    Mode.ONLINE: _l("Online"),
    Mode.PHONE: _l("Al telefono"),
}


def consent_text() -> ConsentText:
    """The consent, in the language of the page, with the association's own name and terms."""
    text = _(
        "Do il mio consenso: %(association)s può usare quello che scrivo qui per incontrarmi e rispondermi, anche se da "
        "questo si può capire qualcosa della mia salute o della mia vita privata. Se chiedo per un'altra persona, lei lo "
        "sa ed è d'accordo. Posso ripensarci quando voglio e far cancellare tutto. In ogni caso tutto è cancellato "
        "%(days)s giorni dopo l'ultimo incontro.",
        association=current_tenant().name,
        days=read_settings(HelpdeskSettings).keep_days,
    )
    return ConsentText(VERSION, text)
