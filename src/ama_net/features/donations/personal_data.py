"""What the room keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

AS_ACCOUNTS = "dieci anni, come i conti; se il denaro non arriva, 12 mesi"

PERSONAL_DATA = (
    PersonalData(
        table="gifts",
        columns=("amount_cents", "way", "asked_sealed", "email_digest", "public_name", "in_kind", "created_by"),
        why="ricevere una donazione, ringraziare, dare la ricevuta (D.Lgs. 117/2017 art. 83)",
        keep=AS_ACCOUNTS,
        link="person_id",
    ),
    PersonalData(
        table="recurring_gifts",
        columns=(
            "amount_cents",
            "asked_sealed",
            "email_digest",
            "public_name",
            "customer_id",
            "subscription_id",
            "method",
            "mandate_at",
            "created_by",
        ),
        why="ricevere una donazione che si ripete, e fermarla quando chi dona lo chiede",
        keep=AS_ACCOUNTS,
        link="person_id",
    ),
    PersonalData(
        table="tributes",
        columns=("honoree_sealed", "message_sealed", "recipient_sealed", "recipient_email_sealed"),
        why="mandare il biglietto di una donazione in memoria o in onore",
        keep="90 giorni dopo il biglietto",
    ),
    PersonalData(
        table="donor_choices",
        columns=("opposed_on", "opposed_through"),
        why="non comunicare all'Agenzia delle Entrate le donazioni di chi non vuole (DM 1 marzo 2024)",
        keep="finché ci sono donazioni della persona",
        link="person_id",
    ),
    PersonalData(
        table="donor_links",
        columns=("email_sealed", "email_digest"),
        why="aprire l'area di chi dona senza una password",
        keep="un giorno",
    ),
    PersonalData(
        table="refund_requests",
        columns=("reason_sealed", "answer_sealed", "decided_by"),
        why="rispondere a chi chiede indietro una donazione",
        keep=AS_ACCOUNTS,
    ),
)
