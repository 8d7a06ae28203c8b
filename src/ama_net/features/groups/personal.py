"""What the room shows in the personal area: the groups one keeps, and what is to be done about them."""

from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ama_net.features.groups.models import Group
from ama_net.features.groups.my_group import days_to_count_now, is_to_confirm, next_time
from ama_net.features.groups.queries_facilitator_requests import waiting_by_group
from ama_net.features.groups.queries_facilitators import groups_of_person, handovers_to
from ama_net.features.groups.timetable import day_words
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.personal import NextThing, PersonalRoom


def concerns(actor: Actor) -> bool:
    """Facilitators: who is given a group is given the role too, so that the menu need ask nothing of the database."""
    return Role.FACILITATOR in actor.roles


def next_things(actor: Actor) -> list[NextThing]:
    """The next meeting of each group; requests to answer, heads to count, facts to confirm; groups one is offered."""
    if actor.person_id is None:
        return []
    waiting = waiting_by_group(actor.person_id)
    things = [
        NextThing(_("Ti propongono un gruppo"), handover.facilitator.group.name, url_for("groups_my.index"))
        for handover in handovers_to(actor.person_id)
    ]
    groups = groups_of_person(actor.person_id)
    to_count = days_to_count_now(groups)
    for group in groups:
        things += _of_group(group, waiting.get(group.id, 0), to_count.get(group.id))
    return things


def _of_group(group: Group, waiting: int, day: date | None) -> list[NextThing]:
    page = url_for("groups_my.show", slug=group.slug)
    things = []
    if waiting:
        said = ngettext("Una richiesta aspetta risposta", "%(num)s richieste aspettano risposta", waiting)
        things.append(NextThing(said, group.name, url_for("groups_my_requests.index", slug=group.slug)))
    if day is not None:
        heads = url_for("groups_my.heads", slug=group.slug)
        things.append(NextThing(_("Quante persone c'erano %(day)s?", day=day_words(day)), group.name, heads))
    if is_to_confirm(group):
        things.append(NextThing(_("I dati del gruppo sono ancora giusti?"), group.name, page))
    found = next_time(group)
    if found is not None:
        things.append(NextThing(group.name, _("Il prossimo incontro"), page, when=found[0]))
    return things


ROOM = PersonalRoom(
    key="groups",
    title=_l("I miei gruppi"),
    icon="people",
    endpoint="groups_my.index",
    next_things=next_things,
    concerns=concerns,
    order=10,
)
