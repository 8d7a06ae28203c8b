"""What an association may choose about welcoming volunteers. What the law says is beside each, with its article."""

from typing import ClassVar

from pydantic import Field

from ama_net.kernel.tenancy.settings import RoomSettings


class OnboardingSettings(RoomSettings):
    """Applications, the confidentiality letter, papers; periods are in days, the retention of what ended in months."""

    room: ClassVar[str] = "onboarding"

    accepts_online: bool = Field(
        default=True,
        title="Ci si può proporre dal sito",
        description="Se no, la pagina «Fai volontariato» dice che cosa si fa e come parlare con l'associazione.",
    )
    keep_unconfirmed_days: int = Field(
        default=7,
        ge=1,
        le=30,
        title="Giorni per confermare l'indirizzo e-mail",
        description="Dopo, la candidatura è cancellata tutta: nessuno l'ha letta (GDPR art. 5.1.e).",
    )
    keep_ended_months: int = Field(
        default=6,
        ge=1,
        le=24,
        title="Mesi dopo i quali svuotare una candidatura finita",
        description=(
            "Di quelle accolte, non accolte e ritirate si cancellano nome, recapiti, parole e risposte "
            "(GDPR art. 5.1.e). Di chi è accolto resta quello che sta nell'anagrafe e nel registro."
        ),
    )
    letter_reminder_days: int = Field(
        default=7,
        ge=1,
        le=90,
        title="Giorni fra un promemoria e l'altro per la lettera di riservatezza",
        description="Chi non l'ha accettata riceve al massimo un messaggio in questi giorni.",
    )
    paper_warning_days: int = Field(
        default=30,
        ge=1,
        le=180,
        title="Giorni prima della scadenza di un documento in cui avvisare",
        description="La segreteria riceve una e-mail sola per ogni documento; i documenti scaduti si vedono nel profilo.",
    )
    asks_criminal_record: bool = Field(
        default=False,
        title="Per stare con persone minorenni si chiede il certificato del casellario",
        description=(
            "La legge lo impone a chi dà lavoro che comporti contatti diretti e regolari con minori "
            "(D.P.R. 313/2002 art. 25-bis). Per il volontariato senza rapporto di lavoro lo decide l'associazione, "
            "e la pagina del profilo lo ricorda."
        ),
    )
