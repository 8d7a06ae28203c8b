"""What the members' room offers to the office."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.members.member_search import members_called
from ama_net.features.members.models import Membership
from ama_net.features.members.office_applications import figures_of_applications
from ama_net.features.members.office_area import figures_of_area
from ama_net.features.members.office_register import figures_of_register
from ama_net.features.members.queries_members import office_members, state_counts
from ama_net.foundation.database import db
from ama_net.foundation.web.pages import day_words
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit


def _figures() -> list[Figure]:
    counts = state_counts()
    index = url_for("members_manage.index")
    figures = [Figure(_("Soci"), counts["active"], f"{index}?state=active")]
    if counts["without_email"]:
        figures.append(Figure(_("Soci senza e-mail"), counts["without_email"], f"{index}?state=without_email"))
    if counts["minors"]:
        figures.append(Figure(_("Soci minorenni"), counts["minors"], f"{index}?state=minors"))
    return [*figures, *figures_of_applications(), *figures_of_register(), *figures_of_area()]


def _search(term: str, limit: int) -> list[SearchHit]:
    found = members_called(office_members(), term).order_by(Membership.sort_name, Membership.id).limit(limit)
    return [_hit(membership) for membership in db.session.scalars(found)]


def _hit(membership: Membership) -> SearchHit:
    number = _("Socio n. %(number)s", number=membership.number)
    detail = number if membership.is_active else _("%(member)s, non più socio", member=number)
    return SearchHit(membership.list_name, detail, url_for("members_manage.show", membership_id=membership.id))


def _about_person(person_id: UUID) -> list[SearchHit]:
    theirs = select(Membership).where(Membership.person_id == person_id).order_by(Membership.number.desc())
    return [_said(membership) for membership in db.session.scalars(theirs)]


def _said(membership: Membership) -> SearchHit:
    number = _("Socio n. %(number)s", number=membership.number)
    since = _("dal %(day)s", day=day_words(membership.admitted_on))
    url = url_for("members_manage.show", membership_id=membership.id)
    return SearchHit(number, since if membership.is_active else _("non più socio"), url)


ROOM = OfficeRoom(
    key="members",
    title=_l("Soci"),
    icon="book",
    endpoint="members_manage.index",
    permission=Permission.MEMBERS_READ,
    figures=_figures,
    search=_search,
    order=5,
    about_person=_about_person,
)
