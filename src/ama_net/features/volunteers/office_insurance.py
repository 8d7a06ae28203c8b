"""What insurance says on the office's dashboard, beside who is not covered."""

from flask import url_for
from flask_babel import gettext as _

from ama_net.features.volunteers.insurance_overview import expiring_policies
from ama_net.features.volunteers.settings_insurance import InsuranceSettings
from ama_net.foundation.clock import today
from ama_net.kernel.access import Figure
from ama_net.kernel.tenancy.settings import read_settings


def figures_of_insurance() -> list[Figure]:
    """The policies to decide about soon."""
    soon = read_settings(InsuranceSettings).first_warning_days
    ending = expiring_policies(today(), soon)
    page = url_for("insurance_manage.index")
    return [Figure(_("Polizze in scadenza"), len(ending), page, attention=True)] if ending else []
