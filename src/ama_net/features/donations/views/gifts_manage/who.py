"""Who gave: the people and bodies of the register who may be them, offered to choose among."""

from flask import abort
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from wtforms import SelectChoice

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.forms_office import SOMEBODY_NEW
from ama_net.features.donations.operations.office_gifts import WhoGave
from ama_net.foundation.database import db
from ama_net.foundation.text import fold, known_id
from ama_net.kernel.people import Organisation, Person, possible_duplicates

MOST_FOUND = 10


def offered(facts: DonorFacts) -> list[SelectChoice]:
    """Those of the register who may be who gives, then somebody new; empty when nobody is like them."""
    found = _bodies(facts) if facts.is_body else _people(facts)
    if not found:
        return []
    words = (
        _l("È un altro ente: scriverlo nell'anagrafe")
        if facts.is_body
        else _l("È un'altra persona: scriverla nell'anagrafe")
    )
    return [*found, SelectChoice(SOMEBODY_NEW, words)]


def chosen_row(choice: str | None) -> Person | Organisation | None:
    """The person or body that an id says; None for somebody new. What is none's is a page that is not there."""
    row_id = known_id(choice)
    if row_id is None:
        return None
    return db.session.get(Person, row_id) or db.session.get(Organisation, row_id) or abort(404)


def who_of(facts: DonorFacts, choice: str | None) -> WhoGave:
    """Who gave, out of what was typed and chosen."""
    return WhoGave(chosen_row(choice), facts)


def found_by_name(typed: str) -> list[Person | Organisation]:
    """People and bodies of the register whose name has every word."""
    words = [fold(word) for word in typed.split()[:5]]
    if not words:
        return []
    found: list[Person | Organisation] = []
    for model in (Person, Organisation):
        like = (func.f_unaccent(model.sort_name).contains(word, autoescape=True) for word in words)
        found += db.session.scalars(select(model).where(*like).order_by(model.sort_name).limit(MOST_FOUND))
    return found


def _people(facts: DonorFacts) -> list[SelectChoice]:
    alike = possible_duplicates(
        facts.given_name,
        facts.family_name,
        facts.tax_code or None,
        [facts.email] if facts.email else [],
        [facts.phone] if facts.phone else [],
    )
    return [
        SelectChoice(str(one.person.id), f"{one.person.name} ({', '.join(reason.words for reason in one.reasons)})")
        for one in alike
    ]


def _bodies(facts: DonorFacts) -> list[SelectChoice]:
    same = func.f_unaccent(Organisation.sort_name) == fold(facts.organisation)
    wanted = select(Organisation).where(or_(same, Organisation.tax_code == facts.tax_code) if facts.tax_code else same)
    return [SelectChoice(str(one.id), one.name) for one in db.session.scalars(wanted.limit(MOST_FOUND))]
