"""What the outbox keeps about people."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = [
    PersonalData(
        table="messages",
        columns=("recipient_sealed", "subject_sealed", "text_sealed", "html_sealed"),
        why="consegnare l'e-mail, e riprovare se non riesce",
        keep="7 giorni dopo la consegna, 30 se non riesce; poi resta solo che un'e-mail è partita",
    ),
    PersonalData(
        table="sending_domains",
        columns=("private_key_sealed",),
        why="firmare la posta dell'associazione: riguarda il dominio, nessuna persona",
        keep="finché il dominio è in uso",
    ),
]
