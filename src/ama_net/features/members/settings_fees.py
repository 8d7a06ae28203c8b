"""What an association decides about fees: when they are asked for again, and when the board may declare a lapse."""

from typing import ClassVar

from pydantic import Field, field_validator

from ama_net.kernel.tenancy.settings import RoomSettings


class FeesSettings(RoomSettings):
    """Terms of the room; periods are in days unless told otherwise."""

    room: ClassVar[str] = "fees"

    new_member_days: int = Field(
        default=30,
        ge=0,
        le=365,
        title="Giorni che ha per pagare chi è ammesso durante l'anno",
        description="La sua quota scade questi giorni dopo l'ammissione, e non prima della scadenza di tutti.",
    )
    last_month_asked: int = Field(
        default=12,
        ge=1,
        le=12,
        title="Ultimo mese in cui chi è ammesso paga la quota dell'anno",
        description=(
            "12 vuol dire che si paga in qualunque mese si entri. Con 9, per esempio, chi entra da ottobre paga dall'anno "
            "dopo. La quota è sempre intera: non si riduce secondo i mesi. Lo dice lo statuto o l'organo che la fissa."
        ),
    )
    remind: bool = Field(
        default=True,
        title="Mandare da soli i solleciti delle quote",
        description=(
            "Sono comunicazioni istituzionali ai soci: non serve un consenso. A chi non ha e-mail si prepara una lettera."
        ),
    )
    days_before: tuple[int, ...] = Field(
        default=(15,),
        max_length=5,
        title="Giorni prima della scadenza in cui ricordare la quota",
    )
    days_after: tuple[int, ...] = Field(
        default=(10, 45),
        max_length=5,
        title="Giorni dopo la scadenza in cui sollecitare la quota",
    )
    most_reminders: int = Field(
        default=3,
        ge=1,
        le=10,
        title="Quanti solleciti al massimo per ogni quota",
    )
    send_receipts: bool = Field(
        default=True,
        title="Mandare la ricevuta quando si annota il pagamento di una quota",
        description="Per e-mail con il collegamento all'area personale; a chi non ha e-mail, una lettera da stampare.",
    )
    lapse_after_months: int = Field(
        default=12,
        ge=1,
        le=60,
        title="Mesi dopo la scadenza in cui il direttivo può dichiarare la decadenza",
        description=(
            "Nessuno decade da solo: l'elenco propone, il direttivo delibera. I casi di esclusione e la procedura li "
            "stabilisce lo statuto (D.Lgs. 117/2017 art. 21; art. 24 del codice civile)."
        ),
    )

    @field_validator("days_before", "days_after")
    @classmethod
    def _some_days(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 1 <= day <= 365 for day in days):
            raise ValueError("ogni numero di giorni va da 1 a 365")
        return tuple(sorted(set(days)))

    @property
    def steps(self) -> tuple[int, ...]:
        """When a fee is asked for again, in days from when it is due: negative before."""
        return (*sorted(-day for day in self.days_before), *self.days_after)
