"""People and organisations: one human, one row; how to reach them; what they consented to and the proof of it."""

from ama_net.kernel.people.duplicates import Duplicate, Reason, duplicates_of, possible_duplicates
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
from ama_net.kernel.people.models_merging import MergedPerson, PersonPair
from ama_net.kernel.people.models_work import PaidWork, WorkKind
from ama_net.kernel.people.operations.consents import (
    ConsentProof,
    ShownText,
    confirm_consent,
    give_consent,
    withdraw_consent,
)
from ama_net.kernel.people.operations.contacts import (
    AddressFacts,
    add_contact,
    add_postal_address,
    prefer_contact,
    remove_contact,
    remove_postal_address,
)
from ama_net.kernel.people.operations.organisations import OrganisationFacts, change_organisation, register_organisation
from ama_net.kernel.people.operations.people import PersonFacts, change_person, register_person
from ama_net.kernel.people.queries_work import employees_on, paid_people_on, paid_work_of
from ama_net.kernel.people.rules import WrongFact

__all__ = [
    "AddressFacts",
    "AddressKind",
    "Consent",
    "ConsentProof",
    "ConsentSource",
    "ConsentText",
    "Contact",
    "ContactKind",
    "Duplicate",
    "MergedPerson",
    "Organisation",
    "OrganisationFacts",
    "OrganisationKind",
    "PaidWork",
    "Person",
    "PersonFacts",
    "PersonPair",
    "PostalAddress",
    "Reason",
    "ShownText",
    "WorkKind",
    "WrongFact",
    "add_contact",
    "add_postal_address",
    "change_organisation",
    "change_person",
    "confirm_consent",
    "duplicates_of",
    "employees_on",
    "give_consent",
    "paid_people_on",
    "paid_work_of",
    "possible_duplicates",
    "prefer_contact",
    "register_organisation",
    "register_person",
    "remove_contact",
    "remove_postal_address",
    "withdraw_consent",
]
