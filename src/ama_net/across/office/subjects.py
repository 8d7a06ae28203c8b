"""What the audit speaks of, as a page shows it: its name as it is now, and where it is opened.

The chain holds only identifiers; names are read when the page is, for whoever may open the thing. One query per kind of
thing on the page. Join requests have no name here, whoever reads: who asked is in the request alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import select

from ama_net.across.newsletters.models import Newsletter
from ama_net.across.office.audit_words import LISTS
from ama_net.across.office.queries import names_of_accounts
from ama_net.across.office.words import ROOMS, said
from ama_net.features.donations.models import Campaign
from ama_net.features.groups.models import Group, GroupImport, GroupSource, Proposal, Theme
from ama_net.features.helpdesk.models import Service
from ama_net.features.members.models import MemberImport, Membership, OrganMeeting
from ama_net.features.site.models import Kind, SitePage
from ama_net.features.volunteers.models import InsurancePolicy, Shift
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.correspondence.models import ProtocolEntry
from ama_net.kernel.documents.models import Document, Resolution
from ama_net.kernel.people.models import Organisation, Person
from ama_net.kernel.places.models import Venue
from ama_net.kernel.training import Course


@dataclass(frozen=True)
class Subject:
    """A thing an entry is about: its name (perhaps unknown) and the address of its page (perhaps none)."""

    name: str = ""
    url: str = ""


Found = dict[str, Subject]


@dataclass(frozen=True)
class _Kind:
    """Who may see things of a kind, how they are found, and who may open their page (None: whoever sees them)."""

    permission: Permission
    find: Callable[[set[UUID]], Found]
    opening: Permission | None = None


def subjects_of(entries: Iterable[Any], actor: Actor) -> dict[tuple[str, str], Subject]:
    """The subjects of some entries by kind and id; what is gone, or not for the actor, is left out."""
    wanted: dict[str, set[UUID]] = {}
    found: dict[tuple[str, str], Subject] = {}
    for entry in entries:
        kind, text = entry.facts.get("subject", ""), entry.facts.get("subject_id", "")
        if kind in KINDS and actor.can(KINDS[kind].permission):
            wanted.setdefault(kind, set()).add(UUID(text))
        elif kind in NAMED:
            found[kind, text] = NAMED[kind](text)
    for kind, ids in wanted.items():
        opening = KINDS[kind].opening
        closed = opening is not None and not actor.can(opening)
        for text, subject in KINDS[kind].find(ids).items():
            found[kind, text] = Subject(subject.name) if closed else subject
    return found


def _rows(columns: tuple[Any, ...], ids: set[UUID]) -> Mapping[str, Any]:
    rows = db.session.execute(select(*columns).where(columns[0].in_(ids)))
    return {str(row[0]): row for row in rows}


def _plain(columns: tuple[Any, ...], endpoint: str, argument: str) -> Callable[[set[UUID]], Found]:
    """Things whose name is what follows the id, opened by a page of their own."""

    def find(ids: set[UUID]) -> Found:
        return {
            text: Subject(" ".join(part for part in row[1:] if part), url_for(endpoint, **{argument: row[0]}))
            for text, row in _rows(columns, ids).items()
        }

    return find


def _accounts(ids: set[UUID]) -> Found:
    names = names_of_accounts(ids)
    return {text: Subject(name, url_for("accounts_manage.show", account_id=text)) for text, name in names.items()}


def _pages(ids: set[UUID]) -> Found:
    rows = _rows((SitePage.id, SitePage.title, SitePage.kind, SitePage.deleted_at), ids)
    room = {Kind.PAGE: "site_pages_manage.show", Kind.NEWS: "site_news_manage.show"}
    return {
        text: Subject(row.title, "" if row.deleted_at else url_for(room[row.kind], page_id=row.id))
        for text, row in rows.items()
    }


def _requests(ids: set[UUID]) -> Found:
    return {str(one): Subject("", url_for("join_requests_manage.show", request_id=one)) for one in ids}


def _letters(ids: set[UUID]) -> Found:
    """Letters have no name here: who they are to is on their page."""
    return {str(one): Subject("", url_for("letters_manage.show", letter_id=one)) for one in ids}


def _unnamed(endpoint: str, argument: str) -> Callable[[set[UUID]], Found]:
    """Things without a name of their own, opened by their page."""

    def find(ids: set[UUID]) -> Found:
        return {str(one): Subject("", url_for(endpoint, **{argument: str(one)})) for one in ids}  # type: ignore[arg-type]

    return find


def _offices(ids: set[UUID]) -> Found:
    """Offices are on one page."""
    return {str(one): Subject("", url_for("offices_manage.index")) for one in ids}


P = Permission
KINDS: dict[str, _Kind] = {
    "accounts": _Kind(P.ACCOUNTS_READ, _accounts),
    "applications": _Kind(P.MEMBERS_READ, _unnamed("applications_manage.show", "application_id")),
    "book_inspections": _Kind(P.MEMBERS_EDIT, _unnamed("inspections_manage.answer", "inspection_id")),
    "campaigns": _Kind(P.DONATIONS_READ, _plain((Campaign.id, Campaign.title), "campaigns_manage.show", "campaign_id")),
    "courses": _Kind(P.TRAININGS_READ, _plain((Course.id, Course.title), "trainings_manage.show", "course_id")),
    "documents": _Kind(P.DOCUMENTS_EDIT, _plain((Document.id, Document.title), "documents_manage.show", "document_id")),
    "gifts": _Kind(P.DONATIONS_READ, _unnamed("gifts_manage.show", "gift_id")),
    "group_imports": _Kind(
        P.GROUPS_IMPORT, _plain((GroupImport.id, GroupImport.file_name), "groups_imports.report", "import_id")
    ),
    "group_sources": _Kind(
        P.GROUPS_IMPORT, _plain((GroupSource.id, GroupSource.name), "groups_sources.show", "source_id")
    ),
    "groups": _Kind(P.GROUPS_READ, _plain((Group.id, Group.name), "groups_manage.edit", "group_id")),
    "helpdesk_appointments": _Kind(P.HELPDESK_EDIT, _unnamed("helpdesk_bookings_manage.show", "appointment_id")),
    "helpdesk_pathways": _Kind(P.HELPDESK_EDIT, _unnamed("pathways_manage.show", "pathway_id")),
    "helpdesk_services": _Kind(
        P.HELPDESK_SETUP, _plain((Service.id, Service.name), "services_manage.show", "service_id")
    ),
    "hour_entries": _Kind(P.VOLUNTEERS_READ, _unnamed("hours_manage.show", "entry_id")),
    "insurance_communications": _Kind(
        P.VOLUNTEERS_READ, _unnamed("insurance_manage.communication", "communication_id")
    ),
    "insurance_policies": _Kind(
        P.VOLUNTEERS_READ,
        _plain((InsurancePolicy.id, InsurancePolicy.number), "insurance_manage.show", "policy_id"),
    ),
    "join_requests": _Kind(P.JOIN_REQUESTS_READ, _requests),
    "letters": _Kind(P.LETTERS_READ, _letters),
    "expense_claims": _Kind(P.EXPENSES_READ, _unnamed("expenses_manage.show", "claim_id")),
    "expense_payment_lists": _Kind(P.EXPENSES_READ, _unnamed("expenses_manage.one_list", "list_id")),
    "member_imports": _Kind(
        P.MEMBERS_IMPORT,
        _plain((MemberImport.id, MemberImport.file_name), "member_imports_manage.report", "import_id"),
    ),
    "membership_fees": _Kind(P.FEES_READ, _unnamed("fees_manage.show", "fee_id")),
    "statement_imports": _Kind(P.PAYMENTS_READ, _unnamed("statements_manage.show", "import_id")),
    "supplier_invoices": _Kind(P.BOOKKEEPING_READ, _unnamed("invoices_manage.show", "invoice_id")),
    "volunteers": _Kind(P.VOLUNTEERS_READ, _unnamed("volunteers_register.of_volunteer", "volunteer_id")),
    "register_closings": _Kind(P.VOLUNTEERS_READ, _unnamed("volunteers_closings.show", "closing_id")),
    "memberships": _Kind(
        P.MEMBERS_READ, _plain((Membership.id, Membership.sort_name), "register_manage.of_member", "membership_id")
    ),
    "newsletters": _Kind(
        P.NEWSLETTERS_READ, _plain((Newsletter.id, Newsletter.subject), "newsletters_manage.show", "newsletter_id")
    ),
    "office_terms": _Kind(P.DOCUMENTS_READ, _offices),
    "organ_meetings": _Kind(
        P.MEETINGS_READ, _plain((OrganMeeting.id, OrganMeeting.title), "meetings_manage.show", "meeting_id")
    ),
    "organisations": _Kind(
        P.PEOPLE_READ, _plain((Organisation.id, Organisation.name), "people_manage.organisation", "organisation_id")
    ),
    "payments": _Kind(P.PAYMENTS_READ, _unnamed("payments_manage.show", "payment_id")),
    "people": _Kind(
        P.PEOPLE_READ, _plain((Person.id, Person.family_name, Person.given_name), "people_manage.show", "person_id")
    ),
    "proposals": _Kind(P.GROUPS_READ, _plain((Proposal.id, Proposal.title), "proposals_manage.show", "proposal_id")),
    "protocol_entries": _Kind(
        P.LETTERS_READ, _plain((ProtocolEntry.id, ProtocolEntry.subject), "protocol_manage.show", "entry_id")
    ),
    "receipts": _Kind(P.PAYMENTS_READ, _unnamed("payments_manage.receipt", "receipt_id")),
    "recurring_gifts": _Kind(P.DONATIONS_READ, _unnamed("recurring_manage.show", "recurring_id")),
    "refund_requests": _Kind(P.DONATIONS_READ, _unnamed("refunds_manage.show", "request_id")),
    "resolutions": _Kind(
        P.DOCUMENTS_READ, _plain((Resolution.id, Resolution.subject), "books_manage.resolution", "resolution_id")
    ),
    "shifts": _Kind(P.SHIFTS_READ, _plain((Shift.id, Shift.title), "shifts_manage.show", "shift_id")),
    "site_pages": _Kind(P.SITE_READ, _pages),
    "themes": _Kind(
        P.GROUPS_READ, _plain((Theme.id, Theme.label), "groups_manage.edit_theme", "theme_id"), P.GROUPS_EDIT
    ),
    "venues": _Kind(P.PLACES_READ, _plain((Venue.id, Venue.name), "places_manage.edit", "venue_id"), P.PLACES_EDIT),
}

NAMED: dict[str, Callable[[str], Subject]] = {
    "fee_years": lambda year: Subject(year, url_for("fees_manage.index", year=year)),
    "list": lambda name: Subject(str(said(LISTS, name))),
    "settings": lambda room: Subject(str(said(ROOMS, room)), url_for("settings_manage.room", key=room)),
    "identity": lambda _id: Subject("", url_for("settings_manage.identity")),
}
"""Subjects that are no rows: the id is their name."""
