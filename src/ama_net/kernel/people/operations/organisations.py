"""Registering and changing an organisation."""

from dataclasses import asdict, dataclass, replace

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people.models import ContactKind, Organisation, OrganisationKind
from ama_net.kernel.people.operations.contacts import add_contact
from ama_net.kernel.people.operations.people import claim_tax_code
from ama_net.kernel.people.rules import (
    WrongFact,
    check_optional_tax_code,
    check_optional_vat_code,
    check_organisation_name,
)


@dataclass(frozen=True)
class OrganisationFacts:
    """What is kept of an organisation. A sole trader's tax code has 16 characters, a body's 11 digits: both are good."""

    name: str
    kind: str = OrganisationKind.OTHER
    tax_code: str | None = None
    vat_code: str | None = None


def register_organisation(
    facts: OrganisationFacts, *, by: Actor, contacts: dict[ContactKind, str] | None = None
) -> Organisation:
    """Write down an organisation, with the first contacts if they are known. Who may: the office with PEOPLE_EDIT.

    Raises:
        WrongFact: a fact cannot be, or another organisation has the tax code.
    """
    facts = _checked(facts)
    claim_tax_code(Organisation, facts.tax_code)
    organisation = Organisation(**asdict(facts))
    db.session.add(organisation)
    db.session.flush()
    record(by=by, verb="organisation.registered", subject=organisation)
    for kind, value in (contacts or {}).items():
        if value.strip():
            _add_first(organisation, kind, value, by=by)
    return organisation


def change_organisation(organisation: Organisation, facts: OrganisationFacts, *, by: Actor) -> list[str]:
    """Correct an organisation; the names of the changed fields are returned and recorded.

    Who may: the office with PEOPLE_EDIT.

    Raises:
        WrongFact: a fact cannot be, or another organisation has the tax code.
    """
    facts = _checked(facts)
    if facts.tax_code != organisation.tax_code:
        claim_tax_code(Organisation, facts.tax_code, except_id=organisation.id)
    changed = [name for name, value in asdict(facts).items() if getattr(organisation, name) != value]
    for name in changed:
        setattr(organisation, name, getattr(facts, name))
    if changed:
        db.session.flush()
        record(by=by, verb="organisation.changed", subject=organisation, changes={"fields": changed})
    return changed


def _checked(facts: OrganisationFacts) -> OrganisationFacts:
    return replace(
        facts,
        name=check_organisation_name(facts.name),
        kind=OrganisationKind(facts.kind),
        tax_code=check_optional_tax_code(facts.tax_code),
        vat_code=check_optional_vat_code(facts.vat_code),
    )


def _add_first(organisation: Organisation, kind: ContactKind, value: str, *, by: Actor) -> None:
    try:
        add_contact(organisation, kind, value, by=by)
    except WrongFact as error:
        raise WrongFact(kind.value, error.message) from None
