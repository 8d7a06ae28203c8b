"""Expenses on paper: a claim to sign and keep, a list of payments for the treasurer, the same list as a file."""

from typing import Any

from flask import Response
from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from ama_net.features.volunteers.expense_words import STATES, WAYS, km_words
from ama_net.features.volunteers.models import ExpenseClaim, ExpenseItem, ExpenseWay, PaymentList
from ama_net.features.volunteers.operations.expense_claims import declaration_of
from ama_net.features.volunteers.queries_expenses import claims_in
from ama_net.foundation.money import euros
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.foundation.web.pages import money
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours

TEMPLATE = "volunteers/pdf/expenses.typ"


def claim_pdf(claim: ExpenseClaim) -> bytes:
    """A claim with its expenses and the declaration, to sign: a paper of the accounts, in Italian whoever asks."""
    with force_locale("it"):
        sent = _day(claim.submitted_at) if claim.submitted_at else ""
        data = {
            **_of_association(),
            "title": _("Nota spese n. %(number)s", number=claim.number_words),
            "lines": [
                _("Di %(name)s", name=claim.person.name),
                _("Mandata il %(day)s. %(state)s.", day=sent, state=STATES[claim.state]),
            ],
            "columns": _heads(
                (_("Giorno"), 0), (_("Attività"), 2), (_("Spesa"), 5), (_("Prova"), 0), (_("Importo"), 0)
            ),
            "rows": [_row(item) for item in claim.items],
            "total": _("Totale accolto: %(amount)s", amount=money(claim.accepted_cents)),
            "words": declaration_of(claim),
            "sign": [_("Chi ha sostenuto le spese"), _("Per l'associazione")],
        }
        return render_pdf(TEMPLATE, data)


def claim_file_name(claim: ExpenseClaim) -> str:
    """What it is saved as, without the ending."""
    return f"nota-spese-{claim.year}-{claim.number}"


def list_pdf(payment_list: PaymentList) -> bytes:
    """What is to be paid, to whom and on which account."""
    claims = claims_in(payment_list)
    with force_locale("it"):
        data = {
            **_of_association(),
            "title": _("Distinta dei rimborsi n. %(number)s", number=payment_list.number_words),
            "lines": [_("Preparata il %(day)s.", day=_day(payment_list.made_on))],
            "columns": _heads((_("Nota"), 0), (_("A chi"), 3), (_("IBAN"), 4), (_("Importo"), 0)),
            "rows": [
                [
                    one.number_words,
                    one.payee_facts["holder"] or one.person.name,
                    one.payee_facts["iban"] or _("contanti o altro"),
                    money(one.accepted_cents),
                ]
                for one in claims
            ],
            "total": _("Totale: %(amount)s", amount=money(sum(one.accepted_cents for one in claims))),
            "words": "",
            "sign": [_("La tesoreria")],
        }
        return render_pdf(TEMPLATE, data)


def list_file_name(payment_list: PaymentList) -> str:
    """What it is saved as, without the ending."""
    return f"distinta-rimborsi-{payment_list.year}-{payment_list.number}"


def csv_of_list(payment_list: PaymentList) -> Response:
    """The same as a file: one line for each payment, with what it is for."""
    titles = (_("Nota"), _("Intestatario"), _("IBAN"), _("Importo"), _("Causale"))
    rows = [
        (
            one.number_words,
            one.payee_facts["holder"] or one.person.name,
            one.payee_facts["iban"],
            euros(one.accepted_cents),
            _("Rimborso spese n. %(number)s", number=one.number_words),
        )
        for one in claims_in(payment_list)
    ]
    return csv_answer(csv_lines(titles, rows), list_file_name(payment_list))


def _row(item: ExpenseItem) -> list[str]:
    said = item.detail_facts
    route = _("da %(start)s a %(end)s", start=said["start"], end=said["end"]) if said["start"] else ""
    length = km_words(item.tenths_km) if item.tenths_km else ""
    what = ", ".join(part for part in (str(item.type.label), length, route, said["words"]) if part)
    refused = _(" (non accolta: %(why)s)", why=item.refused_why) if not item.counts else ""
    proof = str(WAYS[item.way]) if item.way != ExpenseWay.DOCUMENTED or not item.paper else _("Ricevuta su carta")
    return [f"{item.on_day:%d/%m/%Y}", item.activity.label, what + refused, proof, money(item.amount_cents)]


def _heads(*heads: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"title": title, "width": width} for title, width in heads]


def _of_association() -> dict[str, Any]:
    tenant = current_tenant()
    seat, register = tenant.identity.seat, tenant.identity.registration
    place = ", ".join(part for part in (seat.address, seat.municipality) if part)
    code = _("Codice fiscale %(code)s", code=register.tax_code) if register.tax_code else ""
    return {
        "association": tenant.identity.name,
        "about": [part for part in (place, code) if part],
        "colours": colours(tenant.slug),
        "page_words": _("pagina"),
    }


def _day(value: Any) -> str:
    return str(format_date(value, "d MMMM y"))
