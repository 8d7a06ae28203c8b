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
        table="roll_entries",
        columns=("name", "number", "since", "fee_state", "attendance", "identity_check"),
        why="sapere chi era convocato, chi poteva votare e chi c'era (D.Lgs. 117/2017 art. 24)",
        keep="con i verbali: finché vive l'associazione",
        link="person_id",
    ),
)
