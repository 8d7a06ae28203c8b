"""The receipts of gifts: a series of their own, worded by how the money travelled and by what the association is."""

from flask_babel import force_locale
from flask_babel import gettext as _

from ama_net.features.donations.models import Gift
from ama_net.features.donations.tax import benefit_percent, benefit_words
from ama_net.kernel.access import Actor
from ama_net.kernel.payments import Payment, Receipt, issue_receipt

SERIES = "donations"


def give_gift_receipt(gift: Gift, payment: Payment, *, by: Actor) -> Receipt:
    """The receipt of a gift's movement, made out to who gave; asked again, it is the same one.

    Raises:
        WrongFact: the movement did not take place, or nobody is known to have given it.
    """
    wording = gift_wording(gift, payment.way)
    return issue_receipt(payment, series=SERIES, by=by, wording=wording, payer=payment.payer or gift.donor)


def gift_wording(gift: Gift, way: str) -> str:
    """What a gift's receipt says, with its tax sentence (D.Lgs. 117/2017 art. 83), in Italian whoever asks. It names nobody."""
    with force_locale("it"):
        parts = [_("Erogazione liberale in denaro.")]
        if gift.campaign is not None:
            parts.append(_("È destinata alla campagna «%(title)s».", title=gift.campaign.title))
        elif benefit_percent() is not None:
            parts.append(_("È destinata alle attività statutarie di interesse generale."))
        parts.append(benefit_words(way, to_body=gift.organisation_id is not None))
        if benefit_percent() is not None:
            parts.append(_("La ricevuta si conserva insieme alla prova del versamento."))
        return " ".join(str(part) for part in parts if part)
