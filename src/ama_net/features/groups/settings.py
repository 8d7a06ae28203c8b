"""What an association may choose about its groups and about the requests to join them."""

from enum import StrEnum
from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class WhoAnswers(StrEnum):
    """Who reads and answers requests to join."""

    SECRETARIAT = "secretariat"
    BOTH = "both"

    @property
    def label(self) -> LazyString:
        """As the settings' page says it."""
        return WHO_ANSWERS[self]


WHO_ANSWERS: dict[str, LazyString] = {
    WhoAnswers.SECRETARIAT: _l("Solo la segreteria"),
    WhoAnswers.BOTH: _l("La segreteria e chi facilita il gruppo"),
}


class GroupsSettings(RoomSettings):
    """Terms of the room; periods are in days."""

    room: ClassVar[str] = "groups"

    keep_requests_days: int = Field(
        default=90,
        ge=30,
        le=90,
        title="Giorni dopo i quali una richiesta chiusa è svuotata",
        description=(
            "Nome, recapito e testi sono cancellati questi giorni dopo l'ultimo cambio di stato: da 30 a 90, perché "
            "possono rivelare la salute e si conservano il meno possibile (GDPR art. 5.1.e)."
        ),
    )
    close_quiet_requests_days: int = Field(
        default=60,
        ge=7,
        le=365,
        title="Giorni senza novità dopo i quali una richiesta con risposta si chiude da sola",
        description="Perché nessuna richiesta resti aperta, e quindi conservata, senza fine (GDPR art. 5.1.e).",
    )
    warn_before_closing_days: int = Field(
        default=7,
        ge=3,
        le=15,
        title="Giorni prima della chiusura in cui avvisare chi ha scritto",
        description="Una sola e-mail, che non dice di che cosa si tratta: chi vuole tiene aperta la richiesta.",
    )
    answer_within_days: int = Field(
        default=7,
        ge=1,
        le=60,
        title="Giorni entro i quali rispondere",
        description=(
            "Passati questi giorni la richiesta è segnalata nel quadro dell'ufficio, e alla segreteria parte un avviso."
        ),
    )
    who_answers: WhoAnswers = Field(
        default=WhoAnswers.BOTH,
        title="Chi legge le richieste di partecipare e risponde",
        description=(
            "Chi facilita legge solo le richieste del proprio gruppo, e ogni lettura resta nel registro attività. Le "
            "richieste possono rivelare la salute: chi le legge va autorizzato per iscritto (GDPR art. 29 e 9)."
        ),
    )
    brochure_months: int = Field(
        default=6,
        ge=1,
        le=24,
        title="Mesi per cui vale un'edizione dell'opuscolo",
        description="Proposti quando se ne prepara una: si legge sulla copertina, e si può cambiare ogni volta.",
    )
    flag_unconfirmed_months: int = Field(
        default=6,
        ge=1,
        le=36,
        title="Mesi senza conferma dopo i quali un gruppo è segnalato alla segreteria",
        description="Ogni mese chi facilita è invitato a dire se i dati del gruppo sono ancora giusti.",
    )
    unconfirm_after_months: int = Field(
        default=9,
        ge=2,
        le=60,
        title="Mesi senza conferma dopo i quali un gruppo è mostrato come «da confermare»",
        description=(
            "Resta sul sito con l'invito a chiamare prima, ma esce dall'opuscolo e dai dati per altri siti. Nessun "
            "gruppo è chiuso o tolto da solo."
        ),
    )
