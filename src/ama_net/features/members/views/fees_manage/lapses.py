"""Who has not paid for so long that the board may declare a lapse; writing down that it did."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.members.forms_fees import LapseForm
from ama_net.features.members.operations.fee_lapse import Decision, declare_lapse, in_arrears
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.features.members.views.fees_manage.door import DONE, REFUSED, bp, resolution, resolution_choices
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import Organ
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.settings import read_settings


@bp.get("/quote/decadenze")
@requires(Permission.FEES_READ)
def lapses() -> str:
    """The members in arrears, as a proposal to the board."""
    form = LapseForm(formdata=None)
    form.resolution_id.choices = resolution_choices(Organ.BOARD)
    return _page(form)


@bp.post("/quote/decadenze")
@requires(Permission.MEMBERS_ADMIT)
def lapse() -> ResponseReturnValue:
    """Write down what the board decided: the chosen ones are members no more, and are told."""
    form = LapseForm()
    form.resolution_id.choices = resolution_choices(Organ.BOARD)
    if form.validate_on_submit() and form.on.data:
        decision = Decision(
            resolution(form.resolution_id.data), form.adopted_on.data, form.number.data, form.text.data or ""
        )
        try:
            ended = declare_lapse(_chosen(), decision, on=form.on.data, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            text = ngettext("Una decadenza scritta nel libro.", "%(num)s decadenze scritte nel libro.", len(ended))
            flash(f"{text} {_('Le lettere sono in partenza o da stampare.')}", "success")
            return redirect(url_for(".lapses"), DONE)
    return _page(form), REFUSED


def _chosen() -> list[UUID]:
    found = []
    for text in request.form.getlist("selected"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _page(form: LapseForm) -> str:
    return render_template(
        "members/manage/fee_lapses.html",
        form=form,
        rows=in_arrears(),
        chosen={str(one) for one in _chosen()},
        months=read_settings(FeesSettings).lapse_after_months,
    )
