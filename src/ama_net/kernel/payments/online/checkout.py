"""Going to the provider's page to pay: once, again and again, or to change what pays."""

from collections.abc import Mapping

from ama_net.kernel.payments.models_online import CheckoutMode
from ama_net.kernel.payments.purposes import Row
from ama_net.kernel.people import WrongFact


class NotOnline(WrongFact):
    """The association takes no payments online."""


class AlreadyPaying(WrongFact):
    """The row is being paid by another visit (a bank has not answered), or was paid."""


def start_checkout(  # noqa: PLR0913  # what the provider's page must know, each by its name
    row: Row,
    *,
    amount_cents: int,
    words: str,
    mode: CheckoutMode,
    every: str | None = None,
    email: str = "",
    language: str,
    back: str,
    metadata: Mapping[str, str] | None = None,
    customer: str = "",
) -> str:
    """Open a visit to the provider's page for a row and give its address: redirect there (303).

    Asked again while the same visit is open, it is the same address; an open one for another amount is closed. ``words`` say on that page what is paid (no name, no reason); ``back`` is our absolute address to come back to, whether
    paid or left: what happened is read from the row, never from the address. SUBSCRIPTION: ``every`` is ``month`` or ``year``.
    SETUP: ``customer`` is whose series it is, ``amount_cents`` 0. ``metadata`` says nothing of anybody.

    Raises:
        NotOnline: the association takes no payments online.
        AlreadyPaying: the row is being paid, or was, by another visit.
        ProviderError: the provider cannot be reached, or refuses.
    """
    raise NotImplementedError
