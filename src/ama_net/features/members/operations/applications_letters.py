"""Writing to who applied: admitted, refused with the reason, the outcome of an appeal. By e-mail, or on paper."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.members import application_secrets
from ama_net.features.members.ages import is_minor
from ama_net.features.members.application_facts import ApplicationFacts, facts_of
from ama_net.features.members.models import Application, Guardianship, Membership
from ama_net.features.members.settings_applications import ApplicationsSettings, WhoDecides
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.correspondence import Channel, Direction, OnlyMailed, Stranger, open_entry, send_letter, stranger
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people import AddressKind, Person, PostalAddress
from ama_net.kernel.tenancy.settings import read_settings

KIND = "admission"


def tell_admitted(
    application: Application, person: Person, membership: Membership, resolution: Resolution, *, by: Actor
) -> bool:
    """Write to a new member, or to who answers for them; True when the letter leaves by itself (e-mail)."""
    guardians = _guardians_of(person) if is_minor(person) else []
    context = {"name": person.name, "number": membership.number, **_quoted(resolution)}
    return _write("members/application_admitted", application, guardians or [person], context, for_person=person, by=by)


def tell_outcome(application: Application, resolution: Resolution, *, on_appeal: bool, by: Actor) -> bool:
    """Write to who was refused, with the reason and how to appeal; True when the letter leaves by itself (e-mail).

    The secret link to appeal is in the e-mail alone. In the office nobody reads it; on paper a letter is asked for.
    """
    settings = read_settings(ApplicationsSettings)
    facts = facts_of(application)
    context = {
        "name": facts.name,
        "reason": application.reason or "",
        "link": OnlyMailed(application_secrets.absolute_link(application.id, application.language)),
        "days": settings.appeal_within_days,
        "assembly": settings.appeal_organ == WhoDecides.ASSEMBLY,
        **_quoted(resolution),
    }
    template = "members/application_appeal_rejected" if on_appeal else "members/application_refused"
    return _write(template, application, _strangers(facts), context, by=by)


def _write(
    template: str,
    application: Application,
    to: list[Person] | list[Stranger],
    context: dict[str, Any],
    *,
    by: Actor,
    for_person: Person | None = None,
) -> bool:
    with force_locale("it"):
        subject = _("Risposta a una domanda di ammissione")
    entry = open_entry(Direction.OUT, subject=subject, kind=KIND, who=to[0], about=application, by=by)
    sent = []
    for one in to:
        minor = for_person if for_person is not one else None
        letter = send_letter(
            template,
            to=one,
            context=context,
            entry=entry,
            about=application,
            for_person=minor,
            locale=application.language,
        )
        sent.append(letter.channel == Channel.EMAIL)
    return all(sent)


def _guardians_of(person: Person) -> list[Person]:
    rows = select(Guardianship).where(Guardianship.person_id == person.id).order_by(Guardianship.votes.desc())
    return [row.guardian for row in db.session.scalars(rows)]


def _strangers(facts: ApplicationFacts) -> list[Stranger]:
    """Who was refused is in no register: the letter alone says who they are."""
    if facts.is_minor() and facts.guardians:
        return [stranger(one.name, email=one.email, address=_address(facts)) for one in facts.guardians]
    return [stranger(facts.name, email=facts.email, address=_address(facts))]


def _address(facts: ApplicationFacts) -> PostalAddress | None:
    if not (facts.street or facts.municipality):
        return None
    return PostalAddress(
        kind=AddressKind.RESIDENCE,
        street=facts.street,
        postcode=facts.postcode,
        municipality=facts.municipality,
        province=facts.province,
        country="IT",
    )


def _quoted(resolution: Resolution) -> dict[str, Any]:
    return {"resolution": resolution.number_words, "decided_on": resolution.adopted_on}
