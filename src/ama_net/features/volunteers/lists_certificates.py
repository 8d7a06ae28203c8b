"""The list of certificates of hours, declared."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.hours_rules import plain_duration
from ama_net.features.volunteers.models import HourCertificate
from ama_net.foundation.web.listing import Column, Listing
from ama_net.kernel.people import Person


def office_certificates() -> Select[HourCertificate]:
    """Every certificate with whose it is."""
    person = joinedload(HourCertificate.person).load_only(Person.given_name, Person.family_name)
    return select(HourCertificate).options(person)


CERTIFICATES = Listing(
    Column("number", _l("Numero"), value="number_words"),
    Column("name", _l("Chi"), value="person.list_name"),
    Column("from_day", _l("Periodo")),
    Column("minutes", _l("Ore"), value=lambda row: plain_duration(row.minutes), numeric=True),
    Column("issued_at", _l("Fatto il"), value="issued_on", sort=HourCertificate.issued_at),
    Column("state", _l("Stato"), value=lambda row: _l("Non vale più") if row.revoked_at else _l("Valido")),
    order="-issued_at",
    count_to=1000,
)
