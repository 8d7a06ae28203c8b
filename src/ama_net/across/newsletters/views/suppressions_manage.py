"""The office's pages of excluded addresses: known by a hint, found by typing them whole, and only then put in or taken out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.across.newsletters import subscriber_words as said
from ama_net.across.newsletters.forms_subscribers import AddressForm, ReadmitForm
from ama_net.across.newsletters.models import Readmission, Suppression
from ama_net.across.newsletters.operations.by_hand import exclude, readmit
from ama_net.across.newsletters.queries_subscribers import SUPPRESSIONS, reasons, suppression_at, suppressions
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact

bp = Blueprint("suppressions_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/newsletter/esclusi")
@requires(Permission.SUBSCRIBERS_READ)
def index() -> str:
    """Every address that gets no newsletter."""
    return _html(AddressForm(formdata=None))


@bp.post("/newsletter/esclusi/ricerca")
@requires(Permission.SUBSCRIBERS_READ)
def find() -> ResponseReturnValue:
    """Whether an address typed whole is among them, why, and what may be done."""
    form = AddressForm()
    if not form.validate_on_submit():
        return _html(form), REFUSED
    address = form.email.data or ""
    found = suppression_at(address)
    if found is None:
        return _html(form, free=address)
    return _html(form, found, ReadmitForm(found, formdata=None, data={"email": address}))


@bp.post("/newsletter/esclusi")
@requires(Permission.SUBSCRIBERS_EDIT)
def add() -> ResponseReturnValue:
    """Exclude by hand an address that was looked for and is not there."""
    form = AddressForm()
    if not form.validate_on_submit():
        return _html(form), REFUSED
    if exclude(form.email.data or "", by=signed_in_actor()):
        flash(_("Indirizzo escluso: non riceve più la newsletter."), "success")
    else:
        flash(_("Questo indirizzo era già fra gli esclusi."), "info")
    return redirect(url_for(".index"), DONE)


@bp.post("/newsletter/esclusi/riammissione")
@requires(Permission.SUBSCRIBERS_EDIT)
def remove() -> ResponseReturnValue:
    """Let newsletters be sent again to an address that was looked for, and say why; it subscribes nobody."""
    found = suppression_at(request.form.get("email", ""))
    if found is None:
        flash(_("Questo indirizzo non è fra gli esclusi: scrivilo intero e trovalo di nuovo."), "warning")
        return redirect(url_for(".index"), DONE)
    form = ReadmitForm(found)
    if not form.validate_on_submit():
        return _html(AddressForm(), found, form), REFUSED
    try:
        readmit(form.email.data or "", Readmission(form.why.data), by=signed_in_actor())
    except WrongFact as changed:  # somebody else at that moment
        flash(str(changed), "info")
    else:
        flash(
            _("Indirizzo riammesso. Riceve la newsletter solo se l'iscrizione vale ancora, o se si iscrive."), "success"
        )
    return redirect(url_for(".index"), DONE)


def _html(form: AddressForm, found: Suppression | None = None, why: ReadmitForm | None = None, free: str = "") -> str:
    """``found`` is the one that was looked for, ``free`` the address that is not there."""
    page = SUPPRESSIONS.page(suppressions(), request.args)
    return render_template(
        "newsletters/manage/subscribers_suppressions.html",
        page=page,
        counts=reasons(),
        form=form,
        found=found,
        why=why,
        free=free,
        said=said,
    )
