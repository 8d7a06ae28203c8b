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
)
