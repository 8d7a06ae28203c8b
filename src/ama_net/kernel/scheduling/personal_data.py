"""What the room keeps about people, and for how long."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        table="reservations",
        columns=("during", "about_kind", "about_id"),
        why="non mettere nessuno in due posti nello stesso momento",
        keep="finché dura l'impegno; si cancella quando è passato o disdetto",
        link="person_id",
    ),
)
