"""What the room keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        table="payments",
        columns=("amount_cents", "way", "on_day", "reference", "cancelled_why", "created_by", "cancelled_by"),
        why="tenere i conti dell'associazione: chi ha versato, quanto, quando e come (D.Lgs. 117/2017 art. 13)",
        keep="dieci anni (DPR 600/1973 art. 22; art. 2220 del codice civile)",
        link="person_id",
    ),
    PersonalData(
        table="receipts",
        columns=("payer_sealed", "amount_cents", "paid_on", "cancelled_why", "created_by", "cancelled_by"),
        why="dare a chi versa la prova del versamento, com'era scritta quel giorno",
        keep="dieci anni, come i conti",
        link="person_id",
    ),
)
