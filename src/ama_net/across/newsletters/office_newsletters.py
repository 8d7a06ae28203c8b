"""What newsletters offer to the office: what is being written, what waits for somebody, what stands still."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.across.newsletters.newsletter_words import STATES
from ama_net.across.newsletters.operations.approving import needs_approval
from ama_net.across.newsletters.queries_newsletters import NEWSLETTERS, newsletters
from ama_net.foundation.database import db
from ama_net.kernel.access import Figure, OfficeRoom, Permission, SearchHit, current_actor


def _figures() -> list[Figure]:
    index = url_for("newsletters_manage.index")
    state = Newsletter.state
    stopped = (state == NewsletterState.DRAFT) & Newsletter.pause_reason.in_(("late", "unready"))
    counted = select(
        func.count().filter(state == NewsletterState.DRAFT),
        func.count().filter((state == NewsletterState.REVIEW) & Newsletter.approved_at.is_(None)),
        func.count().filter(state == NewsletterState.PAUSED),
        func.count().filter(stopped),
    ).where(Newsletter.is_template.is_(False))
    drafts, waiting, paused, not_gone = db.session.execute(counted).one()
    actor = current_actor()
    decides = actor is not None and actor.can(Permission.NEWSLETTERS_SEND)
    found = [
        (_("Newsletter in bozza"), drafts, "draft", False),
        (_("Newsletter da approvare") if needs_approval() else _("Newsletter da spedire"), waiting, "review", decides),
        (_("Newsletter ferme a metà"), paused, "paused", True),
        (_("Newsletter non partite"), not_gone, "draft", True),
    ]
    return [
        Figure(title, number, f"{index}?state={where}", attention=loud)
        for title, number, where, loud in found
        if number
    ]


def _search(term: str, limit: int) -> list[SearchHit]:
    found = NEWSLETTERS.search(newsletters(), term) if NEWSLETTERS.search is not None else newsletters()
    rows = db.session.scalars(found.order_by(Newsletter.updated_at.desc()).limit(limit))
    return [
        SearchHit(
            one.subject or _("Newsletter senza oggetto"),
            str(STATES[one.state]),
            url_for("newsletters_manage.show", newsletter_id=one.id),
        )
        for one in rows
    ]


ROOM = OfficeRoom(
    key="newsletters",
    title=_l("Newsletter"),
    icon="mail",
    endpoint="newsletters_manage.index",
    permission=Permission.NEWSLETTERS_READ,
    figures=_figures,
    search=_search,
    order=20,
)
