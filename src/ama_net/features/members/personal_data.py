"""What the room keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        table="memberships",
        columns=("number", "applied_on", "admitted_on", "ended_on", "end_reason", "custom"),
        why="il libro degli associati, obbligatorio per legge (D.Lgs. 117/2017 art. 15 e 23; GDPR art. 6.1.c)",
        keep="finché vive l'associazione; i campi propri dell'associazione si cancellano un anno dopo l'uscita",
        link="person_id",
    ),
    PersonalData(
        table="guardianships",
        columns=("kind", "votes"),
        why="convocare e far votare chi esercita la responsabilità genitoriale di un socio minorenne",
        keep="fino alla maggiore età, o un anno dopo l'uscita",
        link="person_id",
    ),
    PersonalData(
        table="meeting_recipients",
        columns=("for_person_id", "letter_id"),
        why="dimostrare chi è stato convocato a una riunione, e come",
        keep="con i verbali: finché vive l'associazione",
        link="person_id",
    ),
    PersonalData(
        table="roll_entries",
        columns=("name", "number", "since", "fee_state", "attendance", "identity_check"),
        why="sapere chi era convocato, chi poteva votare e chi c'era (D.Lgs. 117/2017 art. 24)",
        keep="con i verbali: finché vive l'associazione",
        link="person_id",
    ),
    PersonalData(
        table="data_change_requests",
        columns=("changes_sealed", "answer_sealed", "asked_by", "settled_by"),
        why="correggere i dati di chi lo chiede (GDPR art. 16)",
        keep="il contenuto novanta giorni dopo la risposta; poi resta solo che c'è stata una richiesta",
        link="person_id",
    ),
    PersonalData(
        table="member_cards",
        columns=("token_digest", "token_sealed"),
        why="far riconoscere valida una tessera da chi la guarda",
        keep="finché la tessera vale; quelle revocate un anno",
        link="membership_id",
    ),
    PersonalData(
        table="exit_requests",
        columns=("asked_on", "effective_on", "asked_by", "settled_by"),
        why="il recesso, che si fa per iscritto (art. 24 del codice civile)",
        keep="con il libro soci: finché vive l'associazione",
        link="membership_id",
    ),
    PersonalData(
        table="member_visibilities",
        columns=("is_listed", "shows_email", "shows_phone"),
        why="mostrare agli altri soci solo ciò che ciascuno ha scelto",
        keep="finché la persona è socia",
        link="person_id",
    ),
    PersonalData(
        table="member_notes",
        columns=("body_sealed", "written_at", "written_by"),
        why="ricordare alla segreteria ciò che serve al rapporto con il socio; mai la salute, mai perché è venuto",
        keep="finché la persona è socia e un anno dopo l'uscita; chi scrive può cancellarle prima",
        link="membership_id",
    ),
    PersonalData(
        table="membership_tags",
        columns=("tag_id",),
        why="riunire i soci per lavorare: chi tiene il banchetto, chi riceve il giornalino di carta",
        keep="finché la persona è socia e un anno dopo l'uscita",
        link="membership_id",
    ),
    PersonalData(
        table="households",
        columns=("name", "addressee_id"),
        why="mandare una lettera sola a chi vive insieme",
        keep="finché serve: si cancella quando resta vuota",
    ),
    PersonalData(
        table="household_people",
        columns=("household_id",),
        why="sapere chi vive insieme, per mandare una lettera sola",
        keep="finché la persona è socia e un anno dopo l'uscita",
        link="person_id",
    ),
    PersonalData(
        table="member_filters",
        columns=("name", "query", "shared"),
        why="ritrovare con un nome ciò che chi lavora in ufficio cerca spesso nell'elenco dei soci",
        keep="finché esiste l'accesso di chi l'ha salvato",
        link="account_id",
    ),
    PersonalData(
        table="applications",
        columns=("facts_sealed", "reason_sealed", "declared_digest", "declared_at", "received_on", "told_on"),
        why="decidere su una domanda di ammissione e dimostrare come si è decisa (D.Lgs. 117/2017 art. 23)",
        keep="accolta: con il libro soci; respinta o ritirata: da 12 a 24 mesi, poi si svuota; bozza: 30 giorni",
        link="person_id",
    ),
    PersonalData(
        table="application_events",
        columns=("step", "on_day", "account_id"),
        why="sapere chi ha fatto che cosa su una domanda, e quando",
        keep="quanto la domanda; quando si svuota restano solo i giorni",
    ),
)
