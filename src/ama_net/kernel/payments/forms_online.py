"""What is typed to take payments online."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, SelectChoice, SelectField
from wtforms.validators import Length

from ama_net.foundation.web.forms import WebForm, strip
from ama_net.kernel.payments.models import AccountKind
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.operations.online_accounts import OnlineKeys
from ama_net.kernel.payments.queries import open_accounts

LONGEST = 255


class OnlineForm(WebForm):
    """The keys of the association's account at Stripe, and how it is used. A key that is there is changed by typing another."""

    secret_key = PasswordField(_l("Chiave segreta di Stripe"), [Length(max=LONGEST)], filters=[strip])
    webhook_secret = PasswordField(_l("Segreto di firma degli avvisi"), [Length(max=LONGEST)], filters=[strip])
    with_debit = BooleanField(
        _l("Anche con addebito diretto SEPA"),
        description=_l(
            "Costa meno della carta e non scade, ma la banca risponde dopo alcuni giorni e chi paga può richiamare l'addebito "
            "entro 8 settimane. In Stripe va attivato anche lì."
        ),
    )
    payout = SelectField(_l("Conto su cui Stripe accredita"), validate_choice=True)

    @classmethod
    def of(cls, account: ProviderAccount | None) -> "OnlineForm":
        """The form of the account as it is, without its keys."""
        banks = [one for one in open_accounts() if one.kind in (AccountKind.BANK, AccountKind.POST)]
        usual = account.payout_account_id if account is not None else (banks[0].id if len(banks) == 1 else None)
        now_is = {"with_debit": account is not None and account.with_debit, "payout": str(usual or "")}
        form = cls(data=now_is)
        choices = [SelectChoice(str(one.id), one.label) for one in banks]
        form.payout.choices = [SelectChoice("", _l("Non ancora deciso")), *choices]
        return form

    def keys(self) -> OnlineKeys:
        """What was typed."""
        payout = UUID(self.payout.data) if self.payout.data else None
        return OnlineKeys(
            self.secret_key.data or "", self.webhook_secret.data or "", bool(self.with_debit.data), payout
        )
