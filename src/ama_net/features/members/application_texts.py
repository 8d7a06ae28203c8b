"""What an applicant declares, and the words shown beside the box: version and digest of the very text are the proof.

The data are needed for the decision and the libro degli associati (D.Lgs. 117/2017 art. 15 and 23): the legal basis is the
statute and the law (GDPR art. 6.1.b and c), so this is a declaration and not a consent; nothing else is asked with it.
"""

from flask_babel import gettext as _

from ama_net.features.members.settings_applications import ApplicationsSettings
from ama_net.kernel.people import ShownText
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

VERSION = "2026-12"
"""Change it with the words below: old proofs keep the version they were given under."""


def declaration(*, minor: bool = False) -> ShownText:
    """What who applies declares, in the language of the page; for a minor it is the parents who do."""
    name = current_tenant().name
    if minor:
        text = _(
            "Esercito la responsabilità genitoriale, o la tutela, di chi chiede di diventare socio. Chiedo per lei o per "
            "lui l'ammissione a %(association)s, ne accetto lo statuto e mi impegno a rispettarlo. Il voto spetta a me "
            "fino alla maggiore età.",
            association=name,
        )
    else:
        text = _(
            "Chiedo di essere ammesso come socio o socia di %(association)s. Condivido i suoi scopi, ne accetto lo "
            "statuto e mi impegno a rispettarlo e a versare la quota associativa.",
            association=name,
        )
    return ShownText(VERSION, f"{text}\n\n{privacy()}")


def privacy() -> str:
    """What becomes of the data, in few words; the whole text is on the privacy page."""
    return str(
        _(
            "%(association)s usa questi dati per decidere sulla domanda e, se è accolta, per il libro degli associati, "
            "obbligatorio per legge. Li legge solo chi decide. Se la domanda è respinta o ritirata, sono cancellati dopo "
            "%(months)s mesi.",
            association=current_tenant().name,
            months=read_settings(ApplicationsSettings).keep_ended_months,
        )
    )
