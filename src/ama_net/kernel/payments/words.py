"""How pages say ways, kinds and states of movements, and what an account is for."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.kernel.payments.models import (
    AccountKind,
    AccountUse,
    FundKind,
    MoneyDirection,
    PaymentKind,
    PaymentState,
    PaymentWay,
)

WAYS: dict[str, LazyString] = {
    PaymentWay.TRANSFER: _l("Bonifico"),
    PaymentWay.CASH: _l("Contanti"),
    PaymentWay.CHEQUE: _l("Assegno"),
    PaymentWay.POST_OFFICE: _l("Bollettino postale"),
    PaymentWay.CARD: _l("Carta"),
    PaymentWay.DIRECT_DEBIT: _l("Addebito diretto"),
    PaymentWay.WALLET: _l("App di pagamento"),
    PaymentWay.OTHER: _l("In altro modo"),
}
KINDS: dict[str, LazyString] = {
    PaymentKind.FEE: _l("Quota"),
    PaymentKind.DONATION: _l("Donazione"),
    PaymentKind.EXPENSE: _l("Rimborso spese"),
    PaymentKind.CHARGE: _l("Commissioni"),
    PaymentKind.INTERNAL: _l("Giroconto"),
    PaymentKind.OTHER: _l("Altro"),
}
STATES: dict[str, LazyString] = {
    PaymentState.EXPECTED: _l("Atteso"),
    PaymentState.RECEIVED: _l("Avvenuto"),
    PaymentState.REFUNDED: _l("Restituito"),
    PaymentState.CANCELLED: _l("Annullato"),
}
STATE_KINDS = {
    PaymentState.EXPECTED: "info",
    PaymentState.RECEIVED: "ok",
    PaymentState.REFUNDED: "neutral",
    PaymentState.CANCELLED: "danger",
}
DIRECTIONS: dict[str, LazyString] = {MoneyDirection.IN: _l("Entrata"), MoneyDirection.OUT: _l("Uscita")}
USES: dict[str, LazyString] = {
    AccountUse.ALL: _l("Quote e donazioni"),
    AccountUse.FEES: _l("Solo quote"),
    AccountUse.DONATIONS: _l("Solo donazioni"),
    AccountUse.NONE: _l("Niente: non si mostra a chi paga"),
}
SERIES: dict[str, LazyString] = {"fees": _l("Quote"), "donations": _l("Donazioni")}
ACCOUNT_KINDS: dict[str, LazyString] = {
    AccountKind.BANK: _l("Conto in banca"),
    AccountKind.POST: _l("Conto alla posta"),
    AccountKind.CASH: _l("Cassa"),
    AccountKind.PROVIDER: _l("Pagamenti online"),
}
FUND_KINDS: dict[str, LazyString] = {
    FundKind.CAMPAIGN: _l("Campagna"),
    FundKind.EVENT: _l("Raccolta fondi occasionale"),
    FundKind.FIVE_PER_THOUSAND: _l("5 per mille"),
    FundKind.PROJECT: _l("Progetto"),
}
