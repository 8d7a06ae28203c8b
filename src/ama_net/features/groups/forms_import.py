"""What the office types about lists of groups: a file to send, an address to read."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from ama_net.features.groups.operations.sources import SourceFacts
from ama_net.foundation.web.forms import WebForm, strip


class UploadForm(WebForm):
    """A file of groups."""

    file = FileField(
        _l("File CSV o JSON"),
        [FileRequired(_l("Scegli il file da importare."))],
        description=_l(
            "Un foglio CSV con una riga per gruppo (la prima riga dice il nome delle colonne), oppure un elenco JSON nel "
            "formato Meeting Guide o BMLT. Al massimo 50 MB."
        ),
    )


class SourceForm(WebForm):
    """An address whose list of groups is read every twelve hours."""

    name = StringField(_l("Nome"), [InputRequired(_l("Scrivi come chiamarla.")), Length(max=120)], filters=[strip])
    url = StringField(
        _l("Indirizzo dell'elenco"),
        [InputRequired(_l("Scrivi l'indirizzo.")), Length(max=500)],
        filters=[strip],
        description=_l(
            "Comincia con https:// e porta a un elenco CSV, Meeting Guide o BMLT; il formato si riconosce da solo."
        ),
    )
    applies_itself = BooleanField(
        _l("Applica da sola le letture successive"),
        description=_l("La prima lettura si approva sempre a mano. Senza questa scelta si approvano a mano tutte."),
    )
    trusted = BooleanField(
        _l("Fonte fidata: i suoi gruppi valgono come confermati"),
        description=_l("Solo se chi la pubblica sente davvero i gruppi. Altrimenti entrano «da confermare»."),
    )

    def facts(self) -> SourceFacts:
        """What was typed, for the operation."""
        return SourceFacts(
            name=self.name.data or "",
            url=self.url.data or "",
            trusted=bool(self.trusted.data),
            applies_itself=bool(self.applies_itself.data),
        )
