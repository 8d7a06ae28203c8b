"""References that a bank transfer quotes: ``AMA-7K3P-Q2``, unique in an association, safe to copy by hand.

Five characters and one of control, without those that look alike (0 O, 1 I L, U V). The control is arithmetic modulo 29, a
prime: one character wrong, or two neighbours swapped, is always found. Numbers come from a series, so two are never equal,
whatever they are for; multiplied, so that two in a row share nothing.
"""

import re

from ama_net.kernel.audit import next_number

ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
PREFIX = "AMA"
BODY = 5
BASE = len(ALPHABET)
ROOM = BASE**BODY
STEP = 12_345_701
"""Shares no factor with 29, so every number up to 20 million has its own reference."""

SERIES = "payment_references"
_SHAPE = re.compile(rf"(?={PREFIX}([{ALPHABET}]{{{BODY}}})([{ALPHABET}]))")
_WORTH = {letter: value for value, letter in enumerate(ALPHABET)}


class NoMoreReferences(RuntimeError):
    """Twenty million references were given: never again the first."""


def new_references(how_many: int = 1) -> list[str]:
    """References never given before in the association in scope. Takes their series until the commit."""
    first = next_number(SERIES, how_many=how_many)
    return [reference_of(number) for number in range(first, first + how_many)]


def reference_of(number: int) -> str:
    """The reference of a number of the series, from 1."""
    if not 0 < number < ROOM:
        raise NoMoreReferences(str(number))
    left, body = number * STEP % ROOM, ""
    for _place in range(BODY):
        left, value = divmod(left, BASE)
        body += ALPHABET[value]
    return written(body + control_of(body))


def control_of(body: str) -> str:
    """The character that closes a body: the weighted sum of all is nought modulo 29."""
    total = sum((place + 2) * _WORTH[letter] for place, letter in enumerate(body))
    return ALPHABET[-total % BASE]


def written(code: str) -> str:
    """Six characters as they are printed: ``AMA-7K3P-Q2``."""
    return f"{PREFIX}-{code[:4]}-{code[4:]}"


def find_references(text: str) -> list[str]:
    """The references that a text quotes, however it is spaced, split or cased; what its control refuses is no reference."""
    packed = re.sub(r"[^0-9A-Z]", "", text.upper())
    found = [body + control for body, control in _SHAPE.findall(packed) if control_of(body) == control]
    return list(dict.fromkeys(written(code) for code in found))
