"""What the room keeps about people: whoever has the keys of a venue."""

from ama_net.kernel.tenancy.personal_data import PersonalData

PERSONAL_DATA = (
    PersonalData(
        table="venues",
        columns=("contact_sealed",),
        why="sapere a chi chiedere una sala e chi ha le chiavi",
        keep="finché il luogo è in uso; la segreteria lo cambia o lo cancella quando la persona cambia",
    ),
)
