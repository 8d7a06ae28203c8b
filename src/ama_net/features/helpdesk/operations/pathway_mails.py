"""Mails about pathways. None of them says what it is about: a link leads to the page that does."""

from datetime import timedelta

from sqlalchemy import select

from ama_net.features.helpdesk.models import Pathway
from ama_net.features.helpdesk.visitor_secrets import way_back
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.outbox import Message, send_mail
from ama_net.kernel.outbox.models import QUEUED, STATES
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant

NEW = "helpdesk/pathway_new"
APART = timedelta(minutes=15)


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


def tell_secretariat() -> None:
    """Say to the secretariat that there are requests to look at: one mail for all those of a quarter of an hour.

    The mail is about no visitor: who takes everything back takes no other's notice away.
    """
    tenant = current_tenant()
    hold(f"helpdesk:requests-told:{tenant.id}")
    lately = select(Message).where(Message.state.in_(STATES), Message.due_at > now() - APART, Message.template == NEW)
    last = db.session.scalars(lately.order_by(Message.created_at.desc(), Message.id.desc()).limit(1)).first()
    if last is not None and last.state == QUEUED and last.due_at > now():
        return  # it leaves soon, and leads to all of them
    mail = send_mail(
        NEW,
        to=tenant.identity.mail.secretariat_mail,
        context={"link": f"{tenant.base_url}/manage/sportello/percorsi"},
        locale="it",
    )
    if last is not None:
        mail.due_at = max(now(), (last.sent_at or last.created_at) + APART)


def _write(pathway: Pathway, template: str) -> bool:
    visitor = pathway.visitor
    if not visitor.by_mail or not visitor.contact:
        return False
    context = {"link": way_back(visitor, visitor.language)}
    send_mail(template, to=visitor.contact, context=context, about=visitor, locale=visitor.language)
    return True
