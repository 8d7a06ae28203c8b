"""How one gets into a group, step by step: the three ways, each with what happens next."""

from collections.abc import Callable
from typing import NamedTuple

from flask_babel import gettext as _

from ama_net.features.groups.models import Entry, Group
from ama_net.features.groups.rules import shows_its_place


class Step(NamedTuple):
    """One step."""

    title: str
    text: str


def steps_into(group: Group) -> list[Step]:
    """The steps of a group of peers; empty for services, which have their own ways."""
    if not group.is_group:
        return []
    entry = Entry(group.entry)
    if entry is Entry.OPEN and not shows_its_place(group):
        entry = Entry.CONTACT_FIRST  # somebody has to say where it is
    return WAYS[entry]()


def _open() -> list[Step]:
    return [
        Step(
            _("Vai all'incontro"),
            _("Non serve prenotare, né dire il cognome. Se preferisci, chiama prima la segreteria."),
        ),
        Step(_("Qualcuno ti accoglie"), _("Ti spiega come funziona. La prima volta puoi anche solo ascoltare.")),
        Step(_("Torni se vuoi"), _("Non ci si impegna a niente: decidi di volta in volta.")),
    ]


def _contact_first() -> list[Step]:
    return [
        Step(
            _("Chiama o scrivi"),
            _("Alla segreteria o al gruppo. Basta dire che ti interessa: non devi spiegare perché."),
        ),
        Step(_("Ti rispondiamo"), _("Ti diciamo quando c'è il prossimo incontro, dove, e chi ti aspetta.")),
        Step(_("Vai all'incontro"), _("La prima volta puoi anche solo ascoltare. Poi decidi tu.")),
    ]


def _interview() -> list[Step]:
    return [
        Step(_("Chiama o chiedi di partecipare"), _("Dici soltanto che ti interessa questo gruppo: il resto, se vuoi, a voce.")),
        Step(_("Ci si parla"), _("Un colloquio breve, per telefono o di persona. Non è un esame: serve a capire insieme se è il gruppo giusto.")),
        Step(_("Vai all'incontro"), _("Se va bene a te e al gruppo. Altrimenti ti diciamo che altro c'è.")),
    ]  # fmt: skip


def _unknown() -> list[Step]:
    return [
        Step(_("Chiedi alla segreteria"), _("Sa come si entra in questo gruppo, e se ce n'è un altro più vicino.")),
        Step(_("Ti rispondiamo"), _("Ti diciamo quando c'è il prossimo incontro e chi ti accoglie.")),
    ]


WAYS: dict[Entry, Callable[[], list[Step]]] = {
    Entry.OPEN: _open,
    Entry.CONTACT_FIRST: _contact_first,
    Entry.INTERVIEW: _interview,
    Entry.UNKNOWN: _unknown,
}
