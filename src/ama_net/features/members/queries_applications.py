"""What is read about applications: the applicant's own through their link, the office's list, the figures."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, case, extract, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.members import application_secrets
from ama_net.features.members.application_deadlines import Urgency
from ama_net.features.members.application_facts import ApplicationFacts, facts_of
from ama_net.features.members.application_rules import WAITING
from ama_net.features.members.application_words import STATES, URGENCIES, WAYS
from ama_net.features.members.models import Application, ApplicationState, MemberCategory
from ama_net.features.members.settings_applications import ApplicationsSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.documents import Resolution
from ama_net.kernel.documents.queries import resolutions_select
from ama_net.kernel.tenancy.settings import read_settings

S = ApplicationState


def application_of_token(token: str) -> Application | None:
    """The application a secret link leads to."""
    digest = application_secrets.token_digest(token)
    return db.session.scalar(select(Application).where(Application.secret_digest == digest))


def application_of_office(application_id: UUID) -> Application | None:
    """One application, as the office reads it: drafts are the applicant's alone."""
    wanted = office_applications().where(Application.id == application_id).options(selectinload(Application.history))
    return db.session.scalar(wanted)


def office_applications() -> Select[Application]:
    """Every application that was sent, with what it needs on a line."""
    links = (
        joinedload(Application.category),
        joinedload(Application.membership),
        joinedload(Application.resolution),
        joinedload(Application.appeal_resolution),
    )
    sent = Application.received_on.is_not(None)
    return select(Application).where(sent).options(*links)


def chosen_applications(ids: list[UUID]) -> list[Application]:
    """Some applications, the oldest first."""
    wanted = office_applications().where(Application.id.in_(ids))
    return list(db.session.scalars(wanted.order_by(Application.received_on, Application.id)))


def open_categories() -> list[MemberCategory]:
    """The categories one may apply for."""
    wanted = (
        select(MemberCategory).where(MemberCategory.is_open).order_by(MemberCategory.position, MemberCategory.label)
    )
    return list(db.session.scalars(wanted))


def recent_resolutions(*, on_appeal: bool) -> list[Resolution]:
    """The latest resolutions of the organ that decides, to choose one that is written already."""
    settings = read_settings(ApplicationsSettings)
    organ = (settings.appeal_organ if on_appeal else settings.deciding_organ).organ
    newest = resolutions_select(organ).order_by(Resolution.year.desc(), Resolution.number.desc())
    return list(db.session.scalars(newest.limit(20)))


def others_like(application: Application, facts: ApplicationFacts) -> list[Application]:
    """Other applications that wait and may be of the same person: what is sealed is compared here, not in the database."""
    waiting = office_applications().where(
        Application.state.in_((*WAITING, S.APPEALED)), Application.id != application.id
    )
    return [one for one in db.session.scalars(waiting.limit(300)) if _alike(facts_of(one), facts)]


def _alike(one: ApplicationFacts, other: ApplicationFacts) -> bool:
    same_code = bool(one.tax_code) and one.tax_code.upper() == other.tax_code.upper()
    same_name = (one.name.casefold(), one.birth_date) == (other.name.casefold(), other.birth_date)
    return same_code or same_name


def _is_waiting() -> ColumnElement[bool]:
    return Application.state.in_(WAITING)


def _urgency(value: str) -> ColumnElement[bool]:
    settings = read_settings(ApplicationsSettings)
    last, near = (today() - timedelta(days=days) for days in (settings.decide_within_days, settings.warn_after_days))
    come = {
        Urgency.LATE: Application.received_on < last,
        Urgency.LAST_DAY: Application.received_on == last,
        Urgency.SOON: and_(Application.received_on <= near, Application.received_on > last),
    }[Urgency(value)]
    return and_(_is_waiting(), come)


def _untold(_value: str = "") -> ColumnElement[bool]:
    refused = and_(Application.state == S.REFUSED, Application.told_on.is_(None))
    admitted = and_(Application.state == S.ADMITTED, Application.told_on.is_(None))
    on_appeal = and_(Application.appeal_decided_on.is_not(None), Application.appeal_told_on.is_(None))
    return or_(refused, admitted, on_appeal)


def _queue() -> ColumnElement[Any]:
    """Who waits for a decision (longest first), then the appeals, then what is over (newest first)."""
    day = extract("epoch", Application.received_on)
    return case(
        (_is_waiting(), day / 1e10),
        (Application.state == S.APPEALED, 1 + day / 1e10),
        else_=4 - day / 1e10,
    )


APPLICATIONS = Listing(
    Column("queue", "", sort=_queue(), shown=False),
    Column("name", _l("Chi")),
    Column("received_on", _l("Ricevuta"), sort=Application.received_on),
    Column("due", _l("Da decidere entro")),
    Column("state", _l("Stato")),
    filters=(
        Filter(
            "state", _l("Stato"), Application.state, {key: STATES[key] for key in STATES if key != S.DRAFT}, many=True
        ),
        Filter("due", _l("Termine"), where=_urgency, options=URGENCIES),
        Filter("told", _l("Comunicazione"), where=_untold, options={"no": _l("Da comunicare")}),
        Filter("way", _l("Come è arrivata"), Application.way, WAYS),
    ),
    order="queue",
)
"""The office's list. It has no file to download: what applicants say does not leave in a spreadsheet."""


@dataclass(frozen=True)
class ApplicationFigures:
    """How many applications wait, how many are near or past the term, how many appeals wait, how many are not told yet."""

    waiting: int
    soon: int
    late: int
    appeals: int
    untold: int


def application_figures() -> ApplicationFigures:
    """The figures of the dashboard, in one statement."""
    near = or_(_urgency(Urgency.SOON), _urgency(Urgency.LAST_DAY))
    conditions = (_is_waiting(), near, _urgency(Urgency.LATE), Application.state == S.APPEALED, _untold())
    counts = select(*(func.count().filter(condition) for condition in conditions)).select_from(Application)
    return ApplicationFigures(*(int(figure) for figure in db.session.execute(counts).one()))


def due_to_warn(stage: int) -> Select[Application]:
    """Applications that wait and have come to a warning (1: near the term, 2: the last day) not given yet."""
    settings = read_settings(ApplicationsSettings)
    days = settings.decide_within_days if stage == 2 else settings.warn_after_days
    since = today() - timedelta(days=days)
    return select(Application).where(_is_waiting(), Application.received_on <= since, Application.warned_stage < stage)


def names_of_accounts(application: Application) -> dict[UUID, str]:
    """Who of the office did the steps of an application."""
    ids = {event.account_id for event in application.history if event.account_id is not None}
    if not ids:
        return {}
    rows = select(Account).where(Account.id.in_(ids)).options(joinedload(Account.person))
    return {account.id: account.name for account in db.session.scalars(rows)}
