"""What an import keeps of its file, sealed: the content until it is read, the first rows until it is decided."""

import json
from io import BytesIO
from typing import BinaryIO

from ama_net.features.members.models import MemberImport
from ama_net.foundation.crypto import seal, unseal
from ama_net.foundation.spreadsheets import unpack
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.keys import data_key

CELL_SHOWN = 80


def keep_content(kept: MemberImport, packed: bytes) -> None:
    """Seal the compressed content, bound to the row as a sealed column is."""
    kept.content_sealed = seal(data_key(), packed, _binding(kept))


def content_of(kept: MemberImport) -> bytes:
    """The compressed content."""
    assert kept.content_sealed is not None  # only read while it waits
    return unseal(data_key(), kept.content_sealed, _binding(kept))


def stream_of(packed: bytes) -> BinaryIO:
    """The content to be read: text a piece at a time; a workbook whole, for its parts are read here and there."""
    stream = unpack(packed)
    if stream.read(2) == b"PK":
        stream.seek(0)
        return BytesIO(stream.read())
    stream.seek(0)
    return stream


def keep_sample(kept: MemberImport, rows: list[list[str]]) -> None:
    """The first rows, to show beside the columns."""
    kept.sample = json.dumps([[cell[:CELL_SHOWN] for cell in row] for row in rows], ensure_ascii=False)


def sample_of(kept: MemberImport) -> list[list[str]]:
    """The first rows, as long as they are kept."""
    found: list[list[str]] = json.loads(kept.sample or "[]")
    return found


def _binding(kept: MemberImport) -> bytes:
    return f"{kept.__tablename__}.content:{current_tenant_id()}:{kept.id}".encode()
