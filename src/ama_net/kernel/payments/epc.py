"""A bank transfer as a QR code (European Payments Council, EPC069-12). Few Italian apps read it: the text stands beside it."""

import io
from decimal import Decimal
from functools import lru_cache

from segno.helpers import make_epc_qr

LONGEST_HOLDER, LONGEST_TEXT = 70, 140


@lru_cache(maxsize=2048)
def transfer_qr(holder: str, iban: str, amount_cents: int, text: str) -> str:
    """The svg of a transfer: name, IBAN, amount and remittance text, on white so that it is read in the dark theme too."""
    code = make_epc_qr(
        holder[:LONGEST_HOLDER], iban, Decimal(amount_cents) / 100, text=text[:LONGEST_TEXT], encoding="utf-8"
    )
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, border=4, omitsize=True, light="white", dark="black")
    return drawn.getvalue().decode()
