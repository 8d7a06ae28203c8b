"""People and organisations: one human, one row; how to reach them; what they consented to and the proof of it."""

from ama_net.kernel.people.models import (
    AddressKind,
    Consent,
    ConsentSource,
    ConsentText,
    Contact,
    ContactKind,
    Organisation,
    OrganisationKind,
    Person,
    PostalAddress,
)

__all__ = [
    "AddressKind",
    "Consent",
    "ConsentSource",
    "ConsentText",
    "Contact",
    "ContactKind",
    "Organisation",
    "OrganisationKind",
    "Person",
    "PostalAddress",
]
