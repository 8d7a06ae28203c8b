"""Of many changes at once, one mail: what was already told in this transaction."""

from collections.abc import Hashable

from ama_net.foundation.database import db

_TOLD = "helpdesk.told"


def told_already(*what: Hashable) -> bool:
    """Whether this was asked before in this transaction; from now on it was."""
    session = db.session()
    transaction, told = session.info.get(_TOLD, (None, set()))
    if transaction is not session.get_transaction():
        told = set()
        session.info[_TOLD] = (session.get_transaction(), told)
    known = what in told
    told.add(what)
    return known
