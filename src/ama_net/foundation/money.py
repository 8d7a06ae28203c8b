"""Money: whole cents of euro in code and database, read from what people type, written in figures and in words."""

import re
from decimal import Decimal

from num2words import num2words  # it says nothing of its types

LONGEST = 40
"""Characters: more are no amount, and thousands of digits no number that Python reads."""

LARGEST_CENTS = 99_999_999
"""999.999,99 €: more in one go is a slip of the finger."""

_WHOLE = r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)"
_ITALIAN = re.compile(rf"{_WHOLE}(?:,(?P<cents>\d{{1,2}}))?", re.ASCII)
_POINT = re.compile(r"(?P<whole>\d+)\.(?P<cents>\d{1,2})", re.ASCII)
_AROUND = re.compile(r"^(€|eur|euro)\s*|\s*(€|eur|euro)$", re.IGNORECASE)


class NotAnAmount(ValueError):
    """What was typed is not an amount of money."""


class TooMuch(NotAnAmount):
    """It is one, larger than ``LARGEST_CENTS``."""


def parse_cents(text: str) -> int:
    """Cents of an amount as people write it: ``25``, ``25,5``, ``25,50``, ``1.000,50``, ``25.50``, ``€ 25``.

    A point before three digits parts the thousands (``1.000`` is a thousand), before one or two it is a comma.

    Raises:
        NotAnAmount: it is something else, or negative.
        TooMuch: it is larger than ``LARGEST_CENTS``.
    """
    if len(text) > LONGEST:
        raise NotAnAmount(text[:LONGEST])
    cleaned = _AROUND.sub("", text.replace(" ", " ").strip()).strip()
    found = _ITALIAN.fullmatch(cleaned) or _POINT.fullmatch(cleaned)
    if found is None:
        raise NotAnAmount(text)
    cents = int(found["whole"].replace(".", "")) * 100 + int((found["cents"] or "0").ljust(2, "0"))
    if cents > LARGEST_CENTS:
        raise TooMuch(text)
    return cents


def plain_amount(cents: int) -> str:
    """Cents as they are typed in a field: ``25,00``, without thousands."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02d}"


def amount_in_words(cents: int) -> str:
    """Cents as a receipt says them in Italian: ``venticinque/50`` euro."""
    return f"{num2words(cents // 100, lang='it')}/{cents % 100:02d}"


def euros(cents: int) -> Decimal:
    """Cents as euro with two decimals, for spreadsheets."""
    return Decimal(cents).scaleb(-2)
