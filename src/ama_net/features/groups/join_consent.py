"""What a person agrees to when asking to join.

The proof is the version, the digest of the very text that was shown, and the moment (GDPR art. 7.1). Asking about a group can by itself reveal health: the legal basis is explicit consent, art. 9.2.a, and almost nothing is
asked. The provision of 25 January 2012 of the Garante wants the risk said, and a nickname advised.
"""

from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _

from ama_net.features.groups.settings import GroupsSettings
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

VERSION = "2026-11"
"""Change it with the words below: old proofs keep the version they were given under."""


@dataclass(frozen=True)
class ConsentText:
    """The words shown beside the box, and what is kept of them."""

    version: str
    text: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of the words in the language they were shown in."""
        return sha256(self.text.encode()).digest()


def consent_text() -> ConsentText:
    """The consent to a join request, in the language of the page, with the association's own name and terms."""
    text = _(
        "Do il mio consenso: %(association)s può usare quello che scrivo qui per rispondermi, anche se da questo si può "
        "capire qualcosa della mia salute o della mia vita privata. Posso ripensarci quando voglio e far cancellare "
        "tutto. In ogni caso tutto è cancellato %(days)s giorni dopo che la richiesta è chiusa.",
        association=current_tenant().name,
        days=read_settings(GroupsSettings).keep_requests_days,
    )
    return ConsentText(VERSION, text)
