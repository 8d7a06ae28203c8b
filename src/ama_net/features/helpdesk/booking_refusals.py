"""Why a time cannot be given, in words the office can act on: who looks at a calendar sees no reason by themselves."""

from flask_babel import gettext as _

from ama_net.features.helpdesk.appointment_words import MODE_WORDS
from ama_net.features.helpdesk.models import Appointment, Mode
from ama_net.features.helpdesk.operations.places import Wanted
from ama_net.features.helpdesk.queries_bookings import people_of
from ama_net.features.helpdesk.slots import free_slots, rooms_free
from ama_net.foundation.clock import day_of, now
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import hour_words, reservations_of, span_words


def why_not(wanted: Wanted, *, besides: Appointment | None = None) -> str:
    """The first reason that is found; asked after a refusal, it says what is in the way now."""
    return (
        _of_the_time(wanted)
        or _of_the_person(wanted, besides)
        or _of_the_room(wanted, besides)
        or _outside(wanted, besides)
    )


def _of_the_time(wanted: Wanted) -> str:
    if wanted.starts_at <= now():
        return str(_("È un orario già passato."))
    if wanted.mode not in wanted.service.modes:
        return str(_("Questo servizio non si fa così: %(mode)s.", mode=str(MODE_WORDS[wanted.mode]).lower()))
    return ""


def _of_the_person(wanted: Wanted, besides: Appointment | None) -> str:
    if wanted.person_id is None:
        return ""
    person = db.session.get(Person, wanted.person_id)
    day, follows = wanted.day, wanted.pathway_id is not None and wanted.agreed
    if person is None or not (follows or person in people_of(wanted.service, day, day)):
        return str(
            _("In quel giorno %(who)s non segue questo servizio.", who=person.name if person else _("chi ascolta"))
        )
    away = [besides] if besides is not None else []
    taken = next(iter(reservations_of([person.id], *wanted.whole, besides=away)), None)
    if taken is None:
        return ""
    starts, ends = taken.during.lower, taken.during.upper
    assert starts is not None and ends is not None  # noqa: PT018  # the table's checks
    return str(_("%(who)s ha già un impegno: %(when)s.", who=person.name, when=span_words(starts, ends)))


def _of_the_room(wanted: Wanted, besides: Appointment | None) -> str:
    in_a_room = wanted.mode == Mode.IN_PERSON and wanted.service.rooms
    if in_a_room and not rooms_free(wanted.service, wanted.starts_at, besides=besides):
        return str(_("In quelle ore non c'è una stanza libera."))
    return ""


def _outside(wanted: Wanted, besides: Appointment | None) -> str:
    hour = hour_words(wanted.starts_at)
    if wanted.person_id is None:
        return str(_("Alle %(hour)s di quel giorno non è libero nessuno. Ecco gli orari liberi.", hour=hour))
    day = day_of(wanted.starts_at)
    slots = free_slots(wanted.service, day, day, person_id=wanted.person_id, besides=besides, office=True)
    ways = next((slot.modes for slot in slots if slot.starts_at == wanted.starts_at), ())
    if ways:
        words = ", ".join(str(MODE_WORDS[mode]).lower() for mode in ways)
        return str(_("Alle %(hour)s di quel giorno si può solo così: %(ways)s.", hour=hour, ways=words))
    return str(
        _(
            "Alle %(hour)s di quel giorno non comincia nessuno dei suoi orari. Si può scegliere un orario libero, oppure "
            "segnare che chi ascolta è d'accordo.",
            hour=hour,
        )
    )
