"""The consent to direct debit, as it is shown before who gives goes on: its text, and the version that is kept with the series."""

from flask_babel import gettext as _

from ama_net.features.donations.settings import DonationsSettings
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

MANDATE_VERSION = "2026-11"
"""Changed whenever the words below are: who agreed, agreed to those of their day."""


def mandate_words() -> str:
    """What who gives by direct debit again and again agrees to (SEPA core scheme rulebook: notice may be agreed on)."""
    words: str = _(
        "Se scegli l'addebito sul conto, autorizzi Stripe a mandare alla tua banca le richieste di addebito per "
        "%(name)s, e la tua banca a pagarle. Hai diritto al rimborso dalla tua banca, alle sue condizioni, entro otto "
        "settimane dall'addebito. Ti avvisiamo per e-mail almeno %(days)s giorni prima di ogni addebito dopo il primo.",
        name=current_tenant().name,
        days=read_settings(DonationsSettings).debit_notice_days,
    )
    return words
