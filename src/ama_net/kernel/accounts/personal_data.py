"""What this room keeps about people, why, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = [
    PersonalData(
        table="accounts",
        columns=("email", "password_hash", "roles", "status", "signed_in_at", "totp_sealed", "totp_pending_sealed"),
        why="Far accedere la persona e sapere che cosa può fare.",
        keep="Finché la persona ha un accesso; si cancella quando non serve più o quando lo chiede.",
        link="person_id",
    ),
    PersonalData(
        table="account_sessions",
        columns=("device", "created_at", "seen_at"),
        why="Mostrare alla persona dove ha l'accesso aperto, e chiuderlo.",
        keep="Al massimo 14 giorni; un giorno dopo la fine si cancellano.",
        link="account_id",
    ),
    PersonalData(
        table="account_codes",
        columns=("purpose", "new_email"),
        why="Inviti, cambi di password e di indirizzo, link per accedere, codici di riserva.",
        keep="Fino all'uso o alla scadenza, più una settimana.",
        link="account_id",
    ),
]
