"""The ways an amount can be paid: each is a gateway that says how, or nothing when it cannot.

Bank transfer is always here; whoever takes money online registers a gateway of its own, which gives an address to go to.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.kernel.payments.epc import transfer_qr
from ama_net.kernel.payments.models import AccountUse, BankAccount
from ama_net.kernel.payments.purposes import Row
from ama_net.kernel.people.identifiers import show_iban


@dataclass(frozen=True)
class ToPay:
    """What is to be paid: cents, its reference, the words of a transfer without it, what for, and the row it is for.

    ``pay_address`` is our page that a button posts to, to go and pay online; empty: that is not offered here.
    """

    amount_cents: int
    reference: str
    words: str
    use: AccountUse
    row: Row | None = None
    pay_address: str = ""


@dataclass(frozen=True)
class Line:
    """Something to copy: what it is, as it is shown, as it is copied, the words of the button."""

    label: Any
    shown: str
    copied: str
    copy_words: Any


@dataclass(frozen=True)
class WayToPay:
    """How to pay: lines to copy, a QR code (svg), an address to go to, or one of ours that a button posts to, with its words."""

    key: str
    title: Any
    lines: list[Line] = field(default_factory=list)
    qr: str = ""
    url: str = ""
    post: str = ""
    words: Any = ""


class Gateway(Protocol):
    """One way to pay."""

    def way_to_pay(self, what: ToPay) -> WayToPay | None:
        """How an amount is paid here; None when the association has not arranged for it."""


class BankTransfer:
    """A transfer to the association's account, with its own reference; to the exact holder, which banks compare."""

    def way_to_pay(self, what: ToPay) -> WayToPay | None:
        """The account's data to copy, and the same as a QR code for the apps that read it (EPC069-12)."""
        account = account_for(what.use)
        if account is None or account.iban is None:
            return None
        remittance = f"{what.words} {what.reference}"
        lines = [
            Line(_l("Intestatario del conto"), account.holder, account.holder, _l("Copia l'intestatario")),
            Line(_l("IBAN"), show_iban(account.iban), account.iban, _l("Copia l'IBAN")),
            Line(_l("Causale"), remittance, remittance, _l("Copia la causale")),
        ]
        drawn = transfer_qr(account.holder, account.iban, what.amount_cents, remittance)
        qr = Markup(drawn)  # noqa: S704  # an svg of squares drawn here, the words are only in the squares
        return WayToPay("transfer", _l("Con un bonifico"), lines, qr)


def account_for(use: AccountUse) -> BankAccount | None:
    """The open account where money for a purpose is asked: the one kept for it alone before the one for everything."""
    accounts = select(BankAccount).where(
        BankAccount.closed_on.is_(None), BankAccount.used_for.in_((use, AccountUse.ALL))
    )
    alone_first = (BankAccount.used_for == AccountUse.ALL, BankAccount.position, BankAccount.created_at)
    return db.session.scalars(accounts.order_by(*alone_first)).first()


_gateways: list[Gateway] = [BankTransfer()]


def register_gateway(gateway: Gateway) -> None:
    """Add a way to pay, after those that are there."""
    _gateways.append(gateway)


def ways_to_pay(what: ToPay) -> list[WayToPay]:
    """How an amount can be paid in the association in scope, in order; empty when nothing is arranged yet."""
    return [way for gateway in _gateways if (way := gateway.way_to_pay(what)) is not None]
