"""The demonstration's account at who takes payments online: only where that is played on this machine (`make run`)."""

from pathlib import Path

from ama_net.foundation.local.provider.remote import TRIAL_KEY, TRIAL_SECRET, is_local, send_notices_to
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments.gateways import account_for
from ama_net.kernel.payments.models import AccountUse
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.online.client import open_account
from ama_net.kernel.payments.operations.online_accounts import OnlineKeys, connect_online
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.tenant_models import LegalForm


def seed_demo_online(_folder: Path) -> None:
    """Let the association in scope take trial payments; a public body has its own ways. Harmless to repeat."""
    api, tenant = settings_of_app().stripe_api, current_tenant()
    if not is_local(api) or tenant.identity.legal_form == LegalForm.PUBLIC_BODY:
        return
    key, secret = TRIAL_KEY + tenant.slug, TRIAL_SECRET + tenant.slug
    account = open_account() or connect_online(_keys(key, secret), by=SYSTEM)
    if account.secret_key == key:
        send_notices_to(api, key=key, url=tenant.base_url + _path(account), secret=secret)


def _keys(key: str, secret: str) -> OnlineKeys:
    bank = account_for(AccountUse.DONATIONS)
    return OnlineKeys(key, secret, with_debit=True, payout_account_id=bank.id if bank is not None else None)


def _path(account: ProviderAccount) -> str:
    return f"/pagamenti/stripe/{account.id}/eventi"
