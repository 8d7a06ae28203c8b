"""What is decided in the area of a gift that comes back: its amount, a pause, the end, another card."""

from collections.abc import Callable
from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.donations.donor_access import donor_or_ask
from ama_net.features.donations.forms_donor import AmountForm
from ama_net.features.donations.models import RecurringGift
from ama_net.features.donations.operations import recurring
from ama_net.features.donations.paying import arranged
from ama_net.features.donations.queries_donor import own_series
from ama_net.features.donations.views.donor_public.door import bp
from ama_net.foundation.web.asking import DONE, REFUSED
from ama_net.foundation.web.limits import limiter
from ama_net.foundation.web.security import forms_may_lead_to
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.payments.online.client import checkout_origin
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.get("/sostieni/area/ricorrenti/<uuid:series_id>")
def series(series_id: UUID) -> str:
    """A gift that comes back, and what can be done about it."""
    row = _own(series_id)
    return _page(row, AmountForm(formdata=None, data={"amount": row.amount_cents}))


@bp.post("/sostieni/area/ricorrenti/<uuid:series_id>/importo")
@limiter.limit("20 per hour")
def amount(series_id: UUID) -> ResponseReturnValue:
    """Give another amount from the next time on."""
    row, form = _own(series_id), AmountForm()
    if form.validate_on_submit() and form.amount.data:
        try:
            recurring.change_amount(row, form.amount.data, by=PUBLIC)
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Fatto: dalla prossima volta l'importo è quello nuovo."), "success")
            return redirect(url_for(".series", series_id=series_id), DONE)
    return _page(row, form), REFUSED


@bp.post("/sostieni/area/ricorrenti/<uuid:series_id>/pausa")
@limiter.limit("20 per hour")
def pause(series_id: UUID) -> ResponseReturnValue:
    """Let nothing be taken for a while."""
    return _do(series_id, lambda row: recurring.pause(row, by=PUBLIC), _("La tua donazione è in pausa."))


@bp.post("/sostieni/area/ricorrenti/<uuid:series_id>/ripresa")
@limiter.limit("20 per hour")
def resume(series_id: UUID) -> ResponseReturnValue:
    """Go on after a pause."""
    return _do(series_id, lambda row: recurring.resume(row, by=PUBLIC), _("La tua donazione riprende. Grazie."))


@bp.post("/sostieni/area/ricorrenti/<uuid:series_id>/fine")
@limiter.limit("20 per hour")
def stop(series_id: UUID) -> ResponseReturnValue:
    """End it for good."""
    return _do(
        series_id,
        lambda row: recurring.stop(row, by=PUBLIC),
        _("La tua donazione è finita. Grazie di quello che hai dato."),
    )


@bp.post("/sostieni/area/ricorrenti/<uuid:series_id>/metodo")
@limiter.limit("20 per hour")
def method(series_id: UUID) -> ResponseReturnValue:
    """Go and put another card or account, on the page of who takes the payments."""
    row = _own(series_id)
    try:
        return redirect(recurring.new_method_address(row), DONE)
    except WrongFact as error:
        flash(str(error), "warning")
        return redirect(url_for(".series", series_id=series_id), DONE)


def _do(series_id: UUID, act: Callable[[RecurringGift], None], said: str) -> ResponseReturnValue:
    try:
        act(_own(series_id))
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(said, "success")
    return redirect(url_for(".series", series_id=series_id), DONE)


def _own(series_id: UUID) -> RecurringGift:
    link = donor_or_ask()
    mine = own_series((RecurringGift.email_digest == link.email_digest) & (RecurringGift.id == series_id))
    return mine[0] if mine else abort(404)


def _page(row: RecurringGift, form: AmountForm) -> str:
    arranged()  # another card is put on the provider's page: this one's forms may lead there
    if row.subscription_id:
        forms_may_lead_to(checkout_origin())  # where another card is put
    return render_template("donations/donor/series.html", row=row, form=form)
