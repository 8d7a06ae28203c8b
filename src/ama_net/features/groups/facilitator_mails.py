"""The mails to who keeps a group going, and to the secretariat about them. Subjects name neither group nor theme."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ama_net.features.groups.models import FacilitatorHandover, Group, JoinRequest
from ama_net.features.groups.queries_facilitators import accounts_of, address_of, current_terms
from ama_net.foundation.database import db
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant

FOR_YOU = "groups/join_request_for_you"
"""What tells facilitators that a request waits."""

MOST_NAMES = 30
"""Names of groups in a digest: the rest are counted."""


def tell_handover_asked(handover: FacilitatorHandover, person: Person) -> None:
    """To who is asked to take a group over: there is something to answer in the personal area."""
    write_to(person, "groups/handover_asked", about=handover.facilitator.group, path="/my/gruppi")


def tell_handover_answered(handover: FacilitatorHandover, *, accepted: bool) -> None:
    """To who offered the group: the answer. To the secretariat: only that a group has changed hands."""
    asker = handover.facilitator.person
    if asker is not None:
        write_to(
            asker, "groups/handover_answered", about=handover.facilitator.group, path="/my/gruppi", accepted=accepted
        )
    if accepted:
        group = handover.facilitator.group
        write_to_secretariat("groups/handover_done", about=group, path=people_page(group), group=group.name)


def tell_substitute(group: Group, person: Person, day: date) -> None:
    """To who leads one evening in somebody's place, when they can be written to."""
    write_to(person, "groups/substitute", about=group, group=group.name, day=day)


def tell_facilitators(request: JoinRequest) -> None:
    """To who keeps the group: somebody has written. Not who, nor for which group: that is behind the sign-in."""
    if request.group_id is None:
        return
    for term in current_terms(request.group_id):
        assert term.person is not None  # current terms have one
        write_to(term.person, FOR_YOU, about=request, path="/my/gruppi")


def tell_changed(group: Group) -> None:
    """To the secretariat: a facilitator says that something is no longer right."""
    write_to_secretariat("groups/freshness_changed", about=group, path=f"/manage/gruppi/{group.id}", group=group.name)


def send_digest(without: Sequence[str], stale: int) -> None:
    """To the secretariat, once a month: groups on the site that nobody keeps, and how many have long not been confirmed."""
    shown = list(without[:MOST_NAMES])
    write_to_secretariat(
        "groups/freshness_digest",
        path="/manage/gruppi/conferme",
        groups=shown,
        more=len(without) - len(shown),
        without=len(without),
        stale=stale,
    )


def people_page(group: Group) -> str:
    """The office's page on who keeps a group."""
    return f"/manage/gruppi/{group.id}/facilitatori"


def write_to(person: Person, template: str, *, about: Any, path: str = "", **context: Any) -> bool:
    """Write in the person's language, where they sign in or else where the register says; False: no address is known."""
    address = address_of(person, accounts_of([person.id]).get(person.id))
    if address is None:
        return False
    language = person.preferred_language
    link = f"{current_tenant().base_url}{'/en' if language == 'en' else ''}{path}"
    values = {"name": person.given_name, "link": link, **context}
    db.session.flush()
    send_mail(template, to=address, context=values, about=about, locale=language)
    return True


def write_to_secretariat(template: str, *, path: str, about: Any = None, **context: Any) -> None:
    """Write to the association's secretariat, in Italian."""
    tenant = current_tenant()
    values = {"link": f"{tenant.base_url}{path}", **context}
    send_mail(template, to=tenant.identity.mail.secretariat_mail, context=values, about=about, locale="it")
