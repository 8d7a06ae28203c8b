"""What an association may choose about its letters."""

from enum import StrEnum
from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class Window(StrEnum):
    """On which side of the envelope the window is."""

    RIGHT = "right"
    LEFT = "left"

    @property
    def label(self) -> LazyString:
        """As the settings' page says it."""
        return WINDOWS[self]


WINDOWS: dict[str, LazyString] = {Window.RIGHT: _l("A destra"), Window.LEFT: _l("A sinistra")}


class LettersSettings(RoomSettings):
    """The letterhead, the envelopes, how long letters are kept."""

    room: ClassVar[str] = "letters"

    window: Window = Field(
        default=Window.RIGHT,
        title="Da che parte è la finestra delle buste",
        description="Le buste lunghe con finestra (DL, 11 × 22 cm) in Italia l'hanno quasi sempre a destra.",
    )
    window_top_mm: int = Field(
        default=55,
        ge=40,
        le=80,
        title="A quanti millimetri dal bordo alto del foglio comincia l'indirizzo",
        description="Per una busta DL con la finestra a 2 cm dal fondo vanno bene 55 millimetri: fare una prova.",
    )
    sign_off: str = Field(
        default="",
        max_length=80,
        title="Chi firma le lettere",
        description="Sotto il testo delle lettere di carta, per esempio «La segreteria». Vuoto: nessuna firma stampata.",
    )
    keep_letters_years: int = Field(
        default=10,
        ge=1,
        le=20,
        title="Anni per cui si conservano testi e indirizzi delle lettere",
        description=(
            "Poi restano solo il giorno, l'esito e la riga del protocollo. Dieci anni è il termine della corrispondenza "
            "che riguarda i conti (art. 2220 del codice civile)."
        ),
    )
