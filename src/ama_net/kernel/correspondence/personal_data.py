"""What the room keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        table="protocol_entries",
        columns=("correspondent_sealed", "created_by"),
        why="sapere che lettere sono arrivate e partite",
        keep="dieci anni, come la corrispondenza che riguarda i conti (art. 2220 del codice civile)",
        link="person_id",
    ),
    PersonalData(
        table="letters",
        columns=("address_sealed", "subject_sealed", "body_sealed", "note", "noted_by"),
        why="dimostrare a chi si è scritto, quando e come (convocazioni, ammissioni, quote)",
        keep="dieci anni; poi restano solo giorno ed esito",
        link="person_id",
    ),
)
