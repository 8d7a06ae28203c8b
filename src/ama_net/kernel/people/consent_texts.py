"""What a person may be asked to consent to, and the words in force now.

Change the words and the version changes with them: who consented to other words consented to those.
"""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.people.operations.consents import ShownText
from ama_net.kernel.tenancy import current_tenant


@dataclass(frozen=True)
class Purpose:
    """A purpose: its key in the rows, its name, the words in force and their version."""

    key: str
    label: LazyString
    words: LazyString
    version: str

    def text(self) -> ShownText:
        """The words as shown today by the association in scope, in the language of the page."""
        return ShownText(self.version, str(self.words) % {"association": current_tenant().name})


NEWSLETTER = Purpose(
    "newsletter",
    _l("Newsletter"),
    _l("Acconsento a ricevere per e-mail la newsletter di %(association)s. Posso ripensarci quando voglio."),
    "2026-11",
)
DIRECTORY = Purpose(
    "directory",
    _l("Nome nell'elenco dei gruppi"),
    _l(
        "Acconsento che il mio nome e il recapito che indico compaiano nell'elenco pubblico dei gruppi di "
        "%(association)s. Posso ripensarci quando voglio."
    ),
    "2026-11",
)
PHOTO = Purpose(
    "photos",
    _l("Fotografie e video"),
    _l(
        "Acconsento che fotografie e video in cui mi si riconosce siano pubblicati da %(association)s sul suo sito e "
        "nei suoi materiali. Posso ripensarci quando voglio."
    ),
    "2026-11",
)
HEALTH_DATA = Purpose(
    "health_data",
    _l("Informazioni sulla salute"),
    _l(
        "Acconsento che %(association)s conservi le informazioni sulla mia salute che scelgo di dire, solo per "
        "rispondere alla mia richiesta. Posso ripensarci quando voglio."
    ),
    "2026-11",
)

PURPOSES = {purpose.key: purpose for purpose in (NEWSLETTER, DIRECTORY, PHOTO, HEALTH_DATA)}


def purpose_label(key: str) -> str:
    """The name of a purpose; its key when another room uses it."""
    return str(PURPOSES[key].label) if key in PURPOSES else key
