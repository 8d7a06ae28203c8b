"""The Italian words of what the tables say in English."""

from flask_babel import lazy_gettext as _l

from ama_net.kernel.people.models import AddressKind, ConsentSource, ContactKind, OrganisationKind

CONTACT_KINDS = {
    ContactKind.EMAIL: _l("E-mail"),
    ContactKind.PHONE: _l("Telefono"),
    ContactKind.PEC: _l("PEC"),
}
ADDRESS_KINDS = {
    AddressKind.RESIDENCE: _l("Residenza"),
    AddressKind.DOMICILE: _l("Domicilio"),
    AddressKind.SEAT: _l("Sede legale"),
    AddressKind.MAIL: _l("Per la posta"),
}
CONSENT_SOURCES = {
    ConsentSource.FORM: _l("dal sito"),
    ConsentSource.PAPER: _l("su un modulo di carta"),
    ConsentSource.PHONE: _l("per telefono"),
    ConsentSource.IN_PERSON: _l("di persona"),
}
ORGANISATION_KINDS = {
    OrganisationKind.ASSOCIATION: _l("Associazione"),
    OrganisationKind.FOUNDATION: _l("Fondazione"),
    OrganisationKind.COOPERATIVE: _l("Cooperativa"),
    OrganisationKind.HEALTH_SERVICE: _l("Servizio sanitario"),
    OrganisationKind.MUNICIPALITY: _l("Comune"),
    OrganisationKind.PUBLIC_BODY: _l("Altro ente pubblico"),
    OrganisationKind.SCHOOL: _l("Scuola"),
    OrganisationKind.RELIGIOUS_BODY: _l("Parrocchia o ente religioso"),
    OrganisationKind.COMPANY: _l("Impresa"),
    OrganisationKind.OTHER: _l("Altro"),
}
LANGUAGE_NAMES = {"it": _l("Italiano"), "en": _l("Inglese")}
