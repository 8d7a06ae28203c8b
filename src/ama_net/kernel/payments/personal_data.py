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
    PersonalData(
        table="statement_lines",
        columns=("words_sealed", "counterparty_sealed", "digest", "decided_by"),
        why="riconoscere chi ha versato, da ciò che dice la banca",
        keep="dieci anni, come i conti; le righe che non riguardano versamenti si possono scartare prima",
    ),
    PersonalData(
        table="statement_imports",
        columns=("created_by", "undone_by"),
        why="sapere chi ha caricato o annullato un estratto conto",
        keep="dieci anni, come i conti",
    ),
    PersonalData(
        table="statement_files",
        columns=("content_sealed", "created_by"),
        why="leggere un estratto conto dopo che si è detto che cosa c'è nelle sue colonne",
        keep="finché è letto, un giorno al massimo",
    ),
    PersonalData(
        table="statement_columns",
        columns=("account_id",),
        why="rileggere allo stesso modo il file di un conto dell'associazione: non dice niente di nessuno",
        keep="finché si usa il conto",
    ),
    PersonalData(
        table="provider_accounts",
        columns=("secret_key_sealed", "webhook_secret_sealed", "created_by"),
        why="ricevere pagamenti online: sono chiavi dell'associazione, non dati di chi paga",
        keep="finché si usa il fornitore",
    ),
)
