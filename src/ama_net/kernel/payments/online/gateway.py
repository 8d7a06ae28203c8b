"""Paying online as one of the ways to pay: offered where somebody may start it, by an association that takes it."""

from flask_babel import lazy_gettext as _l

from ama_net.foundation.web.security import forms_may_lead_to
from ama_net.kernel.payments.gateways import ToPay, WayToPay
from ama_net.kernel.payments.online.checkout import LEAST_CENTS
from ama_net.kernel.payments.online.client import checkout_origin, offered_account


class Online:
    """Cards, the wallets of phones, direct debit when the association wants it: a button to the provider's page."""

    def way_to_pay(self, what: ToPay) -> WayToPay | None:
        """The button; None where nobody starts it, or nothing is arranged."""
        account = offered_account() if what.pay_address and what.amount_cents >= LEAST_CENTS else None
        if account is None:
            return None
        forms_may_lead_to(checkout_origin())
        title = _l("Con carta o addebito sul conto") if account.with_debit else _l("Con carta o telefono")
        return WayToPay("online", title, post=what.pay_address, words=_l("Paga online"))
