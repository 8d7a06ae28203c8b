"""What the room keeps about people, and for how long. Requests lead to no person of the register: that is on purpose."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        table="groups",
        columns=("contact_name", "contact_phone", "contact_email"),
        why="far sapere a chi cerca un gruppo come raggiungerlo, se la persona ha detto sì (GDPR art. 6.1.a)",
        keep="finché vale il consenso: tolto quello, si cancella subito",
    ),
    PersonalData(
        table="join_requests",
        columns=("nickname_sealed", "contact_sealed", "message_sealed", "closed_by"),
        why="rispondere a chi chiede un gruppo, lo propone o lo aspetta, con il suo consenso esplicito (GDPR art. 9.2.a)",
        keep=(
            "fino al ritiro, o per i giorni scelti dall'associazione dopo la chiusura (da 30 a 90); chi aspetta un gruppo "
            "fino a 30 giorni dopo l'inizio, o a un anno senza novità; poi si svuota"
        ),
    ),
    PersonalData(
        table="join_request_messages",
        columns=("body_sealed", "written_by"),
        why="le risposte della segreteria e i messaggi di chi ha scritto",
        keep="quanto la richiesta di cui parlano",
    ),
    PersonalData(
        table="join_request_calls",
        columns=("called_by",),
        why="sapere chi è già stato chiamato e com'è andata, mai che cosa si è detto",
        keep="quanto la richiesta; restano solo data ed esito",
    ),
    PersonalData(
        table="proposal_steps",
        columns=("reason_sealed", "made_by"),
        why="sapere perché la segreteria ha fatto fare un passo a una proposta di gruppo",
        keep="quanto la proposta, che non dice di nessuno",
    ),
    PersonalData(
        table="group_imports",
        columns=("requested_by",),
        why="sapere chi ha importato un file di gruppi",
        keep="quanto il resoconto dell'importazione",
    ),
    PersonalData(
        table="group_import_rows",
        columns=("draft",),
        why="un elenco importato può nominare chi risponde per un gruppo: si tiene finché l'ufficio decide",
        keep="finché il file non è applicato o buttato, al massimo trenta giorni",
    ),
    PersonalData(
        table="group_sources",
        columns=("created_by",),
        why="sapere chi ha aggiunto un indirizzo da cui leggere i gruppi",
        keep="quanto la fonte",
    ),
    PersonalData(
        table="group_revisions",
        columns=("made_by",),
        why="sapere chi dell'ufficio ha cambiato i dati di un gruppo; i valori sono del gruppo, non di persone",
        keep="finché il gruppo è in elenco",
    ),
    PersonalData(
        table="change_requests",
        columns=("words_sealed", "contact_sealed", "decided_by"),
        why="correggere la pagina di un gruppo e, se chi segnala lo vuole, chiedergli un chiarimento",
        keep="trenta giorni dopo la decisione; poi restano solo i dati del gruppo",
    ),
    PersonalData(
        table="logistic_requests",
        columns=("requested_by",),
        why="sapere chi ha chiesto una sala o del materiale per un gruppo",
        keep="quanto la richiesta",
    ),
    PersonalData(
        table="brochures",
        columns=("made_by", "withdrawn_by"),
        why="sapere chi ha fatto e chi ha ritirato un'edizione dell'opuscolo",
        keep="quanto l'edizione",
    ),
    PersonalData(
        table="group_leaflets",
        columns=("uploaded_by",),
        why="sapere chi ha messo in linea il volantino di un gruppo",
        keep="quanto il volantino",
    ),
    PersonalData(
        table="facilitators",
        columns=("person_id", "role", "started_on", "ended_on", "public_name", "public_consent_on"),
        why=(
            "sapere chi segue un gruppo e da quando; il nome pubblico si mostra solo con il consenso datato; chi facilita "
            "un altro gruppo vede solo nome e cognome, per farsi sostituire o passare il gruppo"
        ),
        keep=(
            "finché la persona segue il gruppo e per cinque anni dopo la fine, per rispondere di chi lo seguiva "
            "(prescrizione di cinque anni, art. 2947 del codice civile); poi restano solo le date"
        ),
        link="person_id",
    ),
    PersonalData(
        table="facilitator_handovers",
        columns=("person_id", "asked_at", "answered_at", "answer"),
        why="passare un gruppo a un'altra persona solo se accetta",
        keep="un anno dopo la risposta",
        link="person_id",
    ),
    PersonalData(
        table="meeting_substitutes",
        columns=("person_id", "name"),
        why="sapere chi sostituisce chi segue il gruppo, una sera",
        keep="trenta giorni dopo quella sera",
        link="person_id",
    ),
    PersonalData(
        table="head_counts",
        columns=("counted_by",),
        why="sapere chi ha scritto quante persone c'erano; di chi partecipa si tiene solo il numero",
        keep="il conteggio resta per le statistiche; chi l'ha scritto si dimentica dopo un anno",
    ),
)
