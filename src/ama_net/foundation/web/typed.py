"""What a request brings, cleaned once for every page."""

from typing import Any

from flask import Request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, iter_multi_items


class TypedWords(ImmutableMultiDict[str, Any]):
    """The values of an address or of a form, names of files too, without the NUL: nobody types it, and the database refuses it."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__([(name, _without_nul(value)) for name, value in iter_multi_items(mapping or ())])


class CleanRequest(Request):
    """A request whose values any field, filter or search may hand to the database."""

    parameter_storage_class = TypedWords


def _without_nul(value: Any) -> Any:
    if isinstance(value, FileStorage):
        value.filename = _without_nul(value.filename)
    return value.replace("\x00", "") if isinstance(value, str) else value
