"""What the tax law gives to who gives, by the association's form and by how money travels. One place says it.

D.Lgs. 117/2017 art. 83: a deduction from tax of 30 % (35 % when the receiver is an ODV), on at most 30,000 € a year; or, for people
and bodies, a deduction from income of at most 10 %. Only for bodies of the RUNTS, never for cash.
"""

from flask_babel import gettext as _

from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.tenant_models import LegalForm

ODV_PERCENT, ETS_PERCENT = 35, 30
UNTRACED = frozenset({PaymentWay.CASH, PaymentWay.OTHER})
"""How money travels without leaving a trace that art. 23 of D.Lgs. 241/1997 accepts; "in another way" is not known to."""


def benefit_percent() -> int | None:
    """The percentage of who gives to the association in scope; None when it is not written in the RUNTS with its number."""
    identity = current_tenant().identity
    if not identity.registration.runts_number or identity.legal_form == LegalForm.PUBLIC_BODY:
        return None
    return ODV_PERCENT if identity.legal_form == LegalForm.ODV else ETS_PERCENT


def is_traceable(way: str) -> bool:
    """Whether a gift that travelled so may count for the tax benefit."""
    return bool(way) and way not in UNTRACED


def benefit_words(way: str, *, to_body: bool = False) -> str:
    """The sentence about tax for a gift that travels so, in the language of the page; empty where nothing is to be said.

    A company or another body deducts from income only: the percentage is for people.
    """
    percent = benefit_percent()
    if percent is None:
        return ""
    if not is_traceable(way):
        if way == PaymentWay.CASH:
            return str(_("Versata in contanti: non dà diritto a detrazione o deduzione."))
        return str(_("Dà diritto a detrazione o deduzione solo se è versata con un mezzo tracciabile."))
    if to_body:
        return str(
            _(
                "Ai sensi dell'art. 83 del D.Lgs. 117/2017 è deducibile entro il 10%% del reddito dichiarato, nei limiti di legge."
            )
        )
    words = _(
        "Ai sensi dell'art. 83 del D.Lgs. 117/2017 è detraibile nella misura del %(percent)s%% (su al massimo 30.000 € l'anno) "
        "o, in alternativa, deducibile entro il 10%% del reddito dichiarato, nei limiti di legge.",
        percent=percent,
    )
    return str(words)
