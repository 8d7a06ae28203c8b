"""The list of claims, and the same as a file."""

from flask import Response, render_template, request

from ama_net.features.volunteers.lists_expenses import CLAIMS, office_claims
from ama_net.features.volunteers.queries_expenses import claims_to_pay, rule_on
from ama_net.features.volunteers.views.expenses_manage.door import bp
from ama_net.foundation.clock import today
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list


@bp.get("/spese")
@requires(Permission.EXPENSES_READ)
def index() -> str:
    """The claims, those to approve first in sight."""
    return render_template(
        "volunteers/manage/expenses.html",
        page=CLAIMS.page(office_claims(), request.args),
        rule=rule_on(today()),
        to_pay=len(claims_to_pay()),
    )


@bp.get("/spese/elenco.csv")
@requires(Permission.EXPENSES_EDIT)
def export() -> Response:
    """The same claims as a file."""
    return export_list(CLAIMS, office_claims(), request.args, name="note-spese", by=signed_in_actor())
