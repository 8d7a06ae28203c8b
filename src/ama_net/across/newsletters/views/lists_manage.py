"""The office's pages of lists: what one may choose, how many did. Of those that tell an interest only steps are counted."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.across.newsletters.forms_subscribers import ListForm
from ama_net.across.newsletters.models import NewsletterList
from ama_net.across.newsletters.operations.lists import add_list, change_list, close_list, open_list
from ama_net.across.newsletters.queries_lists import all_lists, counts_of
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("lists_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/newsletter/liste")
@requires(Permission.SUBSCRIBERS_READ)
def index() -> str:
    """The lists, with how many receive each."""
    return render_template("newsletters/manage/subscribers_lists.html", counted=counts_of(all_lists()))


@bp.route("/newsletter/liste/nuova", methods=["GET", "POST"])
@requires(Permission.SUBSCRIBERS_EDIT)
def new() -> ResponseReturnValue:
    """Offer one more."""
    form = ListForm(data={"name": request.args.get("nome", "")} if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            add_list(form.facts(), confidential=form.confidential.data == "y", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Lista aggiunta: da ora si può scegliere."), "success")
            return redirect(url_for(".index"), DONE)
    return _form_page(form, None)


@bp.route("/newsletter/liste/<uuid:list_id>/dati", methods=["GET", "POST"])
@requires(Permission.SUBSCRIBERS_EDIT)
def edit(list_id: UUID) -> ResponseReturnValue:
    """Say something else of it."""
    one = _list_or_404(list_id)
    form = ListForm(one)
    if form.validate_on_submit():
        try:
            change_list(one, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Salvato."), "success")
            return redirect(url_for(".index"), DONE)
    return _form_page(form, one)


@bp.post("/newsletter/liste/<uuid:list_id>/chiusura")
@requires(Permission.SUBSCRIBERS_EDIT)
def close(list_id: UUID) -> ResponseReturnValue:
    """Offer it no more."""
    close_list(_list_or_404(list_id), by=signed_in_actor())
    flash(_("Lista chiusa: non si può più scegliere."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/newsletter/liste/<uuid:list_id>/apertura")
@requires(Permission.SUBSCRIBERS_EDIT)
def reopen(list_id: UUID) -> ResponseReturnValue:
    """Offer it again."""
    open_list(_list_or_404(list_id), by=signed_in_actor())
    flash(_("Lista riaperta: da ora si può scegliere."), "success")
    return redirect(url_for(".index"), DONE)


def _list_or_404(list_id: UUID) -> NewsletterList:
    return db.session.get(NewsletterList, list_id) or abort(404)


def _form_page(form: ListForm, one: NewsletterList | None) -> ResponseReturnValue:
    page = render_template("newsletters/manage/subscribers_list_form.html", form=form, one=one)
    return page, REFUSED if form.errors else 200
