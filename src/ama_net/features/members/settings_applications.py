"""What an association may choose about applications to become a member. What a statute may change says so, with its article."""

from enum import StrEnum
from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import Field

from ama_net.kernel.documents import Organ
from ama_net.kernel.tenancy.settings import RoomSettings


class WhoDecides(StrEnum):
    """Which organ decides."""

    BOARD = "board"
    ASSEMBLY = "assembly"
    OTHER = "other"

    @property
    def label(self) -> LazyString:
        """As the settings' page says it."""
        return WHO_DECIDES[self]

    @property
    def organ(self) -> Organ:
        """The organ whose book has the resolution."""
        return Organ(self.value)


WHO_DECIDES: dict[str, LazyString] = {
    WhoDecides.BOARD: _l("Il consiglio direttivo"),
    WhoDecides.ASSEMBLY: _l("L'assemblea"),
    WhoDecides.OTHER: _l("Un altro organo eletto"),
}


class ApplicationsSettings(RoomSettings):
    """Terms of applications; periods are in days, the retention in months."""

    room: ClassVar[str] = "applications"

    accepts_online: bool = Field(
        default=True,
        title="Si può chiedere di diventare soci dal sito",
        description="Se no, la pagina «Diventa socio» offre il modulo da stampare, e la segreteria scrive le domande.",
    )
    deciding_organ: WhoDecides = Field(
        default=WhoDecides.BOARD,
        title="Chi decide sulle domande",
        description=(
            "Per legge l'organo di amministrazione, se lo statuto non dispone diversamente (D.Lgs. 117/2017 art. 23 c. 1)."
        ),
    )
    decide_within_days: int = Field(
        default=60,
        ge=15,
        le=365,
        title="Giorni entro i quali comunicare la decisione",
        description="Per legge sessanta dalla domanda, se lo statuto non dispone diversamente (D.Lgs. 117/2017 art. 23 c. 2).",
    )
    warn_after_days: int = Field(
        default=45,
        ge=5,
        le=360,
        title="Giorni dopo i quali avvisare la segreteria",
        description="Una e-mail a questo punto e una l'ultimo giorno, per ogni domanda che aspetta.",
    )
    appeal_within_days: int = Field(
        default=60,
        ge=15,
        le=365,
        title="Giorni per chiedere un riesame dopo un rifiuto",
        description=(
            "Per legge sessanta da quando il rifiuto è comunicato, se lo statuto non dispone diversamente "
            "(D.Lgs. 117/2017 art. 23 c. 3)."
        ),
    )
    appeal_organ: WhoDecides = Field(
        default=WhoDecides.ASSEMBLY,
        title="Chi decide sul riesame",
        description=(
            "Per legge l'assemblea o un altro organo eletto da essa, alla prima convocazione utile "
            "(D.Lgs. 117/2017 art. 23 c. 3)."
        ),
    )
    keep_ended_months: int = Field(
        default=12,
        ge=12,
        le=24,
        title="Mesi dopo i quali svuotare una domanda respinta o ritirata",
        description=(
            "Nome, recapiti e motivo sono cancellati: da 12 a 24 mesi, il tempo di un'eventuale contestazione "
            "(GDPR art. 5.1.e). Restano i giorni e la delibera."
        ),
    )
