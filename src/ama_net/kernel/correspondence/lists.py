"""The lists of the office: letters, and the protocol."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.correspondence.models import Channel, Letter, LetterState, ProtocolEntry
from ama_net.kernel.correspondence.papers import channel_words, correspondent_of, registered_on
from ama_net.kernel.correspondence.queries import lost_letters, years_of_protocol
from ama_net.kernel.correspondence.words import CHANNELS, DIRECTIONS, STATES
from ama_net.kernel.people import Organisation, Person


def name_of(letter: Letter) -> str:
    """Who a letter is to, as a list is read."""
    if letter.person is not None:
        return letter.person.list_name
    return letter.organisation.name if letter.organisation is not None else letter.entry.correspondent or ""


def _to_do(value: str) -> ColumnElement[bool]:
    if value == "print":
        return (Letter.state == LetterState.WAITING) & (Letter.channel != Channel.EMAIL)
    return lost_letters()


LETTERS = Listing(
    Column("to", _l("A chi"), value=name_of),
    Column("subject", _l("Oggetto"), value=lambda letter: letter.entry.subject),
    Column("number", _l("Protocollo"), value=lambda letter: letter.entry.number_words),
    Column("channel", _l("Come"), value=lambda letter: channel_words(letter.channel)),
    Column("state", _l("Che ne è"), value=lambda letter: str(STATES[letter.state]), sort=Letter.state),
    Column("state_on", _l("Dal"), sort=Letter.state_on),
    Column("created_at", _l("Scritta"), sort=Letter.created_at, shown=False),
    filters=(
        Filter(
            "todo",
            _l("Da fare"),
            where=_to_do,
            options={"print": _l("Da stampare"), "lost": _l("Non arrivate")},
            counted=False,
        ),
        Filter("state", _l("Che ne è"), Letter.state, STATES, counted=False),
        Filter("channel", _l("Come"), Letter.channel, CHANNELS, counted=False),
        Filter("entry", _l("Riga del protocollo"), Letter.entry_id, parse=UUID),
        Filter("person", _l("Persona"), Letter.person_id, parse=UUID),
    ),
    search=search_words(Person.sort_name, Organisation.sort_name, ProtocolEntry.subject),
    order="-created_at",
)


def _years() -> list[tuple[Any, Any]]:
    return [(year, str(year)) for year in years_of_protocol()]


PROTOCOL = Listing(
    Column("number", _l("Numero"), value="number_words", sort=ProtocolEntry.number),
    Column("created_at", _l("Registrata"), value=registered_on, sort=ProtocolEntry.created_at),
    Column("on_day", _l("Giorno della lettera"), sort=ProtocolEntry.on_day),
    Column("direction", _l("Verso"), value=lambda entry: str(DIRECTIONS[entry.direction])),
    Column("who", _l("Mittente o destinatario"), value=correspondent_of),
    Column("subject", _l("Oggetto")),
    Column("channel", _l("Come"), value=lambda entry: channel_words(entry.channel)),
    filters=(
        Filter("year", _l("Anno"), ProtocolEntry.year, _years, counted=False),
        Filter("direction", _l("Verso"), ProtocolEntry.direction, DIRECTIONS, counted=False),
    ),
    search=search_words(ProtocolEntry.subject, Person.sort_name, Organisation.sort_name),
    order="-created_at",
)
