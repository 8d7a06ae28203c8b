"""What somebody gave in a year, on one paper for their tax return: what left a trace and what did not, apart.

What was given back, in whatever year, is not in it. It proves nothing that the receipts do not: those of the gifts are quoted.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Select, extract, func, select
from sqlalchemy.orm import aliased, selectinload

from ama_net.features.donations.models import Gift, GiftState
from ama_net.features.donations.operations.receiving import ABOUT
from ama_net.features.donations.queries_donor import Donor
from ama_net.features.donations.tax import benefit_words, is_traceable
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import day_words, money
from ama_net.kernel.payments import MoneyDirection, Payment, PaymentWay
from ama_net.kernel.payments.models import COUNTED
from ama_net.kernel.payments.operations.receipts import issuer_today
from ama_net.kernel.payments.receipt_paper import issuer_lines
from ama_net.kernel.payments.words import WAYS
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours


@dataclass(frozen=True)
class Line:
    """Money that came and stayed: the day, cents, how, the numbers of its receipts, what for."""

    on: date
    cents: int
    way: str
    receipts: str
    campaign: str


@dataclass(frozen=True)
class Thing:
    """A gift of things or of services, with the value that was written down."""

    on: date
    words: str
    cents: int


@dataclass(frozen=True)
class YearlyStatement:
    """What a donor gave in a year."""

    donor: Donor
    year: int
    lines: tuple[Line, ...]
    things: tuple[Thing, ...]

    @property
    def traceable(self) -> tuple[Line, ...]:
        """What came by means that the tax law accepts (D.Lgs. 241/1997 art. 23)."""
        return tuple(line for line in self.lines if is_traceable(line.way))

    @property
    def others(self) -> tuple[Line, ...]:
        """Cash, and what is not known to have left a trace."""
        return tuple(line for line in self.lines if not is_traceable(line.way))


def statement_of(donor: Donor, year: int, *, gift_ids: set[UUID] | None = None) -> YearlyStatement:
    """What a donor gave in a year; ``gift_ids`` narrows it to some gifts (those of a mailbox)."""
    gifts = select(Gift).where(
        Gift.person_id == donor.id if isinstance(donor, Person) else Gift.organisation_id == donor.id
    )
    if gift_ids is not None:
        gifts = gifts.where(Gift.id.in_(gift_ids))
    found = {gift.id: gift for gift in db.session.scalars(gifts.options(selectinload(Gift.campaign)))}
    rows = db.session.execute(_money(found, year)).all()
    lines = [_line(payment, kept, found) for payment, kept in rows if kept > 0]
    things = [
        Thing(gift.given_on, gift.in_kind, gift.amount_cents)
        for gift in found.values()
        if gift.in_kind and gift.given_on and gift.given_on.year == year and gift.state == GiftState.RECEIVED
    ]
    return YearlyStatement(donor, year, tuple(lines), tuple(sorted(things, key=lambda thing: thing.on)))


def _money(gifts: dict[UUID, Gift], year: int) -> Select[Payment, int]:
    """The movements in of a year about some gifts, each with what is left of it after refunds."""
    back = aliased(Payment)
    given_back = select(func.coalesce(func.sum(back.amount_cents), 0)).where(
        back.refund_of_id == Payment.id, back.state.in_(COUNTED)
    )
    kept = (Payment.amount_cents - given_back.scalar_subquery()).label("kept")
    return (
        select(Payment, kept)
        .where(
            Payment.about_kind == ABOUT,
            Payment.about_id.in_(gifts),
            Payment.direction == MoneyDirection.IN,
            Payment.state.in_(COUNTED),
            extract("year", Payment.on_day) == year,
        )
        .order_by(Payment.on_day, Payment.created_at)
        .options(selectinload(Payment.receipts))
    )


def _line(payment: Payment, kept: int, gifts: dict[UUID, Gift]) -> Line:
    campaign = gifts[payment.about_id].campaign if payment.about_id else None
    numbers = ", ".join(one.number_words for one in payment.receipts if not one.is_cancelled)
    return Line(payment.on_day, kept, payment.way, numbers, campaign.title if campaign else "")


def statement_pdf(statement: YearlyStatement) -> bytes:
    """The statement to print: in Italian whoever asks, because it goes with an Italian tax return."""
    with force_locale("it"):
        return render_pdf("donations/pdf/yearly_statement.typ", paper_data(statement))


def statement_name(year: int) -> str:
    """What it is saved as, without the ending: whoever sees the name does not read who gave."""
    return f"riepilogo-{year}"


def paper_data(statement: YearlyStatement) -> dict[str, Any]:
    """What the printed statement says."""
    tenant = current_tenant()
    year = statement.year
    return {
        "title": _("Riepilogo delle donazioni %(year)s", year=year),
        "association": tenant.name,
        "issuer": issuer_lines(issuer_today()),
        "given_by": _("Donazioni di"),
        "donor": _donor_lines(statement.donor),
        "parts": [part for part in (_traceable(statement), _others(statement), _things(statement)) if part],
        "empty": _("In questo anno non risultano donazioni.") if not (statement.lines or statement.things) else "",
        "notes": [
            _("Le somme restituite non sono comprese. La quota associativa non è una donazione e non è qui."),
            _(
                "Si conserva insieme alle ricevute e alla prova di ogni versamento. Fatto il %(day)s.",
                day=day_words(today()),
            ),
        ],
        "page_words": _("Pagina"),
        "colours": colours(tenant.slug),
    }


def _traceable(statement: YearlyStatement) -> dict[str, Any] | None:
    return _part(_("Con mezzi tracciabili"), statement.traceable, benefit_words(PaymentWay.TRANSFER))


def _others(statement: YearlyStatement) -> dict[str, Any] | None:
    ways = {line.way for line in statement.others}
    return _part(
        _("In contanti o in altro modo"), statement.others, " ".join(sorted({benefit_words(way) for way in ways}))
    )


def _part(title: str, lines: tuple[Line, ...], words: str) -> dict[str, Any] | None:
    if not lines:
        return None
    return {
        "title": title,
        "heads": [_("Giorno"), _("Modo"), _("Per"), _("Ricevuta"), _("Importo")],
        "rows": [
            [day_words(one.on), str(WAYS[one.way]), one.campaign or _("l'associazione"), one.receipts, money(one.cents)]
            for one in lines
        ],
        "total": _("In tutto: %(amount)s", amount=money(sum(one.cents for one in lines))),
        "words": words,
    }


def _things(statement: YearlyStatement) -> dict[str, Any] | None:
    if not statement.things:
        return None
    return {
        "title": _("Beni e servizi"),
        "heads": [_("Giorno"), _("Che cosa"), _("Valore")],
        "rows": [[day_words(one.on), one.words, money(one.cents)] for one in statement.things],
        "total": _("Valore in tutto: %(amount)s", amount=money(sum(one.cents for one in statement.things))),
        "words": _(
            "Per i beni valgono regole a parte (DM 28 novembre 2019): chiedi a chi ti aiuta con la dichiarazione."
        ),
    }


def _donor_lines(donor: Donor) -> list[str]:
    code = _("Codice fiscale %(code)s", code=donor.tax_code) if donor.tax_code else ""
    address = donor.addresses[0].in_one_line if donor.addresses else ""
    return [str(line) for line in (donor.name, code, address) if line]
