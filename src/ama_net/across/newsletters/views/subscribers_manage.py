"""The office's pages of subscriptions: the list, one with its proofs, adding on paper, files of addresses.

What anybody chose is on none of them, in no file and in no search: interests are sealed and only counted (lists_manage).
"""

from collections.abc import Mapping
from pathlib import PurePath
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, format_decimal
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from ama_net.across.newsletters import subscriber_words as said
from ama_net.across.newsletters.forms_subscribers import AddressForm, ImportForm, OnPaperForm
from ama_net.across.newsletters.import_rows import OUTCOMES, TO_EXCLUDE, receiving_now
from ama_net.across.newsletters.models import ImportState, Subscriber, SubscriberImport, Suppression, SuppressionReason
from ama_net.across.newsletters.operations.by_hand import add_on_paper, leave_for
from ama_net.across.newsletters.operations.importing import (
    MOST_A_DAY,
    begin_import,
    count_rows,
    drop_import,
    keep_exclusions,
    keep_file,
    lists_of,
    rows_of,
)
from ama_net.across.newsletters.operations.proofs import facts_of
from ama_net.across.newsletters.queries_subscribers import (
    SUBSCRIBERS,
    latest_imports,
    proofs_of,
    states,
    subscriber_at,
    subscriber_of,
    subscribers,
    subscribers_to_take_away,
    suppression_at,
    suppression_for,
)
from ama_net.across.newsletters.subscribers_tasks import import_subscribers
from ama_net.across.newsletters.views.larger_files import take_larger_files
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("subscribers_manage", __name__)

DONE, REFUSED = 303, 422
SHOWN_ROWS = 200


def _too_large(_error: HTTPException) -> ResponseReturnValue:
    form = ImportForm(formdata=None)
    form.file.errors = [_("Il file è troppo grande: al massimo 30 MB. Togli le immagini, o dividilo in più file.")]
    return render_template("newsletters/manage/subscribers_imports.html", form=form, files=latest_imports()), REFUSED


take_larger_files(bp, "importing", _too_large)


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": said}


@bp.get("/newsletter/iscrizioni")
@requires(Permission.SUBSCRIBERS_READ)
def index() -> str:
    """Who receives, who has not confirmed, who left."""
    return _list_page(AddressForm(formdata=None))


@bp.post("/newsletter/iscrizioni/ricerca")
@requires(Permission.SUBSCRIBERS_READ)
def find() -> ResponseReturnValue:
    """The subscription of an address typed whole: sealed, they cannot be searched otherwise. None: what may be done."""
    form = AddressForm()
    if not form.validate_on_submit():
        return _list_page(form), REFUSED
    address = form.email.data or ""
    found = subscriber_at(address)
    if found is not None:
        return redirect(url_for(".show", subscriber_id=found.id), DONE)
    return _list_page(form, missing=address, suppression=suppression_at(address))


@bp.get("/newsletter/iscrizioni/elenco.<any(csv, xlsx):ending>")
@requires(Permission.SUBSCRIBERS_EDIT)
def export(ending: str) -> Response:
    """The subscriptions as a file, written in the audit."""
    actor, name = signed_in_actor(), "iscrizioni-newsletter"
    if ending == "xlsx":
        return export_list(SUBSCRIBERS, subscribers_to_take_away(), request.args, name=name, by=actor, file_type="xlsx")
    return export_list(SUBSCRIBERS, subscribers_to_take_away(), request.args, name=name, by=actor)


@bp.get("/newsletter/iscrizioni/<uuid:subscriber_id>")
@requires(Permission.SUBSCRIBERS_READ)
def show(subscriber_id: UUID) -> str:
    """One subscription, with what proves it."""
    subscriber = _subscriber_or_404(subscriber_id)
    return render_template(
        "newsletters/manage/subscriber.html",
        subscriber=subscriber,
        suppression=suppression_for(subscriber),
        proofs=[(proof, body, facts_of(proof)) for proof, body in proofs_of(subscriber)],
    )


@bp.route("/newsletter/iscrizioni/nuova", methods=["GET", "POST"])
@requires(Permission.SUBSCRIBERS_EDIT)
def new() -> ResponseReturnValue:
    """Subscribe somebody who signed a paper; ``begin``: with the address that was just looked for."""
    if "begin" in request.form:
        form = OnPaperForm(formdata=None, data={"email": request.form.get("email", "")[:200], "given_on": today()})
        return render_template("newsletters/manage/subscriber_new.html", form=form)
    form = OnPaperForm()
    if form.validate_on_submit():
        try:
            made = add_on_paper(form.paper(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Iscrizione scritta: la prossima newsletter arriva anche a questo indirizzo."), "success")
            return redirect(url_for(".show", subscriber_id=made.id), DONE)
    return render_template("newsletters/manage/subscriber_new.html", form=form), REFUSED if form.errors else 200


@bp.post("/newsletter/iscrizioni/<uuid:subscriber_id>/disiscrizione")
@requires(Permission.SUBSCRIBERS_EDIT)
def end(subscriber_id: UUID) -> ResponseReturnValue:
    """Let somebody go who said so to the office."""
    leave_for(_subscriber_or_404(subscriber_id), by=signed_in_actor())
    flash(_("Fatto: a questo indirizzo non si scrive più la newsletter."), "success")
    return redirect(url_for(".show", subscriber_id=subscriber_id), DONE)


# --- files of addresses ----------------------------------------------------------------------------------------------


@bp.route("/newsletter/iscrizioni/importazioni", methods=["GET", "POST"])
@requires(Permission.SUBSCRIBERS_EDIT)
def importing() -> ResponseReturnValue:
    """Send a file; those sent before. ``cosa=esclusi``: of addresses to exclude, as whoever comes from there has."""
    form = ImportForm(data={"what": "exclude"} if request.args.get("cosa") == "esclusi" else None)
    if form.validate_on_submit():
        try:
            kept = _keep(form)
        except UnreadableFileError as error:
            form.file.errors = [str(error)]
        except WrongFact as error:
            blame(form, error)
        else:
            return redirect(url_for(".imported", import_id=kept.id), DONE)
    page = render_template("newsletters/manage/subscribers_imports.html", form=form, files=latest_imports())
    return page, REFUSED if form.errors else 200


@bp.get("/newsletter/iscrizioni/importazioni/<uuid:import_id>")
@requires(Permission.SUBSCRIBERS_EDIT)
def imported(import_id: UUID) -> str:
    """What every row is, before anything is written; then how it went."""
    kept = _import_or_404(import_id)
    rows = rows_of(kept) if kept.state == ImportState.READY else []
    counts = count_rows(rows) if rows else kept.report
    odd = [row for row in rows if not row.used]
    good = [row for row in rows if row.used]
    return render_template(
        "newsletters/manage/subscribers_import.html",
        kept=kept,
        counts=counts,
        outcomes=_outcomes(kept),
        receiving=receiving_now(good) if kept.exclude_as else 0,
        odd=odd[:SHOWN_ROWS],
        odd_left=max(len(odd) - SHOWN_ROWS, 0),
        good=good[:10],
        to_use=len(good),
        lists=lists_of(kept),
        waits=kept.confirmed_by_mail and len(good) > MOST_A_DAY,
        most_a_day=format_decimal(MOST_A_DAY),
    )


@bp.get("/newsletter/iscrizioni/importazioni/<uuid:import_id>/righe.csv")
@requires(Permission.SUBSCRIBERS_EDIT)
def left_out(import_id: UUID) -> Response:
    """The rows that are not used, with why, for who mends them in the file; only while it waits."""
    kept = _import_or_404(import_id)
    odd = [row for row in rows_of(kept) if not row.used] if kept.state == ImportState.READY else abort(404)
    heads = (_("Riga"), _("Indirizzo"), _("Nome"), _("Giorno del consenso"), _("Perché"))
    words = _outcomes(kept)
    cells = ((row.number, row.address, row.name, row.given_on, words[row.outcome]) for row in odd)
    return csv_answer(csv_lines(heads, cells), "righe-non-usate")


@bp.post("/newsletter/iscrizioni/importazioni/<uuid:import_id>/uso")
@requires(Permission.SUBSCRIBERS_EDIT)
def use(import_id: UUID) -> ResponseReturnValue:
    """Write the good rows, a piece at a time."""
    actor, kept = signed_in_actor(), _import_or_404(import_id)
    try:
        begin_import(kept, by=actor)
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        enqueue(import_subscribers, str(import_id), str(actor.account_id or ""))
        if kept.exclude_as:
            flash(_("Gli indirizzi si escludono ora: in meno di un minuto è fatto."), "success")
        else:
            flash(_("Le righe buone si scrivono ora: in qualche minuto è fatto."), "success")
    return redirect(url_for(".imported", import_id=import_id), DONE)


@bp.post("/newsletter/iscrizioni/importazioni/<uuid:import_id>/scarto")
@requires(Permission.SUBSCRIBERS_EDIT)
def drop(import_id: UUID) -> ResponseReturnValue:
    """Throw the file away."""
    try:
        drop_import(_import_or_404(import_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("File scartato: non è cambiato niente."), "success")
    return redirect(url_for(".importing"), DONE)


def _keep(form: ImportForm) -> SubscriberImport:
    sent = form.file.data
    name = PurePath((sent.filename or "").replace("\\", "/")).name or "iscrizioni"
    if form.excludes:
        reason = SuppressionReason(form.reason.data)
        return keep_exclusions(sent.stream, name=name, reason=reason, by=signed_in_actor())
    return keep_file(
        sent.stream,
        name=name,
        declared=form.declared.data or "",
        language=form.language.data,
        confirmed_by_mail=form.way.data == "mail",
        lists=form.chosen,
        by=signed_in_actor(),
    )


def _outcomes(kept: SubscriberImport) -> Mapping[str, LazyString]:
    return TO_EXCLUDE if kept.exclude_as else OUTCOMES


def _list_page(form: AddressForm, missing: str = "", suppression: Suppression | None = None) -> str:
    """``missing`` was looked for and is not there; ``suppression``: because it is excluded."""
    page = SUBSCRIBERS.page(subscribers(), request.args)
    values = {"page": page, "form": form, "states": states(), "missing": missing, "suppression": suppression}
    return render_template("newsletters/manage/subscribers.html", **values)


def _subscriber_or_404(subscriber_id: UUID) -> Subscriber:
    return subscriber_of(subscriber_id) or abort(404)


def _import_or_404(import_id: UUID) -> SubscriberImport:
    return db.session.get(SubscriberImport, import_id) or abort(404)
