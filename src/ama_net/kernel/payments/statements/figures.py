"""Amounts and days as banks write them. No regular expression: what is read may be made to be slow."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ama_net.foundation.money import LARGEST_CENTS, NotAnAmount

LONGEST = 40
GROUP = 3
"""Digits between two marks of thousands."""
CENT_DIGITS = 2
NOISE = 7
"""Decimals of a number that a spreadsheet could not write exactly (0.30000000000000004)."""
OLDEST, LATEST = 1990, 2100
CENTURY = 100

_SIGNS = "+-\N{MINUS SIGN}"
_IGNORED = dict.fromkeys(map(ord, " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'\N{RIGHT SINGLE QUOTATION MARK}"))


class AmbiguousAmount(NotAnAmount):
    """``1.500`` with nothing to tell whether its mark parts the thousands or the cents."""


class NotADay(ValueError):
    """What is written is no day."""


def decimal_mark(amounts: Iterable[str]) -> str:
    """The mark before the cents in a column: the first amount that can be read in one way only decides for all.

    Nothing when each of those with a mark can be read in two ways (``1.500``, ``2,000``).
    """
    doubtful = False
    for text in amounts:
        comma, point = text.rfind(","), text.rfind(".")
        if len(text) > LONGEST or _has_letters(text):
            continue
        if comma >= 0 and point >= 0:
            return "," if comma > point else "."
        mark, other = (",", ".") if comma >= 0 else (".", ",")
        last = max(comma, point)
        if last < 0:
            continue
        if text.count(mark) > 1:
            return other
        if sum(letter.isdigit() for letter in text[last:]) != GROUP:
            return mark
        doubtful = True
    return "" if doubtful else ","


def cents_of(text: str, mark: str) -> int:
    """Cents of an amount with its sign: ``-1.438,74``, ``+2250.00``, ``1.438,74-``, ``€ 12``; ``mark`` as decimal_mark gives it.

    Raises:
        AmbiguousAmount: it has a mark, and nobody can tell which.
        NotAnAmount: it is something else, or more than an association moves in one go.
    """
    bare = text.translate(_IGNORED).upper().removeprefix("EUR").removesuffix("EUR").strip("€")
    negative = bare[:1] in ("-", "\N{MINUS SIGN}") or bare[-1:] in ("-", "\N{MINUS SIGN}")
    bare = bare.strip(_SIGNS).strip("€")
    if not mark and ("," in bare or "." in bare):
        raise AmbiguousAmount(text)
    whole, _mark, fraction = bare.partition(mark or ",")
    groups = (whole or "0" * bool(fraction)).split("." if mark == "," else ",")
    if len(text) > LONGEST or not all(_digits(part) for part in groups) or any(len(g) != GROUP for g in groups[1:]):
        raise NotAnAmount(text)
    if fraction and not _digits(fraction):
        raise NotAnAmount(text)
    if CENT_DIGITS < len(fraction) < NOISE:
        raise AmbiguousAmount(text)
    exact = Decimal(f"{''.join(groups)}.{fraction or 0}") * 100
    cents = round(exact)
    if cents > LARGEST_CENTS:
        raise NotAnAmount(text)
    return -cents if negative else cents


def day_of(text: str) -> date:
    """A day as ``31/12/2026``, ``31.12.26``, ``2026-12-31``, with or without an hour after it.

    Raises:
        NotADay: it is something else.
    """
    bare = text.strip()[:LONGEST].partition(" ")[0].partition("T")[0]
    parts = bare.replace(".", "/").replace("-", "/").split("/")
    if len(parts) != GROUP or not all(_digits(part) and len(part) <= len("2026") for part in parts):
        raise NotADay(text)
    first, month, last = (int(part) for part in parts)
    year, day = (first, last) if len(parts[0]) == len("2026") else (last, first)
    return real_day(year + 2000 if year < CENTURY else year, month, day)


def real_day(year: int, month: int, day: int) -> date:
    """A day of the calendar in which a bank may have written.

    Raises:
        NotADay: there is no such day.
    """
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise NotADay(str(error)) from error
    if not OLDEST <= found.year < LATEST:
        raise NotADay(str(year))
    return found


def _has_letters(text: str) -> bool:
    """Whether what stands in a column of amounts is none: its marks tell nothing of the others («n.d.»)."""
    return any(letter.isalpha() for letter in text.upper().replace("EUR", ""))


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
