"""The codes that confirm certificates: made, shown in three parts, read as people type them."""

import secrets

from ama_net.kernel.payments.references import ALPHABET

CODE_LENGTH = 12
"""Twelve of the 29 letters that do not look alike: 58 bits, not to be guessed through a page that limits how often one may try."""


def new_code() -> str:
    """A code never to be guessed; ``show_code`` parts it for people."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def show_code(code: str) -> str:
    """As it is printed: ``ABCD-EFGH-JKMN``."""
    return "-".join(code[place : place + 4] for place in range(0, CODE_LENGTH, 4))


def read_code(typed: str) -> str | None:
    """The code somebody means, however it is spaced and cased; None when it cannot be one."""
    letters = "".join(letter for letter in typed[:64].upper() if letter.isalnum())
    return letters if len(letters) == CODE_LENGTH and set(letters) <= set(ALPHABET) else None
