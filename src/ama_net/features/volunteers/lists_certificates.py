"""The list of certificates of hours, declared."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.hours_rules import plain_duration
from ama_net.features.volunteers.models import HourCertificate
from ama_net.features.volunteers.queries_hour_certificates import adds_up_no_more
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.people import Person


def office_certificates() -> Select[HourCertificate]:
    """Every certificate with whose it is."""
    person = joinedload(HourCertificate.person).load_only(Person.given_name, Person.family_name)
    return select(HourCertificate).options(person)


def _in_state(value: str) -> ColumnElement[bool]:
    if value == "changed":
        return adds_up_no_more()
    revoked = HourCertificate.revoked_at
    return revoked.is_(None) if value == "valid" else revoked.is_not(None)


STATES = {"valid": _l("Validi"), "changed": _l("Ore cambiate"), "revoked": _l("Non valgono più")}
"""A certificate of changed hours still holds until the office says that it does not."""
CERTIFICATES = Listing(
    Column("number", _l("Numero"), value="number_words"),
    Column("name", _l("Chi"), value="person.list_name"),
    Column("from_day", _l("Periodo")),
    Column("minutes", _l("Ore"), value=lambda row: plain_duration(row.minutes), numeric=True),
    Column("issued_at", _l("Fatto il"), value="issued_on", sort=HourCertificate.issued_at),
    Column("state", _l("Stato"), value=lambda row: _l("Non vale più") if row.revoked_at else _l("Valido")),
    filters=(Filter("state", _l("Stato"), where=_in_state, options=STATES),),
    order="-issued_at",
    count_to=1000,
)
