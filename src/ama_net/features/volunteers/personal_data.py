"""What the room keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        table="volunteers",
        columns=("number", "section", "started_on", "ended_on", "end_reason"),
        why="il registro dei volontari, obbligatorio per legge (D.Lgs. 117/2017 art. 17 c. 1; DM 6 ottobre 2021)",
        keep="finché vive l'associazione",
        link="person_id",
    ),
    PersonalData(
        table="shifts",
        columns=("created_by",),
        why="sapere chi ha chiesto un turno",
        keep="due anni dopo il turno",
    ),
    PersonalData(
        table="shift_signups",
        columns=("state", "state_at", "created_by"),
        why="sapere chi viene a un turno, e ricordarglielo",
        keep="due anni dopo il turno; le ore fatte restano nelle ore",
        link="person_id",
    ),
    PersonalData(
        table="insurance_policies",
        columns=("broker", "created_by"),
        why="sapere con chi sono assicurati i volontari e chi si chiama",
        keep="finché vive l'associazione, come il registro dei volontari",
    ),
    PersonalData(
        table="insurance_covers",
        columns=("first_on", "last_on", "created_by"),
        why="assicurare i volontari, come vuole la legge, e saperlo provare (D.Lgs. 117/2017 art. 18)",
        keep="finché vive l'associazione, come il registro dei volontari",
        link="person_id",
    ),
    PersonalData(
        table="insurance_days",
        columns=("created_by",),
        why="sapere per quante persone è stata assicurata una giornata",
        keep="finché vive l'associazione, come il registro dei volontari",
    ),
    PersonalData(
        table="insurance_communications",
        columns=("made_by", "sent_by"),
        why="sapere che cosa fu detto all'assicuratore, quando e da chi",
        keep="finché vive l'associazione, come il registro dei volontari",
    ),
    PersonalData(
        table="insurance_communication_lines",
        columns=("change", "first_on", "last_on"),
        why="sapere di chi fu detto all'assicuratore che è coperto, e per quali giorni",
        keep="finché vive l'associazione, come il registro dei volontari",
        link="person_id",
    ),
    PersonalData(
        table="expense_claims",
        columns=("payee_sealed", "declared_digest", "submitted_by", "decided_by"),
        why="rimborsare le spese fatte per l'associazione (D.Lgs. 117/2017 art. 17 c. 3 e 4)",
        keep="dieci anni, come i conti; l'IBAN si cancella un anno dopo il rimborso",
        link="person_id",
    ),
    PersonalData(
        table="expense_items",
        columns=("on_day", "amount_cents", "detail_sealed", "document_id", "created_by"),
        why="sapere che cosa è stato speso, per quale attività, e con quale prova",
        keep="dieci anni, come i conti",
        link="person_id",
    ),
    PersonalData(
        table="expense_rules",
        columns=("created_by",),
        why="sapere chi ha scritto le regole dei rimborsi",
        keep="dieci anni, come i conti",
    ),
    PersonalData(
        table="expense_payment_lists",
        columns=("created_by",),
        why="sapere chi ha preparato un pagamento",
        keep="dieci anni, come i conti",
    ),
    PersonalData(
        table="shift_swaps",
        columns=("to_person_id", "taken_by_id", "state", "settled_at"),
        why="cambiare un turno con un'altra persona, se tutte e due vogliono",
        keep="quanto il posto nel turno",
        link="person_id",
    ),
    PersonalData(
        table="shift_preferences",
        columns=("wants_reminders", "wants_offers", "calendar_says_activity", "token_digest", "token_sealed"),
        why="mandare o no promemoria e richieste di cambio, e dare a chi lo chiede l'indirizzo segreto del proprio calendario",
        keep="finché la persona è nell'anagrafe; l'indirizzo si annulla dall'area personale",
        link="person_id",
    ),
    PersonalData(
        table="hour_entries",
        columns=("on_day", "minutes", "note_sealed", "refused_why_sealed", "logged_by", "decided_by"),
        why="sapere quante ore danno i volontari e a quali attività, e poterle attestare",
        keep="dieci anni; le note e i motivi di un rifiuto si cancellano dopo due anni",
        link="person_id",
    ),
    PersonalData(
        table="hour_certificates",
        columns=("from_day", "until_day", "minutes", "code", "document_id", "issued_by", "revoked_by"),
        why="attestare le ore di chi lo chiede, e confermare che l'attestato è vero",
        keep="dieci anni",
        link="person_id",
    ),
)
