"""What the room keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

FORGOTTEN = (
    "fino a quanti giorni dopo l'ultimo incontro decide l'associazione (90 se non dice altro); poi resta un numero"
)

PERSONAL_DATA = (
    PersonalData(
        table="helpdesk_operators",
        columns=("first_day", "last_day", "created_by"),
        why="sapere chi ascolta, in quale servizio e da quando",
        keep="finché chi ascolta è in uso in un appuntamento",
        link="person_id",
    ),
    PersonalData(
        table="helpdesk_visitors",
        columns=(
            "nickname_sealed",
            "contact_sealed",
            "contact_digest",
            "reason_sealed",
            "call_time",
            "consent_digest",
            "guardian_digest",
        ),
        why="dare un appuntamento a chi lo chiede e richiamarlo (consenso esplicito, GDPR art. 9.2.a)",
        keep=FORGOTTEN,
    ),
    PersonalData(
        table="helpdesk_pathways",
        columns=("state", "outcome", "wanted_mode", "free_part", "created_by"),
        why="seguire chi chiede più incontri con la stessa persona",
        keep=FORGOTTEN,
        link="person_id",
    ),
    PersonalData(
        table="helpdesk_assignments",
        columns=("started_at", "ended_at", "created_by"),
        why="sapere chi ha seguito un percorso, e chi può leggerne gli appunti",
        keep=FORGOTTEN,
        link="person_id",
    ),
    PersonalData(
        table="helpdesk_appointments",
        columns=("starts_at", "result", "online_room_sealed", "created_by"),
        why="sapere chi ascolta chi, quando e dove",
        keep=FORGOTTEN,
        link="person_id",
    ),
    PersonalData(
        table="helpdesk_calls",
        columns=("tried_at", "done_at", "done_by"),
        why="dire per telefono, a chi ha lasciato solo un numero, ciò che gli altri leggono in una e-mail",
        keep="30 giorni dopo la telefonata, o dopo l'appuntamento; se è di una lista d'attesa, 30 giorni",
    ),
    PersonalData(
        table="helpdesk_notes",
        columns=("body_sealed", "created_at", "updated_at"),
        why="ricordarsi, se serve, di che cosa si è parlato; li legge solo chi segue la persona",
        keep=FORGOTTEN,
        link="person_id",
    ),
    PersonalData(
        table="helpdesk_availability",
        columns=("weekday", "starts", "ends", "first_day", "last_day", "created_by"),
        why="sapere quando chi ascolta si può prenotare",
        keep="finché vale; poi si cancella da sé dopo trenta giorni",
        link="person_id",
    ),
    PersonalData(
        table="helpdesk_exceptions",
        columns=("first_day", "last_day", "starts", "ends", "created_by"),
        why="sapere i giorni in cui chi ascolta non c'è, o c'è in più: mai perché",
        keep="finché vale; poi si cancella da sé dopo trenta giorni",
        link="person_id",
    ),
    PersonalData(
        table="helpdesk_offers",
        columns=("starts_at", "until", "answer", "created_by"),
        why="proporre a chi aspetta un orario per volta, e mai due volte lo stesso",
        keep=FORGOTTEN,
    ),
    PersonalData(
        table="helpdesk_waiting",
        columns=("mode", "free_part", "joined_at", "reached_at", "state", "left_because"),
        why="offrire un posto che si libera a chi aspetta da più tempo",
        keep=FORGOTTEN,
    ),
)
