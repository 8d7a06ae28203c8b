"""The tables of bookkeeping."""

from ama_net.features.bookkeeping.models.contributions import ContributionNote, ContributionYear
from ama_net.features.bookkeeping.models.papers import (
    FivePerThousand,
    FivePerThousandLine,
    FundraisingStatement,
    SpendingKind,
    SupplierInvoice,
)
from ama_net.features.bookkeeping.models.years import AccountingYear, BudgetLine

__all__ = [
    "AccountingYear",
    "BudgetLine",
    "ContributionNote",
    "ContributionYear",
    "FivePerThousand",
    "FivePerThousandLine",
    "FundraisingStatement",
    "SpendingKind",
    "SupplierInvoice",
]
