"""What the kind of a document rules, whoever asks: who may never read it, and what stays as it was kept.

The registers of the law and the lists told to an insurer hold the tax codes and the homes of many: no member and no public
reads them. A paper of a register, an accepted letter, a certificate is a proof of what was written, signed or issued: what
corrects it is another paper.
"""

from uuid import UUID

from ama_net.kernel.documents.models import Document, Visibility
from ama_net.kernel.documents.rules import FOR_MEMBERS

CONFINED = frozenset({"register", "insurance"})
"""Never for members or for all."""
PROOFS = frozenset({"register", "data_handling_letter", "certificate"})
"""Kept as they are when the program made them, about a row; one that the office typed in is a document as any other."""


def readers(visibility: Visibility, kind: str, person_id: UUID | None) -> Visibility:
    """Who may read a document of a kind, about a person (None: about nobody), when ``visibility`` is asked for."""
    if visibility in FOR_MEMBERS and (person_id is not None or kind in CONFINED):
        return Visibility.OFFICE
    return visibility


def is_proof(document: Document) -> bool:
    """Whether a document takes no version and is never withdrawn."""
    return document.kind in PROOFS and document.about_id is not None


def keeps_kind(document: Document) -> bool:
    """Whether a document stays of its kind: with another it could be shown to all, or replaced."""
    return document.kind in CONFINED or is_proof(document)
