"""What an association asks of who wants to facilitate. No law says it: each association decides."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class TrainingsSettings(RoomSettings):
    """The steps of the path, and how one stays active."""

    room: ClassVar[str] = "trainings"

    base_hours: int = Field(
        default=12,
        ge=0,
        le=500,
        title="Ore del corso di base",
        description="Quante ore di corso di base servono. Lo decide l'associazione. Zero: il corso di base non serve.",
    )
    shadowing_months: int = Field(
        default=12,
        ge=0,
        le=60,
        title="Mesi di affiancamento",
        description=(
            "Per quanti mesi chi si forma affianca chi facilita già. Lo decide l'associazione: un anno è un uso diffuso. "
            "Zero: non conta il tempo."
        ),
    )
    shadowing_meetings: int = Field(
        default=0,
        ge=0,
        le=500,
        title="Incontri di affiancamento",
        description="A quanti incontri bisogna essere in affiancamento. Zero: non si contano.",
    )
    intervisions_a_year: int = Field(
        default=8,
        ge=0,
        le=60,
        title="Intervisioni all'anno per restare in attività",
        description=(
            "A quante intervisioni viene, negli ultimi dodici mesi, chi ha finito la formazione. Chi ne ha fatte meno "
            "compare con «poche intervisioni»: è un avviso, non toglie niente a nessuno. Zero: non si contano."
        ),
    )
    certificate_percent: int = Field(
        default=75,
        ge=1,
        le=100,
        title="Presenza che serve per l'attestato",
        description="Percentuale delle ore del corso. Gli attestati si preparano solo per chi ci arriva.",
    )
    reminder_days: int = Field(
        default=3,
        ge=0,
        le=30,
        title="Giorni prima del promemoria",
        description="Quanti giorni prima si ricorda un incontro a chi è iscritto. Zero: nessun promemoria.",
    )
