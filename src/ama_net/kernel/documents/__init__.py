"""Documents: files with versions and visibility, the books of the organs, their resolutions, who holds an office.

It stands in the kernel because siblings need it: members file minutes, volunteers accept letters and quote resolutions.
"""

from ama_net.kernel.documents.models import (
    Document,
    DocumentVersion,
    OfficeKind,
    OfficeTerm,
    Organ,
    Resolution,
    Visibility,
)
from ama_net.kernel.documents.operations import (
    File,
    add_version,
    adopt_resolution,
    body_of,
    file_in_book,
    keep_document,
)

__all__ = [
    "Document",
    "DocumentVersion",
    "File",
    "OfficeKind",
    "OfficeTerm",
    "Organ",
    "Resolution",
    "Visibility",
    "add_version",
    "adopt_resolution",
    "body_of",
    "file_in_book",
    "keep_document",
]
