"""What a person agrees to when asking to join, when proposing a group, when they would like to be told that one starts.

The proof is the version, the digest of the very text that was shown, and the moment (GDPR art. 7.1). Asking about a group
can by itself reveal health: the legal basis is explicit consent, art. 9.2.a, and almost nothing is asked. The provision of
25 January 2012 of the Garante wants the risk said, and a nickname advised.
"""

from flask_babel import gettext as _

from ama_net.features.groups.models.join_requests import Purpose
from ama_net.features.groups.settings import GroupsSettings
from ama_net.kernel.confiding import ConsentText
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

VERSION = "2026-12"
"""Change it with the words below: old proofs keep the version they were given under."""

KEPT_AFTER_START_DAYS = 30
"""How long who waited for a group is remembered once it has started; not a choice of the association."""

LONGEST_WAIT_DAYS = 365
"""How long somebody is remembered for a group that does not start, without news from them."""


def consent_text(purpose: str = Purpose.JOIN) -> ConsentText:
    """The consent to a request, in the language of the page, with the association's own name and terms."""
    words = {Purpose.JOIN: _to_join, Purpose.PROPOSE: _to_propose, Purpose.INTEREST: _to_be_told}[Purpose(purpose)]
    return ConsentText(VERSION, words())


def _to_join() -> str:
    text = _(
        "Do il mio consenso: %(association)s può usare quello che scrivo qui per rispondermi, anche se da questo si può "
        "capire qualcosa della mia salute o della mia vita privata. Se chiedo per un'altra persona, lei lo sa ed è "
        "d'accordo. Posso ripensarci quando voglio e far cancellare tutto. In ogni caso tutto è cancellato %(days)s "
        "giorni dopo che la richiesta è chiusa.",
        association=current_tenant().name,
        days=read_settings(GroupsSettings).keep_requests_days,
    )
    return str(text)


def _to_propose() -> str:
    text = _(
        "Do il mio consenso: %(association)s può usare quello che scrivo qui per rispondermi e per far nascere il gruppo, "
        "anche se da questo si può capire qualcosa della mia salute o della mia vita privata. Posso ripensarci quando "
        "voglio e far cancellare tutto. In ogni caso tutto è cancellato %(days)s giorni dopo l'inizio del gruppo, o dopo "
        "un anno senza novità.",
        association=current_tenant().name,
        days=KEPT_AFTER_START_DAYS,
    )
    return str(text)


def _to_be_told() -> str:
    text = _(
        "Do il mio consenso: %(association)s può usare quello che scrivo qui per avvisarmi quando ci sono novità sul "
        "gruppo, anche se da questo si può capire qualcosa della mia salute o della mia vita privata. Posso ripensarci "
        "quando voglio e far cancellare tutto. In ogni caso tutto è cancellato %(days)s giorni dopo l'inizio del gruppo, "
        "o dopo un anno senza novità.",
        association=current_tenant().name,
        days=KEPT_AFTER_START_DAYS,
    )
    return str(text)
