"""What the room keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        table="documents",
        columns=("created_by", "withdrawn_by"),
        why="tenere gli atti dell'associazione e quelli che riguardano un socio (D.Lgs. 117/2017 art. 15)",
        keep="gli atti dei libri sociali finché vive l'associazione; gli altri dieci anni; quelli di chi fa volontariato, quanto dice la loro riga",
        link="person_id",
    ),
    PersonalData(
        table="document_versions",
        columns=("body_sealed", "created_by"),
        why="il contenuto dei documenti, cifrato con la chiave dell'associazione",
        keep="quanto il documento",
    ),
    PersonalData(
        table="resolutions",
        columns=("text", "created_by"),
        why="trascrivere che cosa ha deciso ogni organo (D.Lgs. 117/2017 art. 15)",
        keep="finché vive l'associazione",
    ),
    PersonalData(
        table="office_terms",
        columns=("organ", "kind", "started_on", "expires_on", "ended_on"),
        why="sapere chi ricopre una carica, e comunicarlo al RUNTS entro trenta giorni (art. 48)",
        keep="finché vive l'associazione, con i libri sociali",
        link="person_id",
    ),
    PersonalData(
        table="office_marks",
        columns=("step", "on_day", "created_by"),
        why="ricordare che una carica è stata comunicata al RUNTS o che si è avvisato della scadenza",
        keep="quanto la carica",
    ),
)
