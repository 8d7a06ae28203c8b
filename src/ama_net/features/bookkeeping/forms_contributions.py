"""What is typed about a public contribution."""

from typing import Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from ama_net.features.bookkeeping.models import ContributionNote
from ama_net.features.bookkeeping.queries_contributions import ITEMS
from ama_net.foundation.web.forms import WebForm, one_line
from ama_net.kernel.payments import Payment


class ContributionForm(WebForm):
    """What the published page says of a movement."""

    counts = BooleanField(
        _l("È un contributo pubblico"),
        description=_l(
            "Anche un sussidio o un vantaggio. Non lo sono il 5 per mille e quello che si paga per un servizio."
        ),
    )
    payer = StringField(
        _l("Chi lo ha dato"),
        [Length(max=200)],
        filters=[one_line],
        description=_l("Il nome dell'ente. Se è una persona, non va pubblicata qui."),
    )
    reason = StringField(
        _l("Perché"),
        [Length(max=300)],
        filters=[one_line],
        description=_l("Parole che tutti possono leggere: senza il nome di nessuno."),
    )

    @classmethod
    def of(cls, payment: Payment, note: ContributionNote | None) -> Self:
        """The form with what is known. What the bank wrote is not proposed: it may name people."""
        memo = "" if payment.line_id else payment.memo
        known = payment.organisation.name if payment.organisation else ""
        return cls(
            data={
                "counts": note.counts if note else payment.item in ITEMS,
                "payer": (note.payer if note else "") or known,
                "reason": (note.reason if note else "") or memo,
            }
        )
