"""The mail that left, is leaving or could not: states only, never what was written."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.across.office.failure_words import failure_in_words
from ama_net.across.office.mail_words import MAIL_STATES, MAILS
from ama_net.across.office.words import KINDS, said
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.outbox.models import FAILED, Message
from ama_net.kernel.outbox.operations import CannotRetry, retry_failed
from ama_net.kernel.outbox.queries import masked, messages, templates_in_use

bp = Blueprint("mail_manage", __name__)

LIST = Listing(
    Column("created_at", _l("Scritto"), sort=Message.created_at),
    Column("template", _l("Messaggio"), sort=Message.template),
    Column("state", _l("Stato"), sort=Message.state),
    Column("attempts", _l("Tentativi"), sort=Message.attempts, numeric=True),
    Column("about", _l("Riguarda")),
    filters=(
        Filter("state", _l("Stato"), Message.state, MAIL_STATES, many=True),
        Filter(
            "template",
            _l("Messaggio"),
            Message.template,
            lambda: [(name, said(MAILS, name)) for name in templates_in_use()],
            counted=False,
        ),
    ),
    order="-created_at",
)


@bp.get("/posta")
@requires(Permission.MAIL_READ)
def index() -> str:
    """The list. Of a recipient one sees the first letters, and only where the mail could not be delivered."""
    page = LIST.page(messages(), request.args)
    return render_template(
        "outbox/manage/index.html",
        page=page,
        states=MAIL_STATES,
        name_of=lambda message: said(MAILS, message.template),
        kind_of=lambda message: said(KINDS, message.about_kind),
        why=failure_in_words,
        recipient_of=lambda message: masked(message.recipient) if message.state == FAILED else "",
    )


@bp.post("/posta/<uuid:message_id>/nuovi-tentativi")
@requires(Permission.MAIL_EDIT)
def retry(message_id: UUID) -> ResponseReturnValue:
    """Try again a mail that was given up."""
    message = db.session.get(Message, message_id) or abort(404)
    try:
        retry_failed(message, by=signed_in_actor())
    except CannotRetry:
        flash(_("Questo messaggio non si può più mandare: è già partito, o il suo testo non c'è più."), "warning")
    else:
        flash(_("Il messaggio riparte tra poco."), "success")
    return redirect(url_for(".index"), 303)
