"""The office's list of what came back."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.across.newsletters.models import MailReturn, ReturnKind
from ama_net.across.newsletters.operations.feedback import open_sources
from ama_net.across.newsletters.operations.returns import CannotUndo, undo_return
from ama_net.across.newsletters.queries_returns import RETURNS, returns, templates_of
from ama_net.across.newsletters.return_words import KINDS, SIGNS, why
from ama_net.across.office.mail_words import MAILS
from ama_net.across.office.words import said
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor

bp = Blueprint("returns_manage", __name__)

DONE = 303


@bp.get("/newsletter/ritorni")
@requires(Permission.MAIL_READ)
def index() -> str:
    """The list, a masked address on each line; the month alone, so that the day tells of no newsletter."""
    page = RETURNS.page(returns(), request.args)
    named = templates_of(page.rows)
    return render_template(
        "newsletters/manage/returns.html",
        page=page if named else page.without("about"),
        mails={key: said(MAILS, name) for key, name in named.items()},
        kinds=KINDS,
        signs=SIGNS,
        why=why,
        has_sources=bool(open_sources()),
    )


@bp.post("/newsletter/ritorni/<uuid:return_id>/annullamento")
@requires(Permission.MAIL_EDIT)
def undo(return_id: UUID) -> ResponseReturnValue:
    """It was a mistake: write to that address again."""
    row = db.session.get(MailReturn, return_id) or abort(404)
    try:
        undo_return(row, by=signed_in_actor())
    except CannotUndo:
        flash(_("Questo ritorno già non contava più."), "warning")
    else:
        flash(_undone(row), "success")
    return redirect(url_for(".index"), DONE)


def _undone(row: MailReturn) -> str:
    if row.kind == ReturnKind.COMPLAINT:
        return str(
            _("Questo ritorno non conta più. Chi si era lamentato riceve di nuovo solo se si iscrive un'altra volta.")
        )
    return str(_("Questo ritorno non conta più: a questo indirizzo si scrive di nuovo, se niente altro lo impedisce."))
