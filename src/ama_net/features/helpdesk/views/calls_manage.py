"""The list of calls to make: who left only a telephone is told by voice."""

from flask import Blueprint, current_app

bp = Blueprint("helpdesk_calls_manage", __name__)


@bp.app_template_global()
def page_exists(endpoint: str) -> bool:
    """Whether the application has a page: the tabs of the helpdesk leave out what it has not."""
    return endpoint in current_app.view_functions
