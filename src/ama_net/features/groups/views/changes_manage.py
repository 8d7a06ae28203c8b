"""What the public says is wrong, as a queue with differences; and the history of a group."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ama_net.features.groups.changing import fact_words, facts_now
from ama_net.features.groups.history import FACT_WORDS, names_of, revisions_of
from ama_net.features.groups.models import ChangeRequest, ChangeState, Group
from ama_net.features.groups.operations.changes import (
    UNDO_KIND,
    AlreadyDecided,
    accept_change,
    overtaken,
    reject_change,
)
from ama_net.features.groups.queries import group_by_id
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import offer_undo

bp = Blueprint("changes_manage", __name__)

DONE = 303
STATE_WORDS = {
    ChangeState.NEW: _l("Da vedere"),
    ChangeState.ACCEPTED: _l("Accettata"),
    ChangeState.REJECTED: _l("Non accettata"),
}
STATE_KINDS = {ChangeState.NEW: "warn", ChangeState.ACCEPTED: "ok", ChangeState.REJECTED: "neutral"}

CHANGES = Listing(
    Column("created_at", _l("Arrivata"), sort=ChangeRequest.created_at),
    Column("group", _l("Gruppo"), value=lambda change: change.group.name),
    Column("state", _l("Stato"), value=lambda change: STATE_WORDS[change.state], sort=ChangeRequest.state),
    filters=(Filter("state", _l("Stato"), ChangeRequest.state, STATE_WORDS, many=True),),
    order="-created_at",
)


@bp.get("/gruppi/segnalazioni")
@requires(Permission.GROUPS_EDIT)
def index() -> str:
    """The queue, the newest first."""
    page = CHANGES.page(_all(), request.args)
    return render_template(
        "groups/manage/changes.html", page=page, STATE_WORDS=STATE_WORDS, STATE_KINDS=STATE_KINDS, FACT_WORDS=FACT_WORDS
    )


@bp.get("/gruppi/segnalazioni/<uuid:change_id>")
@requires(Permission.GROUPS_EDIT)
def show(change_id: UUID) -> str:
    """What the page says, beside what it should say."""
    change = _change(change_id)
    group = _group(change.group_id)
    now = facts_now(group)
    late = overtaken(change, now) if change.is_open else set()
    lines = [
        {
            "fact": fact,
            "title": FACT_WORDS[fact],
            "seen": fact_words(fact, change.seen[fact]) if fact in change.seen else "",
            "now": fact_words(fact, now[fact]) if fact in late and fact in now else "",
            "wanted": fact_words(fact, value),
            "late": fact in late,
        }
        for fact, value in change.proposed.items()
    ]
    return render_template(
        "groups/manage/change.html",
        change=change,
        group=group,
        lines=lines,
        STATE_WORDS=STATE_WORDS,
        STATE_KINDS=STATE_KINDS,
    )


@bp.post("/gruppi/segnalazioni/<uuid:change_id>/accettazione")
@requires(Permission.GROUPS_EDIT)
def accept(change_id: UUID) -> ResponseReturnValue:
    """Put the ticked facts on the page; can be taken back."""
    change = _change(change_id)
    try:
        payload = accept_change(change, request.form.getlist("fact"), by=signed_in_actor())
    except AlreadyDecided:
        return _decided(change_id)
    offer_undo(UNDO_KIND, payload, _("Segnalazione accettata."), by=signed_in_actor())
    return redirect(url_for(".index"), DONE)


@bp.post("/gruppi/segnalazioni/<uuid:change_id>/rifiuto")
@requires(Permission.GROUPS_EDIT)
def reject(change_id: UUID) -> ResponseReturnValue:
    """The page is right as it is."""
    change = _change(change_id)
    try:
        reject_change(change, by=signed_in_actor())
    except AlreadyDecided:
        return _decided(change_id)
    flash(_("Segnalazione chiusa: la pagina resta com'era."), "success")
    return redirect(url_for(".index"), DONE)


@bp.get("/gruppi/<uuid:group_id>/storia")
@requires(Permission.GROUPS_READ)
def history(group_id: UUID) -> str:
    """Who changed what, and what it said before."""
    group = _group(group_id)
    revisions = revisions_of(group)
    names = names_of({revision.made_by for revision in revisions if revision.made_by})
    return render_template(
        "groups/manage/history.html", group=group, revisions=revisions, names=names, FACT_WORDS=FACT_WORDS
    )


def _decided(change_id: UUID) -> ResponseReturnValue:
    flash(_("Nel frattempo qualcun altro ha già deciso: non è stato fatto nulla."), "warning")
    return redirect(url_for(".show", change_id=change_id), DONE)


def _all() -> Select[ChangeRequest]:
    return select(ChangeRequest).options(joinedload(ChangeRequest.group))


def _change(change_id: UUID) -> ChangeRequest:
    return db.session.get(ChangeRequest, change_id) or abort(404)


def _group(group_id: UUID) -> Group:
    return group_by_id(group_id) or abort(404)
