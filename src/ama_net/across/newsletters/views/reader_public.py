"""The reader's own pages, by the links of a newsletter: what is received, and leaving in one click (RFC 8058).

A GET never unsubscribes: programs that read mail open every link. The POST of a mailbox provider comes without cookies and
without a page of ours before it, and is answered 200, never with a redirect; the link itself is what proves whose it is. That of a newsletter leaves, and no more: who wants to change something is mailed
a link of a week, so that whoever was forwarded a newsletter never sees what its reader chose.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.across.newsletters.addresses import hint_of
from ama_net.across.newsletters.consent_words import interests_words
from ama_net.across.newsletters.forms_subscribing import PreferencesForm
from ama_net.across.newsletters.interests import chosen
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import Subscriber, SubscriberState
from ama_net.across.newsletters.operations.leaving import leave as leave_newsletter
from ama_net.across.newsletters.operations.links_again import send_choices
from ama_net.across.newsletters.operations.memory import left_with, memory_of, memory_to_leave_with
from ama_net.across.newsletters.operations.preferring import Preferences, change_preferences
from ama_net.across.newsletters.operations.undoing import may_undo, others_left, undo_leaving
from ama_net.across.newsletters.reading import facts_of_request, reader_or_404
from ama_net.across.newsletters.views.links_public import broken, may_subscribe
from ama_net.foundation.database import db
from ama_net.foundation.web.asking import DONE, REFUSED, keep_to_oneself
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import csrf
from ama_net.kernel.access.actor import PUBLIC

bp = Blueprint("reader_public", __name__)
bp.after_request(keep_to_oneself)
bp.register_error_handler(404, broken)
bp.context_processor(may_subscribe)

ONE_CLICK = ("List-Unsubscribe", "One-Click")
GONE = 410


@bp.get("/newsletter/preferenze/<token>")
def preferences(token: str) -> ResponseReturnValue:
    """What a reader receives."""
    reader = reader_or_404(token)
    subscriber = _subscriber(reader)
    if subscriber is None or subscriber.state != SubscriberState.CONFIRMED:
        return _not_subscribed(token, subscriber)
    if not reader.chooses:
        return _ask_for_link(token, subscriber)
    return _preferences_html(token, subscriber, _form_of(subscriber))


@bp.post("/newsletter/preferenze/<token>")
@limiter.limit("60 per hour")
def change(token: str) -> ResponseReturnValue:
    """Keep what was chosen."""
    reader = reader_or_404(token)
    subscriber = _subscriber(reader)
    if subscriber is None or subscriber.state != SubscriberState.CONFIRMED:
        return _not_subscribed(token, subscriber)
    if not reader.chooses:
        return _ask_for_link(token, subscriber), REFUSED
    form = PreferencesForm()
    if not form.validate_on_submit():
        return _preferences_html(token, subscriber, form), REFUSED
    wanted = Preferences(
        name=form.name.data or "",
        language=form.language.data,
        lists=form.chosen,
        page="/newsletter/preferenze",
        facts=facts_of_request(),
    )
    change_preferences(reader, wanted, by=PUBLIC)
    flash(_("Salvato."), "success")
    return redirect(url_for(".preferences", token=token), DONE)


@bp.post("/newsletter/preferenze/<token>/link")
@limiter.limit("20 per hour")
def send_link(token: str) -> ResponseReturnValue:
    """Mail the reader the link that shows and changes what they chose; the same answer when it went a moment ago."""
    send_choices(reader_or_404(token))
    return redirect(url_for("links_public.sent"), DONE)


@bp.get("/newsletter/disiscrizione/<token>")
def leaving(token: str) -> str:
    """One button; looking at it changes nothing."""
    subscriber = _subscriber(reader_or_404(token))
    if subscriber is None or subscriber.state == SubscriberState.LEFT:
        return _left_html("newsletters/public/reader_gone.html", token, subscriber)
    page, memory = "newsletters/public/reader_leave.html", _memory(token, subscriber)
    return render_template(page, token=token, hint=_hint(subscriber), memory=memory)


@bp.post("/newsletter/disiscrizione/<token>")
def leave(token: str) -> str:
    """Leave, from the page's button, from that of the preferences, or from the mailbox provider's own."""
    reader = reader_or_404(token)
    staying, posted = _subscriber(reader), request.form.get("memory", "")
    memory = memory_to_leave_with(staying, reader, posted) if staying is not None else ""
    subscriber = leave_newsletter(reader, through=_through(), by=PUBLIC, memory=memory)
    return _left_html("newsletters/public/reader_left.html", token, subscriber, memory=memory)


csrf.exempt(leave)  # the link says whose it is; a provider has no page of ours before its POST (RFC 8058, 3.2)


@bp.post("/newsletter/disiscrizione/<token>/ripensamento")
@limiter.limit("20 per hour")
def undo(token: str) -> ResponseReturnValue:
    """Take back a leaving of this hour: it was a mistake."""
    reader, memory = reader_or_404(token), request.form.get("memory", "")
    subscriber = _subscriber(reader)
    others = subscriber is not None and others_left(subscriber)
    facts = {**facts_of_request(), "stayed": "1"}
    if undo_leaving(reader, memory=memory, page="/newsletter/disiscrizione", facts=facts, by=PUBLIC):
        flash(_("Fatto: continuiamo a scriverti."), "success")
        if others:
            flash(
                _("Solo a questo indirizzo: l'altro tuo non riceve più niente. Se lo vuoi, iscrivilo di nuovo."), "info"
            )
        return redirect(url_for(".preferences", token=token), DONE)
    return redirect(url_for(".leaving", token=token), DONE)


def _through() -> str:
    name, value = ONE_CLICK
    if request.form.get(name) == value:
        return "one_click"
    return "preferences" if request.form.get("from") == "preferences" else "link"


def _subscriber(reader: Reader) -> Subscriber | None:
    return db.session.get(Subscriber, reader.subscriber_id)


def _memory(token: str, subscriber: Subscriber) -> str:
    return memory_of(subscriber, reader_or_404(token))


def _hint(subscriber: Subscriber | None) -> str:
    return hint_of(subscriber.address) if subscriber is not None and subscriber.address else ""


def _form_of(subscriber: Subscriber) -> PreferencesForm:
    mine = chosen(subscriber.interests)
    values = {"name": subscriber.name, "language": subscriber.language, "lists": mine, "interests": mine}
    form = PreferencesForm(formdata=None, data=values)
    if "interests" in form:
        form.interests_consent.data = any(one.value in mine for one in form.interests.choices)
    return form


def _preferences_html(token: str, subscriber: Subscriber, form: PreferencesForm) -> str:
    return render_template(
        "newsletters/public/reader_preferences.html",
        token=token,
        form=form,
        hint=_hint(subscriber),
        memory=_memory(token, subscriber),
        is_new="nuova" in request.args,
        interests_consent=interests_words(),
    )


def _ask_for_link(token: str, subscriber: Subscriber) -> str:
    page, memory = "newsletters/public/reader_link.html", _memory(token, subscriber)
    return render_template(page, token=token, hint=_hint(subscriber), memory=memory)


def _not_subscribed(token: str, subscriber: Subscriber | None) -> ResponseReturnValue:
    return _left_html("newsletters/public/reader_gone.html", token, subscriber), GONE


def _left_html(template: str, token: str, subscriber: Subscriber | None, *, memory: str = "") -> str:
    """Nothing is sent any more: the way back is to say that it was a mistake, for an hour, or to ask again.

    With the page that left, or a link to choose, at once; else with a link that goes to the mailbox.
    """
    undoable = subscriber is not None and may_undo(subscriber)
    remembered = left_with(subscriber, memory) if subscriber is not None else None
    chooses = reader_or_404(token).chooses
    return render_template(
        template,
        token=token,
        pending=subscriber is not None and subscriber.state == SubscriberState.PENDING,
        may_undo=undoable and (remembered is not None or chooses),
        may_ask=undoable,
        memory=memory if remembered is not None else "",
    )
