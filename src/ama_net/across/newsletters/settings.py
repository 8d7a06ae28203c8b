"""What an association may choose about newsletters."""

from typing import ClassVar

from pydantic import Field, field_validator

from ama_net.kernel.people.identifiers import InvalidIdentifier, check_email
from ama_net.kernel.tenancy.settings import RoomSettings


class NewsletterSettings(RoomSettings):
    """Who approves, how fast, what is counted, what the site shows."""

    room: ClassVar[str] = "newsletters"

    needs_approval: bool = Field(
        default=False,
        title="Una newsletter parte solo se la approva una seconda persona",
        description="Chi la scrive non può approvarla.",
    )
    per_second: int = Field(
        default=20,
        ge=1,
        le=5_000,
        title="Messaggi al secondo, al massimo",
        description="Quanti ne accetta chi consegna la posta: un servizio di spedizione ne regge 10-50, una casella comune 1.",
    )
    per_hour: int | None = Field(
        default=None,
        ge=10,
        le=1_000_000,
        title="Messaggi all'ora, al massimo",
        description="Vuoto: nessun limite. Conta solo le newsletter: va lasciato posto per gli altri messaggi dell'associazione.",
    )
    per_day: int | None = Field(
        default=None,
        ge=10,
        le=10_000_000,
        title="Messaggi al giorno, al massimo",
        description="Vuoto: nessun limite. Quello che avanza parte dalle 8 del mattino dopo.",
    )
    failures_to_pause: int = Field(
        default=20,
        ge=1,
        le=500,
        title="Dopo quante consegne fallite di fila la spedizione si ferma",
        description="Qualcuno guarda che cosa succede, poi la fa ripartire.",
    )
    soft_returns: int = Field(
        default=5,
        ge=2,
        le=50,
        title="Dopo quanti ritorni temporanei non si scrive più a un indirizzo",
        description="Caselle piene o irraggiungibili, in 90 giorni. Un indirizzo che non esiste si esclude subito.",
    )
    counts_clicks: bool = Field(
        default=False,
        title="Si contano le aperture dei collegamenti, solo in totale",
        description="Non si sa mai chi ha aperto che cosa. Le aperture dei messaggi non si contano in nessun caso.",
    )
    archive: bool = Field(
        default=True,
        title="Le newsletter spedite restano da leggere sul sito",
        description="Ognuna si può togliere dall'archivio.",
    )
    welcomes: bool = Field(default=True, title="Chi si iscrive riceve un benvenuto")
    sender_local_part: str = Field(
        default="newsletter",
        max_length=40,
        pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$",
        title="Nome della casella da cui parte la newsletter",
        description="Davanti alla chiocciola, sul dominio dell'associazione: un indirizzo diverso da quello delle comunicazioni.",
    )
    reply_to: str = Field(
        default="",
        max_length=200,
        title="Dove arriva chi risponde",
        description="Se è vuoto, alla segreteria.",
    )
    sign_up_words: str = Field(
        default="",
        max_length=600,
        title="Che cosa trova chi si iscrive",
        description="Due righe sopra il modulo: di che cosa scrivete, quanto spesso.",
    )

    @field_validator("reply_to")
    @classmethod
    def _an_address(cls, value: str) -> str:
        try:
            return check_email(value) if value.strip() else ""
        except InvalidIdentifier:
            raise ValueError("Scrivi un indirizzo e-mail, oppure lascia vuoto.") from None
