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
    FiledForEver,
    NumberTaken,
    add_version,
    adopt_resolution,
    attach_to_resolution,
    body_of,
    file_in_book,
    keep_document,
)
from ama_net.kernel.documents.queries import book_of, documents_about, office_holders, resolutions_of

__all__ = [
    "Document",
    "DocumentVersion",
    "File",
    "FiledForEver",
    "NumberTaken",
    "OfficeKind",
    "OfficeTerm",
    "Organ",
    "Resolution",
    "Visibility",
    "add_version",
    "adopt_resolution",
    "attach_to_resolution",
    "body_of",
    "book_of",
    "documents_about",
    "file_in_book",
    "keep_document",
    "office_holders",
    "resolutions_of",
]
