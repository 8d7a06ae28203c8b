"""Warning the secretariat that offices are about to expire: once some months before, once in the last month."""

from ama_net.features.members import application_secrets
from ama_net.features.members.settings_offices import OfficesSettings
from ama_net.foundation.clock import today
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import OfficeTerm
from ama_net.kernel.documents.models_offices import OfficeStep
from ama_net.kernel.documents.operations_offices import mark
from ama_net.kernel.documents.queries_offices import to_warn_of
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings


def warn_of_offices() -> int:
    """Send one mail for each warning that has come due; returns of how many offices. It says how many, never whose.

    An office that was written down in its last month has only the last warning.
    """
    settings = read_settings(OfficesSettings)
    last = to_warn_of(OfficeStep.LAST_WARNING, settings.last_warning_days)
    _warn(last, OfficeStep.LAST_WARNING, settings.last_warning_days)
    first = to_warn_of(OfficeStep.FIRST_WARNING, settings.first_warning_days)
    _warn(first, OfficeStep.FIRST_WARNING, settings.first_warning_days)
    return len(last) + len(first)


def _warn(terms: list[OfficeTerm], step: OfficeStep, days: int) -> None:
    if not terms:
        return
    mark([(term.id, step) for term in terms], on=today(), by=SYSTEM)
    context = {"count": len(terms), "days": days, "link": application_secrets.office_link("offices_manage.index")}
    to = current_tenant().identity.mail.secretariat_mail
    send_mail("members/offices_expiring", to=to, context=context, locale="it")
