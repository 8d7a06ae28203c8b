"""The days of a numeric policy."""

from uuid import UUID

from flask import abort, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.forms_insurance import DayForm
from ama_net.features.volunteers.models import InsuranceDay
from ama_net.features.volunteers.operations.insurance import note_day, remove_day
from ama_net.features.volunteers.views.insurance_manage.door import REFUSED, bp, policy_or_404, to_policy
from ama_net.features.volunteers.views.insurance_manage.policies import policy_page
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.post("/volontari/assicurazione/<uuid:policy_id>/giornate")
@requires(Permission.VOLUNTEERS_EDIT)
def add_day(policy_id: UUID) -> ResponseReturnValue:
    """Write for how many people a policy is used on a day."""
    policy, form = policy_or_404(policy_id), DayForm()
    if form.validate() and form.on_day.data and form.people.data:
        try:
            note_day(policy, form.on_day.data, form.people.data, form.what.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Giornata scritta."), "success")
            return to_policy(policy.id)
    return policy_page(policy, day_form=form), REFUSED


@bp.post("/volontari/assicurazione/<uuid:policy_id>/giornate/<uuid:day_id>/eliminazione")
@requires(Permission.VOLUNTEERS_EDIT)
def drop_day(policy_id: UUID, day_id: UUID) -> ResponseReturnValue:
    """Take away a day the insurer does not know of."""
    day = db.session.get(InsuranceDay, day_id)
    if day is None or day.policy_id != policy_id:
        abort(404)
    try:
        remove_day(day, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Giornata eliminata."), "success")
    return to_policy(policy_id)
