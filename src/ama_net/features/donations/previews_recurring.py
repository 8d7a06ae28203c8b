"""Samples of the mails about gifts that come back, for the development preview pages."""

from datetime import date
from types import SimpleNamespace
from typing import Any

_SERIES = SimpleNamespace(
    way="direct_debit",
    method="IBAN •••• 3456",
    method_expires_on=date(2027, 1, 31),
    started_on=date(2026, 5, 4),
    reference="AMA-K7M2-9Q",
)
_ALWAYS: dict[str, Any] = {
    "called": "Prova",
    "every": "ogni mese",
    "amount_cents": 1_000,
    "series": _SERIES,
    "link": "https://alba.example/sostieni/dono/abc",
}
EMAIL_PREVIEWS: dict[str, dict[str, Any]] = {
    "donations/recurring_changed": {**_ALWAYS, "change": "changed"},
    "donations/recurring_debit": {**_ALWAYS, "on": date(2026, 12, 4)},
    "donations/recurring_ended": {**_ALWAYS, "why": "asked"},
    "donations/recurring_expiring": {**_ALWAYS},
    "donations/recurring_failed": {**_ALWAYS},
    "donations/recurring_late": {**_ALWAYS},
}
"""By template; ``tenant`` and ``theme`` are added by who shows them."""
