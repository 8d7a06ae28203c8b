"""The audit: who did what to what, append-only, chained per association; and ``Ledger``, the chain itself.

Every register the law asks for is a ``Ledger``. What is written here is never sensitive: identifiers, verbs, states.
"""

from ama_net.kernel.audit.exports import export_list
from ama_net.kernel.audit.ledger import Break, Ledger, Verdict
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.audit.numbers import NumberSeries, next_number
from ama_net.kernel.audit.operations import AUDIT, record

__all__ = ["AUDIT", "Break", "Ledger", "LedgerEntry", "NumberSeries", "Verdict", "export_list", "next_number", "record"]
