"""The proof of what somebody agreed to: the version, the digest of the very text that was shown, and the moment (GDPR art. 7.1).

Each room writes its own words. Under eighteen a parent or guardian declares that they agree and answer; neither age nor
birth date is kept.
"""

from dataclasses import dataclass
from hashlib import sha256

from flask_babel import gettext as _

VERSION = "2026-12"
"""Change it with the words below: old proofs keep the version they were given under."""


@dataclass(frozen=True)
class ConsentText:
    """The words shown beside the box, and what is kept of them."""

    version: str
    text: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of the words in the language they were shown in."""
        return sha256(self.text.encode()).digest()


def guardian_text() -> ConsentText:
    """What a parent or guardian declares for somebody under eighteen."""
    text = _(
        "Sono il genitore, o chi ne fa le veci, della persona che ha meno di 18 anni. Sono d'accordo con questa richiesta, "
        "do il consenso per lei, e il recapito scritto qui è il mio."
    )
    return ConsentText(VERSION, text)
