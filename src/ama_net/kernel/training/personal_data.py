"""What the room keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

WHY_KEEP = (
    "finché la persona segue un gruppo o è volontaria, e per cinque anni dopo l'ultima formazione, per rispondere di chi "
    "è stato formato (prescrizione di cinque anni, art. 2947 del codice civile)"
)

PERSONAL_DATA = (
    PersonalData(
        table="training_paths",
        columns=("status", "reached_on", "noted", "noted_on", "noted_at", "noted_by"),
        why="affidare i gruppi a chi ha la formazione giusta",
        keep=WHY_KEEP,
        link="person_id",
    ),
    PersonalData(
        table="courses",
        columns=("teacher", "created_by"),
        why="dire a chi è iscritto chi tiene l'incontro; sapere chi l'ha messo in programma",
        keep="con il corso, che resta come storia della formazione",
    ),
    PersonalData(
        table="enrolments",
        columns=(
            "answer",
            "answered_at",
            "invited_at",
            "reminded_at",
            "certified_on",
            "certified_minutes",
            "created_by",
        ),
        why="invitare alla formazione, sapere chi viene, dare l'attestato",
        keep=WHY_KEEP,
        link="person_id",
    ),
    PersonalData(
        table="course_attendances",
        columns=("noted_at", "noted_by"),
        why="sapere chi c'era, per l'attestato e per il percorso di chi facilita",
        keep=WHY_KEEP,
        link="person_id",
    ),
    PersonalData(
        table="shadowings",
        columns=("with_person_id", "started_on", "ended_on", "meetings", "note"),
        why="sapere chi si forma accanto a chi; la nota la legge solo l'ufficio",
        keep=WHY_KEEP,
        link="person_id",
    ),
)
