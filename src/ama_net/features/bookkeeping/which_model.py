"""Which statement the income of a year asks for (D.Lgs. 117/2017 art. 13). A hint for who prepares it: the accountant decides."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from ama_net.features.bookkeeping.settings import BookkeepingSettings

CENTS = 100


class Model(StrEnum):
    """The schemes of the law."""

    BRIEF = "e"
    CASH = "d"
    FULL = "full"


WORDS: dict[Model, LazyString] = {
    Model.BRIEF: _l("Con queste entrate si può usare anche il Modello E, più corto."),
    Model.CASH: _l("Con queste entrate si usa il Modello D."),
    Model.FULL: _l(
        "Con queste entrate il rendiconto per cassa non basta: serve il bilancio con lo stato patrimoniale."
    ),
}


def model_due(income_cents: int, settings: BookkeepingSettings) -> Model:
    """The shortest scheme that income allows.

    Up to 60,000 € the brief one, whoever it is; below 300,000 € the cash statement, without legal personality; else the accounts
    with their balance sheet.
    """
    if income_cents <= settings.brief_up_to_euros * CENTS:
        return Model.BRIEF
    if income_cents < settings.cash_up_to_euros * CENTS and not settings.has_legal_personality:
        return Model.CASH
    return Model.FULL
