"""The mail that left, is leaving, could not or came back: states only, never what was written."""

from datetime import UTC, date, datetime
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.across.office.failure_words import failure_in_words, return_in_words
from ama_net.across.office.mail_tabs import mail_tabs
from ama_net.across.office.mail_words import MAIL_STATES, MAILS
from ama_net.across.office.words import KINDS, said
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import FIRST_YEAR, LAST_YEAR
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.foundation.web.pages import date_words
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.outbox.models import FAILED, Message
from ama_net.kernel.outbox.operations import CannotRetry, retry_failed
from ama_net.kernel.outbox.own_words import own_texts
from ama_net.kernel.outbox.queries import (
    RETURNED,
    first_of,
    in_state,
    masked,
    messages,
    repeats_of,
    templates_in_use,
    written_on,
)
from ama_net.kernel.outbox.resending import CannotSendAgain, send_again, why_not_again

bp = Blueprint("mail_manage", __name__)

WHY_NOT: dict[str, LazyString] = {
    "secret": _l("Dentro c'è un link personale che vale poco tempo: chi lo ha perso ne chiede uno nuovo."),
    "gone": _l("Il suo testo non c'è più: dopo sette giorni si cancella."),
    "not_sent": _l("Si può rispedire solo un messaggio già partito."),
    "trial": _l("È la prova di una newsletter: se ne manda un'altra dalla newsletter."),
    "enough": _l("È già stato rispedito tre volte in un giorno: si può rispedire ancora domani."),
    "already": _l("Lo stesso messaggio sta già ripartendo."),
}


def _read_day(text: str) -> str:
    """A day as people write it, or as browsers do."""
    form = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
    day = datetime.strptime(text, form).replace(tzinfo=UTC).date()
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(text)
    return day.isoformat()


COUNTED = 1000
"""How many mails are counted: there may be very many, and nobody reads so far back by pages."""

LIST = Listing(
    Column("created_at", _l("Scritto"), sort=Message.created_at),
    Column("template", _l("Messaggio"), sort=Message.template),
    Column("state", _l("Stato")),
    Column("attempts", _l("Tentativi"), numeric=True),
    Column("about", _l("Riguarda")),
    filters=(
        Filter("state", _l("Stato"), where=in_state, options=MAIL_STATES, many=True),
        Filter(
            "template",
            _l("Messaggio"),
            Message.template,
            lambda: sorted(
                ((name, said(MAILS, name)) for name in templates_in_use(MAILS)), key=lambda one: str(one[1])
            ),
        ),
        Filter("day", _l("Giorno"), where=lambda day: written_on(date.fromisoformat(day)), parse=_read_day)
        .written("date")
        .said(lambda day: date_words(date.fromisoformat(day))),
    ),
    order="-created_at",
    count_to=COUNTED,
)


@bp.get("/posta")
@requires(Permission.MAIL_READ)
def index() -> str:
    """The list. Of a recipient one sees the first letters, and only where the mail could not be delivered."""
    page = LIST.page(messages(), request.args)
    return render_template(
        "outbox/manage/index.html",
        page=page,
        tabs=mail_tabs("messages"),
        broken=[said(MAILS, text.template) for text in own_texts().values() if text.failed_at],
        recipient_of=lambda message: masked(message.recipient) if _state(message) in (FAILED, RETURNED) else "",
        **_words(),
    )


@bp.get("/posta/<uuid:message_id>")
@requires(Permission.MAIL_READ)
def show(message_id: UUID) -> str:
    """What became of one mail; what was written in it is for who received it alone."""
    message = db.session.get(Message, message_id) or abort(404)
    return render_template(
        "outbox/manage/show.html",
        message=message,
        recipient=masked(message.recipient),
        repeats=repeats_of(message),
        first=first_of(message),
        why_not=WHY_NOT.get(why_not_again(message), ""),
        **_words(),
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


@bp.post("/posta/<uuid:message_id>/rispedizioni")
@requires(Permission.MAIL_EDIT)
def again(message_id: UUID) -> ResponseReturnValue:
    """Send once more a mail that had left."""
    message = db.session.get(Message, message_id) or abort(404)
    try:
        repeat = send_again(message, by=signed_in_actor())
    except CannotSendAgain as error:
        flash(str(WHY_NOT[error.reason]), "warning")
        return redirect(url_for(".show", message_id=message_id), 303)
    flash(_("Lo stesso messaggio riparte tra poco, allo stesso indirizzo."), "success")
    return redirect(url_for(".show", message_id=repeat.id), 303)


def _state(message: Message) -> str:
    return RETURNED if message.returned_at is not None else message.state


def _words() -> dict[str, object]:
    return {
        "states": MAIL_STATES,
        "state_of": _state,
        "name_of": lambda message: said(MAILS, message.template),
        "kind_of": lambda message: said(KINDS, message.about_kind),
        "why": failure_in_words,
        "why_back": return_in_words,
    }
