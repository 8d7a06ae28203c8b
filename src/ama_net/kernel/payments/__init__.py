"""Payments: movements of money, what they are for, receipts numbered without gaps, how an amount can be paid.

A feature says what its rows that can be paid are (``register_purpose``); it records movements about them with
``record_payment`` and gives receipts with ``issue_receipt``. Nothing is removed: movements and receipts are cancelled.
"""

from ama_net.kernel.payments.gateways import (
    Gateway,
    ToPay,
    WayToPay,
    register_gateway,
    ways_to_pay,
)
from ama_net.kernel.payments.models import (
    AccountKind,
    AccountUse,
    BankAccount,
    Fund,
    FundKind,
    MoneyDirection,
    Payment,
    PaymentKind,
    PaymentState,
    PaymentWay,
    Receipt,
)
from ama_net.kernel.payments.models_online import Checkout, CheckoutMode, CheckoutState, ProviderAccount
from ama_net.kernel.payments.models_statements import LineState, StatementImport, StatementLine
from ama_net.kernel.payments.operations.movements import (
    CannotChangePayment,
    NewPayment,
    cancel_payment,
    record_payment,
    refund_payment,
)
from ama_net.kernel.payments.operations.receipts import cancel_receipt, issue_receipt
from ama_net.kernel.payments.purposes import About, News, Payable, ProviderNews, Purpose, Row, register_purpose
from ama_net.kernel.payments.references import find_references, new_references

__all__ = [
    "About",
    "AccountKind",
    "AccountUse",
    "BankAccount",
    "CannotChangePayment",
    "Checkout",
    "CheckoutMode",
    "CheckoutState",
    "Fund",
    "FundKind",
    "Gateway",
    "LineState",
    "MoneyDirection",
    "NewPayment",
    "News",
    "Payable",
    "Payment",
    "PaymentKind",
    "PaymentState",
    "PaymentWay",
    "ProviderAccount",
    "ProviderNews",
    "Purpose",
    "Receipt",
    "Row",
    "StatementImport",
    "StatementLine",
    "ToPay",
    "WayToPay",
    "cancel_payment",
    "cancel_receipt",
    "find_references",
    "issue_receipt",
    "new_references",
    "record_payment",
    "refund_payment",
    "register_gateway",
    "register_purpose",
    "ways_to_pay",
]
