"""What tonight will forget and what the last nights forgot: how many, never who."""

from flask import Blueprint, render_template

from ama_net.features.helpdesk.operations.forgetting import LONGEST_SILENCE, forgetting_plan
from ama_net.features.helpdesk.queries_forgetting import last_forgettings, last_run, remembered
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.kernel.access import Permission, requires
from ama_net.kernel.tenancy.settings import read_settings

bp = Blueprint("forgetting_manage", __name__)


@bp.get("/sportello/cancellazioni")
@requires(Permission.HELPDESK_SETUP)
def index() -> str:
    """The plan, the rules and the nights."""
    return render_template(
        "helpdesk/manage/forgetting.html",
        plan=forgetting_plan(),
        remembered=remembered(),
        last_run=last_run(),
        runs=last_forgettings(),
        keep_days=read_settings(HelpdeskSettings).keep_days,
        silence_days=LONGEST_SILENCE.days,
    )
