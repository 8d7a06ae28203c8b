"""What an association may choose about shifts."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class ShiftsSettings(RoomSettings):
    """Leaving, reminders, what is needed to take a place, when the office is told that people are missing."""

    room: ClassVar[str] = "shifts"

    leave_hours: int = Field(
        default=24,
        ge=0,
        le=336,
        title="Ore prima dell'inizio fino a cui si può lasciare un turno da soli",
        description="Dopo, chi non può venire cerca uno scambio o lo dice alla segreteria. Zero: fino all'inizio.",
    )
    reminder_hours: int = Field(
        default=48,
        ge=0,
        le=168,
        title="Ore prima dell'inizio in cui ricordare il turno",
        description="Una e-mail a chi viene. Zero: nessun promemoria.",
    )
    swaps_confirmed: bool = Field(
        default=False,
        title="La segreteria conferma gli scambi di turno",
        description="Se no, il posto passa appena l'altra persona accetta. Finché non passa, viene chi lo aveva.",
    )
    letter_required: bool = Field(
        default=True,
        title="Prende turni solo chi ha accettato la lettera di riservatezza",
        description=(
            "Chi agisce per l'associazione e può conoscere dati personali lo fa su istruzioni di chi li tratta "
            "(GDPR art. 29; D.Lgs. 196/2003 art. 2-quaterdecies)."
        ),
    )
    cover_required: bool = Field(
        default=False,
        title="Prende turni solo chi risulta assicurato quel giorno",
        description=(
            "Per legge i volontari sono assicurati contro infortuni, malattie e responsabilità civile "
            "(D.Lgs. 117/2017 art. 18 c. 1). Se no, la segreteria vede un avviso."
        ),
    )
    short_hours: int = Field(
        default=72,
        ge=0,
        le=336,
        title="Ore prima dell'inizio in cui segnalare che mancano persone",
        description=(
            "Una e-mail al giorno alla segreteria con tutti i turni scoperti, e una quando chi lascia ne scopre uno. "
            "Zero: nessuna e-mail."
        ),
    )
