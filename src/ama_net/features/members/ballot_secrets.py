"""The secrets of a vote: tokens, what is kept of them, receipts, and the sealed box. The design is in docs/voting.md.

A token is made of a right's id with the association's key, which is not in the database: it can be shown again after a
crash, printed on a slip and voided, and no column leads from a right to it.
"""

import json
import secrets
from collections.abc import Iterable
from uuid import UUID

from ama_net.features.members.models import VoteRight
from ama_net.foundation.crypto import derive_key, mac, seal, unseal
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.keys import data_key

LETTERS = "23456789ACDEFGHJKMNPQRTVWXY"
"""No letter or digit that a hand or an eye takes for another one of these."""

TOKEN_LENGTH = 12
"""Twelve of 27 letters: 57 bits, tried only through the page, which limits how often."""

RECEIPT_LENGTH = 10
_TAKEN_FOR = str.maketrans("ZSBU", "258V")
_BOX_STEP = 256
"""Sealed ballots are filled up to a multiple of this many bytes: their length says nothing of what is in them."""


class TokenMaker:
    """Tokens of one question; the keys are derived once for all of them."""

    def __init__(self, question_id: UUID) -> None:
        self._question = question_id
        self._tokens = derive_key(data_key(), "vote-token", question_id.bytes)
        self._digests = derive_key(data_key(), "ballot-token", question_id.bytes)

    def token_of(self, right: VoteRight) -> str:
        """The token of a right, as it stands: giving the right again makes another."""
        return _letters(mac(self._tokens, f"{right.id}:{right.serial}".encode()), TOKEN_LENGTH)

    def digest(self, token: str) -> bytes:
        """What is kept of a token while it has not been used. Keyed: so few letters could be tried out on a stolen copy."""
        return mac(self._digests, token.encode())

    def digest_of(self, right: VoteRight) -> bytes:
        """The digest of a right's token."""
        return self.digest(self.token_of(right))


def new_receipt() -> str:
    """A random code, independent of everything else."""
    return "".join(secrets.choice(LETTERS) for _ in range(RECEIPT_LENGTH))


def show_code(code: str) -> str:
    """A code as it is read: tokens in three parts, receipts in two."""
    step = 4 if len(code) == TOKEN_LENGTH else 5
    return "-".join(code[start : start + step] for start in range(0, len(code), step))


def read_code(typed: str, length: int) -> str:
    """The code somebody meant, or nothing when it cannot be one. Spaces, hyphens and small letters do not matter."""
    letters = "".join(letter for letter in typed[:64].upper() if letter.isalnum()).translate(_TAKEN_FOR)
    return letters if len(letters) == length and set(letters) <= set(LETTERS) else ""


def seal_ballot(question_id: UUID, choices: Iterable[str], receipt: str) -> bytes:
    """A ballot as it lies in the box: what it says and its receipt, sealed together, of a length that tells nothing."""
    content = json.dumps([sorted(choices), receipt]).encode()
    filled = content.ljust(-(-len(content) // _BOX_STEP) * _BOX_STEP)
    return seal(data_key(), filled, _binding(question_id))


def open_ballot(question_id: UUID, sealed: bytes) -> tuple[list[str], str]:
    """What a ballot says, and its receipt. Called at closing only.

    Raises:
        SealBroken: it was altered or put in by other means.
    """
    choices, receipt = json.loads(unseal(data_key(), sealed, _binding(question_id)))
    return list(choices), str(receipt)


def _letters(number_bytes: bytes, length: int) -> str:
    number, letters = int.from_bytes(number_bytes), []
    for _ in range(length):
        number, index = divmod(number, len(LETTERS))
        letters.append(LETTERS[index])
    return "".join(letters)


def _binding(question_id: UUID) -> bytes:
    return f"ballots.box:{current_tenant_id()}:{question_id}".encode()
