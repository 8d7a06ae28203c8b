"""What fees show in the personal area: what is due, and by when."""

from datetime import datetime, time

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.members.queries_fees import fees_of_person
from ama_net.foundation.clock import ROME
from ama_net.foundation.web.pages import day_words, money
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.personal import NextThing, PersonalRoom


def concerns(actor: Actor) -> bool:
    """Members: the role is given with the admission, so the menu asks nothing of the database."""
    return Role.MEMBER in actor.roles


def next_things(actor: Actor) -> list[NextThing]:
    """The fees that are still to be paid."""
    if actor.person_id is None:
        return []
    return [
        NextThing(
            _("La quota %(year)s: restano %(left)s", year=fee.year, left=money(fee.left_cents)),
            _("Era da versare entro il %(day)s", day=day_words(fee.due_on))
            if fee.is_overdue
            else _("Da versare entro il %(day)s", day=day_words(fee.due_on)),
            url_for("fees_my.index"),
            when=None if fee.is_overdue else datetime.combine(fee.due_on, time(23, 59), ROME),
        )
        for fee in fees_of_person(actor.person_id)
        if not fee.is_paid and fee.membership.is_active
    ]


ROOM = PersonalRoom(
    key="fees",
    title=_l("Le mie quote"),
    icon="euro",
    endpoint="fees_my.index",
    next_things=next_things,
    concerns=concerns,
    order=40,
)
