"""Mails about pathways. None of them says what it is about: a link leads to the page that does."""

from ama_net.features.helpdesk.models import Pathway
from ama_net.features.helpdesk.visitor_secrets import way_back
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant


def say_received(pathway: Pathway) -> None:
    """Send the way back to who asked, if they left an address."""
    _write(pathway, "helpdesk/pathway_received")


def tell_visitor(pathway: Pathway) -> None:
    """Say that there is something new; who left a telephone only is from now among those to call."""
    pathway.told_at = now() if _write(pathway, "helpdesk/pathway_news") else None
    db.session.flush()


def tell_operator(person: Person, *, by: Actor) -> None:
    """Say to who listens that something changed in what they follow, unless they did it themselves."""
    if person.id == by.person_id or not person.email:
        return
    link = f"{current_tenant().base_url}/my/sportello/percorsi"
    send_mail(
        "helpdesk/pathway_operator",
        to=person.email,
        context={"name": person.given_name or person.name, "link": link},
        locale=person.preferred_language,
    )


def tell_secretariat(pathway: Pathway) -> None:
    """Say to the secretariat that there is a request to look at."""
    tenant = current_tenant()
    link = f"{tenant.base_url}/manage/sportello/percorsi/{pathway.id}"
    send_mail(
        "helpdesk/pathway_new",
        to=tenant.identity.mail.secretariat_mail,
        context={"link": link},
        about=pathway.visitor,
        locale="it",
    )


def _write(pathway: Pathway, template: str) -> bool:
    visitor = pathway.visitor
    if not visitor.by_mail or not visitor.contact:
        return False
    context = {"link": way_back(visitor, visitor.language)}
    send_mail(template, to=visitor.contact, context=context, about=visitor, locale=visitor.language)
    return True
