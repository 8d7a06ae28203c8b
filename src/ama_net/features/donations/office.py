"""What the room offers to the office: gifts, with what waits for its money; campaigns."""

from datetime import date
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.donations.models import Campaign, CampaignState, Gift, GiftState
from ama_net.features.donations.office_words import GIFT_STATES
from ama_net.features.donations.operations.receiving import donor_name
from ama_net.features.donations.queries_gifts import gifts_with_donors
from ama_net.features.donations.queries_refunds import requests_waiting
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import search_words
from ama_net.foundation.web.pages import day_words, money
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit
from ama_net.kernel.people import Organisation, Person


def _figures() -> list[Figure]:
    day, index = today(), url_for("gifts_manage.index")
    year = date(day.year, 1, 1)
    arrived = func.coalesce(func.sum(Gift.paid_cents).filter(Gift.given_on >= year), 0)
    waiting = func.count().filter(Gift.state.in_((GiftState.PENDING, GiftState.PROCESSING)))
    unknown = func.count().filter(
        Gift.state == GiftState.RECEIVED,
        Gift.person_id.is_(None),
        Gift.organisation_id.is_(None),
        Gift.asked_sealed.is_not(None),
        Gift.thanked_at.is_not(None),
    )
    cents, pending, to_look_at = db.session.execute(select(arrived, waiting, unknown)).one()
    figures = [Figure(_("Donato quest'anno"), money(int(cents)), f"{index}?year={day.year}&state=received")]
    if pending:
        figures.append(Figure(_("Donazioni attese"), pending, f"{index}?state=pending&state=processing"))
    if to_look_at:
        figures.append(Figure(_("Donazioni: chi è?"), to_look_at, f"{index}?who=unsure", attention=True))
    asked_back = requests_waiting()
    if asked_back:
        figures.append(
            Figure(_("Donazioni chieste indietro"), asked_back, url_for("refunds_manage.index"), attention=True)
        )
    return figures


def _search(term: str, limit: int) -> list[SearchHit]:
    searched = search_words(
        func.coalesce(Person.sort_name, ""), func.coalesce(Organisation.sort_name, ""), Gift.reference
    )
    found = searched(gifts_with_donors(), term).order_by(Gift.created_at.desc()).limit(limit)
    return [_hit(gift) for gift in db.session.scalars(found)]


def _hit(gift: Gift) -> SearchHit:
    name = donor_name(gift) or _("Donazione anonima")
    detail = _("Donazione di %(amount)s, %(state)s", amount=money(gift.amount_cents), state=GIFT_STATES[gift.state])
    return SearchHit(name, detail, url_for("gifts_manage.show", gift_id=gift.id))


def _about_person(person_id: UUID) -> list[SearchHit]:
    theirs = select(func.count(), func.max(Gift.given_on)).where(
        Gift.person_id == person_id, Gift.state == GiftState.RECEIVED
    )
    number, last = db.session.execute(theirs).one()
    if not number:
        return []
    words = _("l'ultima il %(day)s", day=day_words(last))
    return [
        SearchHit(_("Donazioni: %(number)s", number=number), words, url_for("gifts_manage.index", person=person_id))
    ]


ROOM = OfficeRoom(
    key="donations",
    title=_l("Donazioni"),
    icon="heart",
    endpoint="gifts_manage.index",
    permission=Permission.DONATIONS_READ,
    figures=_figures,
    search=_search,
    order=8,
    about_person=_about_person,
)


def _campaign_figures() -> list[Figure]:
    number = db.session.scalar(select(func.count()).where(Campaign.state == CampaignState.OPEN))
    return [Figure(_("Campagne aperte"), number, url_for("campaigns_manage.index"))] if number else []


CAMPAIGNS_ROOM = OfficeRoom(
    key="campaigns",
    title=_l("Campagne"),
    icon="speech",
    endpoint="campaigns_manage.index",
    permission=Permission.DONATIONS_READ,
    figures=_campaign_figures,
    order=9,
)
