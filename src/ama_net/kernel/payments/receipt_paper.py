"""A receipt as a PDF: the same words whenever it is printed, in Italian whoever asks, because it is a paper of the accounts."""

from collections.abc import Sequence
from typing import Any

from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from ama_net.foundation.money import amount_in_words
from ama_net.foundation.pdf import render_pdf
from ama_net.foundation.web.pages import money
from ama_net.kernel.payments.models import Receipt
from ama_net.kernel.payments.stamps import Stamp
from ama_net.kernel.payments.words import SERIES, WAYS
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours

_FILE_WORDS = {"fees": "quote", "donations": "donazioni"}


def receipt_pdf(receipt: Receipt, *, copy: bool = False) -> bytes:
    """The receipt to print or send; ``copy`` marks it as printed again. A cancelled one says so across the page."""
    with force_locale("it"):
        return render_pdf("payments/pdf/receipt.typ", _data(receipt, copy=copy))


def receipts_pdf(receipts: Sequence[Receipt], *, copy: bool = False) -> bytes:
    """Several receipts in one document, a page each, to print together."""
    with force_locale("it"):
        pages = [_data(receipt, copy=copy) for receipt in receipts]
        data = {
            "title": _("Ricevute"),
            "association": current_tenant().name,
            "colours": colours(current_tenant().slug),
            "receipts": pages,
        }
        return render_pdf("payments/pdf/receipts.typ", data)


def receipt_file_name(receipt: Receipt) -> str:
    """What it is saved as, without the ending."""
    return f"ricevuta-{_FILE_WORDS.get(receipt.series, receipt.series)}-{receipt.year}-{receipt.number}"


def _data(receipt: Receipt, *, copy: bool) -> dict[str, Any]:
    issuer, payer = receipt.issuer, receipt.payer_facts
    mark = _("Copia") if copy else ""
    if receipt.is_cancelled and receipt.cancelled_at is not None:
        mark = _("Annullata il %(day)s", day=_day(receipt.cancelled_at))
    return {
        "title": _("Ricevuta n. %(number)s", number=receipt.number_words),
        "mark": mark,
        "cancelled": receipt.is_cancelled,
        "issued": _("Serie: %(series)s. Data: %(day)s", series=_series(receipt.series), day=_day(receipt.issued_on)),
        "association": issuer["name"],
        "issuer": issuer_lines(issuer),
        "received_from": _("Ricevuto da"),
        "payer": _payer_lines(payer),
        "facts": _facts(receipt, payer),
        "wording": receipt.wording,
        "stamp": _stamp(receipt),
        "sign": _("Chi rappresenta l'associazione") if issuer.get("president") else "",
        "president": issuer.get("president", ""),
        "colours": colours(current_tenant().slug),
    }


def _facts(receipt: Receipt, payer: dict[str, str]) -> list[dict[str, str]]:
    rows = [
        (_("Importo"), money(receipt.amount_cents)),
        (_("In lettere"), _("%(words)s euro", words=amount_in_words(receipt.amount_cents))),
        (_("Data del versamento"), _day(receipt.paid_on)),
        (_("Modo"), str(WAYS[receipt.way])),
        (_("Per conto di"), payer["on_behalf"]),
    ]
    return [{"term": str(term), "text": str(text)} for term, text in rows if text]


def issuer_lines(issuer: dict[str, Any]) -> list[str]:
    """Who made a paper of the accounts, from what it keeps of the association (``issuer_today`` for one made now)."""
    runts = ""
    if issuer["runts_section"]:
        runts = _("Iscritta al RUNTS, sezione %(section)s", section=issuer["runts_section"])
        if issuer["runts_number"]:
            runts += " " + _("n. rep. %(number)s", number=issuer["runts_number"])
    code = _("Codice fiscale %(code)s", code=issuer["tax_code"]) if issuer["tax_code"] else ""
    return [str(line) for line in (issuer["seat"], code, runts) if line]


def _payer_lines(payer: dict[str, str]) -> list[str]:
    code = _("Codice fiscale %(code)s", code=payer["tax_code"]) if payer["tax_code"] else ""
    return [str(line) for line in (payer["name"], code, payer["address"]) if line]


def _stamp(receipt: Receipt) -> str:
    words = {
        Stamp.EXEMPT: _("Esente da imposta di bollo ai sensi dell'art. 82, comma 5, del D.Lgs. 117/2017."),
        Stamp.DUE: _("Imposta di bollo di 2,00 € sull'originale: l'importo supera 77,47 €."),
        Stamp.NONE: _("Non soggetta a imposta di bollo: l'importo non supera 77,47 €."),
    }
    return str(words[Stamp(receipt.stamp)])


def _series(key: str) -> str:
    return str(SERIES.get(key, key)).lower()


def _day(value: Any) -> str:
    return str(format_date(value, "d MMMM y"))
