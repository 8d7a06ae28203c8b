"""What of the site can be put into a newsletter, and how it is kept there: as it was when it was picked."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, or_, select

from ama_net.across.newsletters.blocks import PickedBlock, PickedSource
from ama_net.across.newsletters.picking_days import appointments_of
from ama_net.features.donations.models import Campaign, CampaignState
from ama_net.features.groups.models import Status
from ama_net.features.helpdesk.models import Service
from ama_net.features.site.models import Kind, SitePage
from ama_net.features.site.queries import originals, sibling_of
from ama_net.features.site.rules import is_open
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.directory import Listing
from ama_net.kernel.tenancy import current_tenant

MOST_CHOICES = 30
LONGEST_SUMMARY = 300


@dataclass(frozen=True)
class Choice:
    """Something that can be picked: its title, and enough to tell it from another."""

    id: UUID
    title: str
    detail: str


class NothingToPick(LookupError):
    """There is no such thing on the site for everybody to read."""


def choices(kind: str, term: str = "") -> list[Choice]:
    """What may be picked of a kind, found by its title; only what the public can read now, drafts of nothing."""
    source = PickedSource(kind)
    return _LISTS[source](term.replace("\x00", "").strip()[:100]) if is_open(_ROOMS.get(source)) else []


def pick(kind: str, row_id: UUID, language: str = "it") -> PickedBlock:
    """One of them as a block: the title, the summary and the address it has today, in a language.

    Raises:
        NothingToPick: it is not there, or not for everybody to read.
    """
    source = PickedSource(kind)
    found = _PICKS[source](row_id, language) if is_open(_ROOMS.get(source)) else None
    if found is None:
        raise NothingToPick(kind)
    title, summary, link = found
    return PickedBlock(source=source, row_id=row_id, title=title[:300], summary=shortened(summary), link=link)


def shortened(text: str, most: int = LONGEST_SUMMARY) -> str:
    """The first words of a text, up to a limit, ended at a word."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[:most].rpartition(' ')[0] or words[: most - 1]}…"


_Words = tuple[str, str, str]


def _like(column: SQLColumnExpression[str] | SQLColumnExpression[str | None], term: str) -> ColumnElement[bool]:
    return column.icontains(term, autoescape=True)


def _groups(term: str) -> list[Choice]:
    found = _published_groups().order_by(Listing.sort_name).limit(MOST_CHOICES)
    if term:
        found = found.where(or_(_like(Listing.name, term), _like(Listing.municipality, term)))
    return [Choice(one.group_id, one.name, one.municipality or "") for one in db.session.scalars(found)]


def _published_groups() -> Select[Listing]:
    return select(Listing).where(Listing.tenant_id == current_tenant().id, Listing.status != Status.CLOSED)


def _group(row_id: UUID, language: str) -> _Words | None:
    found = db.session.scalars(_published_groups().where(Listing.group_id == row_id)).one_or_none()
    if found is None:
        return None
    summary = ". ".join(part.rstrip(".") for part in (found.summary, found.municipality or "") if part)
    return found.name, summary, _in(language, f"/gruppi/{found.slug}")


def _events(term: str) -> list[Choice]:
    of = or_(_like(Listing.name, term), _like(Listing.municipality, term))
    groups = db.session.scalars(_meeting_groups().where(of) if term else _meeting_groups())
    return [Choice(one.id, one.group.name, one.words("it")) for one in appointments_of(groups)[:MOST_CHOICES]]


def _event(row_id: UUID, language: str) -> _Words | None:
    groups = db.session.scalars(_meeting_groups())
    found = next((one for one in appointments_of(groups) if one.id == row_id), None)
    if found is None:
        return None
    return found.group.name, found.words(language), _in(language, f"/gruppi/{found.group.slug}")


def _meeting_groups() -> Select[Listing]:
    return _published_groups().where(Listing.status != Status.SUSPENDED)


def _on_site(kind: Kind) -> Select[SitePage]:
    due = or_(SitePage.published_on.is_(None), SitePage.published_on <= today())
    return originals(kind).where(SitePage.published, due)


def _pages(kind: Kind) -> Callable[[str], list[Choice]]:
    def found(term: str) -> list[Choice]:
        newest = _on_site(kind).order_by(SitePage.published_on.desc().nulls_last(), SitePage.title).limit(MOST_CHOICES)
        rows = db.session.scalars(newest.where(_like(SitePage.title, term)) if term else newest)
        return [Choice(one.id, one.title, one.summary[:100]) for one in rows]

    return found


def _page(kind: Kind) -> Callable[[UUID, str], _Words | None]:
    def found(row_id: UUID, language: str) -> _Words | None:
        row = db.session.scalars(_on_site(kind).where(SitePage.id == row_id)).one_or_none()
        if row is None:
            return None
        other = sibling_of(row) if language == "en" else None
        shown = other if other is not None and other.published else row
        return shown.title, shown.summary, shown.path

    return found


def _open_campaigns() -> Select[Campaign]:
    return select(Campaign).where(Campaign.state == CampaignState.OPEN)


def _campaigns(term: str) -> list[Choice]:
    found = _open_campaigns().order_by(Campaign.position, Campaign.created_at).limit(MOST_CHOICES)
    rows = db.session.scalars(found.where(_like(Campaign.title, term)) if term else found)
    return [Choice(one.id, one.title, one.summary[:100]) for one in rows]


def _campaign(row_id: UUID, language: str) -> _Words | None:
    found = db.session.scalars(_open_campaigns().where(Campaign.id == row_id)).one_or_none()
    if found is None:
        return None
    english = language == "en"
    title, summary = (found.title_en, found.summary_en) if english and found.title_en else (found.title, found.summary)
    return title, summary, _in(language, f"/sostieni/{found.slug}")


def _services(term: str) -> list[Choice]:
    found = select(Service).where(Service.is_open).order_by(Service.position, Service.name).limit(MOST_CHOICES)
    rows = db.session.scalars(found.where(_like(Service.name, term)) if term else found)
    return [Choice(one.id, one.name, one.summary[:100]) for one in rows]


def _service(row_id: UUID, language: str) -> _Words | None:
    found = db.session.scalars(select(Service).where(Service.id == row_id, Service.is_open)).one_or_none()
    if found is None:
        return None
    english = language == "en"
    title, summary = (found.name_en, found.summary_en) if english and found.name_en else (found.name, found.summary)
    return title, summary, _in(language, f"/sportello/{found.slug}")


def _in(language: str, path: str) -> str:
    return f"/en{path}" if language == "en" else path


_ROOMS = {
    PickedSource.GROUP: "groups",
    PickedSource.EVENT: "groups",
    PickedSource.CAMPAIGN: "donations",
    PickedSource.SERVICE: "helpdesk",
}
"""What belongs to a room is there as long as the association keeps it open."""

_LISTS: dict[PickedSource, Callable[[str], list[Choice]]] = {
    PickedSource.GROUP: _groups,
    PickedSource.EVENT: _events,
    PickedSource.NEWS: _pages(Kind.NEWS),
    PickedSource.PAGE: _pages(Kind.PAGE),
    PickedSource.CAMPAIGN: _campaigns,
    PickedSource.SERVICE: _services,
}
_PICKS: dict[PickedSource, Callable[[UUID, str], _Words | None]] = {
    PickedSource.GROUP: _group,
    PickedSource.EVENT: _event,
    PickedSource.NEWS: _page(Kind.NEWS),
    PickedSource.PAGE: _page(Kind.PAGE),
    PickedSource.CAMPAIGN: _campaign,
    PickedSource.SERVICE: _service,
}
