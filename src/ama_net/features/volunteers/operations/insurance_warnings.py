"""Warning the secretariat of policies to decide about: once some weeks before, once in the last days."""

from datetime import timedelta

from sqlalchemy import select

from ama_net.features.volunteers.insurance_overview import expiring_policies, how_many_uncovered
from ama_net.features.volunteers.models import InsurancePolicy
from ama_net.features.volunteers.queries_policies import decide_by
from ama_net.features.volunteers.settings_insurance import InsuranceSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

PAGE = "/manage/volontari/assicurazione"


def warn_of_policies() -> int:
    """Send one mail for the policies whose warning has come due, each once for each step; returns of how many.

    It names policies and counts volunteers, and names nobody. A policy written down in its last days has the last only.
    """
    settings = read_settings(InsuranceSettings)
    found = expiring_policies(today(), settings.first_warning_days)
    due = [one for one in _held(found) if _is_due(one, settings)]
    if not due:
        return 0
    for one in due:
        one.warned_days = _step(one, settings)
    said = [
        {"number": one.number, "insurer": one.insurer_words, "day": decide_by(one), "renews": one.renews} for one in due
    ]
    tenant = current_tenant()
    context = {"policies": said, "uncovered": how_many_uncovered(today()), "link": f"{tenant.base_url}{PAGE}"}
    send_mail("volunteers/insurance_warning", to=tenant.identity.mail.secretariat_mail, context=context, locale="it")
    return len(due)


def _held(found: list[InsurancePolicy]) -> list[InsurancePolicy]:
    """The policies, taken in the order of their keys: two jobs at once send one mail."""
    ids = sorted(one.id for one in found)
    rows = select(InsurancePolicy).where(InsurancePolicy.id.in_(ids)).order_by(InsurancePolicy.id)
    locked = rows.with_for_update(of=InsurancePolicy).execution_options(populate_existing=True)
    return list(db.session.scalars(locked))


def _is_due(policy: InsurancePolicy, settings: InsuranceSettings) -> bool:
    return policy.warned_days is None or policy.warned_days > _step(policy, settings)


def _step(policy: InsurancePolicy, settings: InsuranceSettings) -> int:
    is_last = decide_by(policy) <= today() + timedelta(days=settings.last_warning_days)
    return settings.last_warning_days if is_last else settings.first_warning_days
