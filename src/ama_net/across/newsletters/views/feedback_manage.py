"""Where returns are read: the mailbox, the services that tell by themselves. Added, tried, changed, closed."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.across.newsletters.forms_feedback import form_of, typed_in
from ama_net.across.newsletters.models import FeedbackKind, FeedbackSource
from ama_net.across.newsletters.operations.feedback import (
    address_of,
    close_source,
    open_sources,
    save_source,
)
from ama_net.across.newsletters.return_words import SOURCES, WHEN, WHERE
from ama_net.across.newsletters.returns import MAILBOXES
from ama_net.across.newsletters.returns.mailboxes import Mailbox, MailboxFault, try_mailbox
from ama_net.across.newsletters.returns_tasks import mailbox_of
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.outbox.identities import identity
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.keys import settings_of_app

bp = Blueprint("feedback_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/newsletter/ritorni/lettura")
@requires(Permission.MAIL_READ)
def index() -> str:
    """The sources in use, when each was last read, and what kinds may be added."""
    sources = open_sources()
    has_mailbox = any(one.kind in MAILBOXES for one in sources)
    more = [kind for kind in FeedbackKind if not (has_mailbox and kind in MAILBOXES)]
    return render_template(
        "newsletters/manage/feedback.html", sources=sources, names=SOURCES, when=WHEN, more=more, mailboxes=MAILBOXES
    )


@bp.get("/newsletter/ritorni/lettura/nuova/<kind>")
@requires(Permission.MAIL_EDIT)
def new(kind: str) -> str:
    """The form of a new source."""
    return _page(_kind(kind), form_of(_kind(kind)))


@bp.post("/newsletter/ritorni/lettura/nuova/<kind>")
@requires(Permission.MAIL_EDIT)
def add(kind: str) -> ResponseReturnValue:
    """Add a source."""
    return _save(_kind(kind), None)


@bp.get("/newsletter/ritorni/lettura/<uuid:source_id>")
@requires(Permission.MAIL_EDIT)
def show(source_id: UUID) -> str:
    """A source: how it is doing, the address to write at the service, what may be changed."""
    source = _source(source_id)
    return _page(FeedbackKind(source.kind), form_of(FeedbackKind(source.kind), source), source)


@bp.post("/newsletter/ritorni/lettura/<uuid:source_id>")
@requires(Permission.MAIL_EDIT)
def save(source_id: UUID) -> ResponseReturnValue:
    """Change a source."""
    source = _source(source_id)
    return _save(FeedbackKind(source.kind), source)


@bp.post("/newsletter/ritorni/lettura/<uuid:source_id>/prova")
@requires(Permission.MAIL_EDIT)
def attempt(source_id: UUID) -> ResponseReturnValue:
    """Enter the mailbox and look."""
    source = _source(source_id)
    mailbox: Mailbox = mailbox_of(source) or abort(404)
    try:
        try_mailbox(mailbox, settings_of_app())
    except MailboxFault as fault:
        source.last_fault = str(fault)  # the page it goes back to shows it
    else:
        source.last_fault = ""
        flash(_("La casella risponde: nome e password sono giusti."), "success")
    return redirect(url_for(".show", source_id=source.id), DONE)


@bp.post("/newsletter/ritorni/lettura/<uuid:source_id>/chiusura")
@requires(Permission.MAIL_EDIT)
def close(source_id: UUID) -> ResponseReturnValue:
    """Read it no more."""
    close_source(_source(source_id), by=signed_in_actor())
    flash(_("Da lì non si legge più niente. La password è stata cancellata."), "success")
    return redirect(url_for(".index"), DONE)


def _kind(kind: str) -> FeedbackKind:
    return FeedbackKind(kind) if kind in set(FeedbackKind) else abort(404)


def _source(source_id: UUID) -> FeedbackSource:
    source = db.session.get(FeedbackSource, source_id)
    return source if source is not None and source.closed_at is None else abort(404)


def _save(kind: FeedbackKind, source: FeedbackSource | None) -> ResponseReturnValue:
    form = form_of(kind, source)
    if form.validate_on_submit():
        try:
            saved = save_source(source, typed_in(form, kind), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Salvato."), "success")
            return redirect(url_for(".show", source_id=saved.id), DONE)
    return _page(kind, form, source), REFUSED


def _page(kind: FeedbackKind, form: WebForm, source: FeedbackSource | None = None) -> str:
    return render_template(
        "newsletters/manage/feedback_source.html",
        kind=kind,
        name=SOURCES[kind],
        form=form,
        source=source,
        is_mailbox=kind in MAILBOXES,
        unused=source is not None and kind in MAILBOXES and identity("newsletter").envelope_mailbox is None,
        where=WHERE.get(kind),
        address=address_of(source) if source is not None and kind not in MAILBOXES else "",
    )
