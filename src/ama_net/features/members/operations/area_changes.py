"""Asking to change what the association keeps about oneself (GDPR art. 16), and the office's answer."""

import json
from datetime import date
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.members.models import ChangeState, DataChangeRequest
from ama_net.features.members.operations.memberships import note_facts_changed
from ama_net.features.members.queries_area import memberships_of, waiting_change, who_reads_for
from ama_net.features.members.register import hold_register
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.correspondence import Direction, open_entry, send_letter
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import ContactKind, Person, PostalAddress
from ama_net.kernel.people.operations.contacts import (
    AddressFacts,
    add_contact,
    add_postal_address,
    remove_contact,
    remove_postal_address,
)
from ama_net.kernel.people.operations.people import PersonFacts, change_person
from ama_net.kernel.tenancy import current_tenant

Changes = dict[str, list[str]]

OF_PERSON = ("given_name", "family_name", "birth_date", "birth_place", "tax_code")
OF_CONTACTS = {"email": ContactKind.EMAIL, "phone": ContactKind.PHONE}
OF_ADDRESS = ("street", "postcode", "municipality", "province")


class NothingAsked(ValueError):
    """What was typed is what the association already has."""


class Settled(ValueError):
    """Somebody answered the request in the meantime, or the member took it back."""


def known_facts(person: Person) -> dict[str, str]:
    """What the association has, as the form shows it: facts, first e-mail and telephone, residence."""
    home = residence_of(person)
    facts = {name: getattr(person, name) or "" for name in OF_PERSON}
    facts["birth_date"] = person.birth_date.isoformat() if person.birth_date else ""
    facts |= {name: person.contact(kind) or "" for name, kind in OF_CONTACTS.items()}
    return facts | {name: getattr(home, name) if home else "" for name in OF_ADDRESS}


def residence_of(person: Person) -> PostalAddress | None:
    """The residence; where there is none, the first address."""
    homes = [address for address in person.addresses if address.kind == "residence"]
    return next(iter([*homes, *person.addresses]), None)


def ask_change(person: Person, wanted: dict[str, str], *, by: Actor) -> DataChangeRequest:
    """Ask to change one's data; the office is told. A request that waits is taken back by the new one.

    Who may: the person, and whoever answers for a minor.

    Raises:
        NothingAsked: nothing is different.
    """
    known = known_facts(person)
    changes = {name: [known[name], value] for name, value in wanted.items() if value != known[name]}
    if not changes:
        raise NothingAsked
    earlier = waiting_change(person.id)
    if earlier is not None:
        take_back_change(earlier, by=by)
    asked = DataChangeRequest(person_id=person.id, asked_by=by.account_id)
    asked.changes = json.dumps(changes)
    db.session.add(asked)
    db.session.flush()
    record(by=by, verb="data_change.asked", subject=asked)
    link = f"{current_tenant().base_url}/manage/soci/modifiche"
    send_mail("members/change_new", to=current_tenant().identity.mail.secretariat_mail, context={"link": link})
    return asked


def changes_of(asked: DataChangeRequest) -> Changes:
    """What a request asks for; nothing once it was emptied."""
    found: Changes = json.loads(asked.changes or "{}")
    return found


def take_back_change(asked: DataChangeRequest, *, by: Actor) -> None:
    """The member thought better of it. Nothing is kept of what was asked.

    Raises:
        Settled: the office has answered.
    """
    _settle(asked, ChangeState.TAKEN_BACK, by)
    asked.changes, asked.emptied_at = None, now()
    db.session.flush()


def apply_change(asked: DataChangeRequest, *, by: Actor) -> None:
    """Do what a member asked: facts, contacts, address; the register of members gets its new line where it must.

    Who may: the office with MEMBERS_EDIT.

    Raises:
        Settled: it has its answer already.
        WrongFact: a fact cannot be (another person has the tax code): nothing is done.
    """
    hold_register()
    _settle(asked, ChangeState.APPLIED, by)
    person = asked.person
    wanted = {name: pair[1] for name, pair in changes_of(asked).items()}
    _change_facts(person, wanted, by)
    _change_contacts(person, wanted, by)
    _change_address(person, wanted, by)
    for membership in memberships_of(person.id):
        if membership.person_id == person.id:
            note_facts_changed(membership, by=by)
    _tell(asked, by, "")


def refuse_change(asked: DataChangeRequest, answer: str, *, by: Actor) -> None:
    """Say why a change is not made (GDPR art. 12 par. 4): the member is told.

    Raises:
        Settled: it has its answer already.
    """
    _settle(asked, ChangeState.REFUSED, by)
    asked.answer = answer
    _tell(asked, by, answer)


def _settle(asked: DataChangeRequest, state: ChangeState, by: Actor) -> None:
    db.session.flush()
    db.session.refresh(asked, ["state"], with_for_update=True)
    if asked.state != ChangeState.WAITING:
        raise Settled
    asked.state, asked.settled_at, asked.settled_by = state, now(), by.account_id
    db.session.flush()
    record(by=by, verb=f"data_change.{state.value}", subject=asked)


def _change_facts(person: Person, wanted: dict[str, str], by: Actor) -> None:
    if not set(wanted) & set(OF_PERSON):
        return
    facts: dict[str, Any] = {name: wanted.get(name, getattr(person, name) or "") for name in OF_PERSON}
    if "birth_date" in wanted:
        facts["birth_date"] = date.fromisoformat(wanted["birth_date"]) if wanted["birth_date"] else None
    else:
        facts["birth_date"] = person.birth_date
    kept = {name: getattr(person, name) for name in ("birth_cadastral_code", "deceased_on", "preferred_language")}
    change_person(person, PersonFacts(**{**facts, "tax_code": facts["tax_code"] or None}, **kept), by=by)


def _change_contacts(person: Person, wanted: dict[str, str], by: Actor) -> None:
    for name, kind in OF_CONTACTS.items():
        if name in wanted:
            old = next((one for one in person.contacts if one.kind == kind), None)
            if wanted[name]:
                add_contact(person, kind, wanted[name], by=by, preferred=True)
            if old is not None and old.value != wanted[name]:
                remove_contact(person, old, by=by)


def _change_address(person: Person, wanted: dict[str, str], by: Actor) -> None:
    if not set(wanted) & set(OF_ADDRESS):
        return
    old = residence_of(person)
    parts = {name: wanted.get(name, getattr(old, name) if old else "") for name in OF_ADDRESS}
    if any(parts.values()):
        add_postal_address(person, AddressFacts(kind=old.kind if old else "residence", **parts), by=by)
    if old is not None:
        remove_postal_address(person, old, by=by)


def _tell(asked: DataChangeRequest, by: Actor, answer: str) -> None:
    to, minor = who_reads_for(asked.person)
    with force_locale("it"):
        subject = _("Risposta a una richiesta di cambiare i dati")
    entry = open_entry(Direction.OUT, subject=subject, by=by, kind="letter", who=to, about=asked)
    context = {"name": to.given_name, "applied": asked.state == ChangeState.APPLIED, "answer": answer}
    send_letter("members/change_answered", to=to, context=context, entry=entry, about=asked, for_person=minor)
