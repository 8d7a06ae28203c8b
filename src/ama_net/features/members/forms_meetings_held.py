"""What is typed about a meeting that is convened: the roll's day, proxies, who comes remotely, a letter written again."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, Field, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from ama_net.features.members.forms_meetings import choices, uploaded
from ama_net.features.members.meeting_words import IDENTITY_WORDS
from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.correspondence.words import CHANNELS


class RollForm(WebForm):
    """The day of the roll."""

    on = DateField(_l("Giorno a cui si guarda"), [InputRequired(_l("Scrivere il giorno."))])

    def validate_on(self, field: Field) -> None:
        """A year that makes sense."""
        if field.data and not 2000 <= field.data.year <= 2100:
            raise ValidationError(_("L'anno della data non è giusto: ricontrollare."))


class PaperProxyForm(WebForm):
    """A proxy that came on paper."""

    giver = StringField(
        _l("Chi delega"),
        [InputRequired(_l("Scrivere chi delega."))],
        filters=[strip],
        description=_l("Il numero nel libro, o nome e cognome."),
    )
    holder = StringField(
        _l("Chi riceve la delega"),
        [InputRequired(_l("Il nome di chi riceve la delega manca: in bianco non vale."))],
        filters=[strip],
        description=_l("Il numero nel libro, o nome e cognome."),
    )
    scan = FileField(
        _l("Scansione della delega firmata"),
        description=_l("Un PDF o una foto, se c'è. Il foglio firmato va comunque conservato."),
    )

    def validate_scan(self, field: Field) -> None:
        """A file that can be kept."""
        if field.data:
            uploaded(field)


class MyProxyForm(WebForm):
    """A proxy given from the personal area."""

    holder = StringField(
        _l("A chi dai la delega"),
        [InputRequired(_l("Scrivi a chi dai la delega: in bianco non vale."))],
        filters=[strip],
        description=_l("Nome e cognome, o il numero di tessera. Chiedi prima se è d'accordo."),
    )


class RemoteForm(WebForm):
    """How somebody who attends remotely was recognised."""

    identity_check = SelectField(
        _l("Come è stata riconosciuta"),
        choices=choices({key: words for key, words in IDENTITY_WORDS.items() if key != "account"}),
    )


class AgainForm(WebForm):
    """How a letter is written again."""

    channel = SelectField(_l("Come"), choices=choices({key: words for key, words in CHANNELS.items() if key != "pec"}))
