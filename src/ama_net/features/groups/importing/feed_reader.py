"""JSON as other systems publish it, an object at a time: a bare list, a list inside an object, or one object alone."""

from collections.abc import Iterator, Mapping
from typing import Any, TextIO

import ijson

from ama_net.features.groups.importing.json_guard import JsonGuard
from ama_net.foundation.spreadsheets import UnreadableFileError, unclear_letters

LISTS = ("meetings", "data", "items", "groups", "results")
"""What the list is called when it stands inside an object; another name will do when there is no other list."""
ALONE = {"name", "meeting_name", "slug", "id_bigint"}
"""An object that has one of these is a group by itself."""

_NO_LIST = "Nel file non c'è un elenco di gruppi: serve un elenco nel formato Meeting Guide o BMLT."
_BROKEN = "Il file comincia come un elenco JSON ma non si legge fino in fondo: forse è stato troncato. Non è stato cambiato nulla."


def looks_like_json(text: TextIO) -> bool:
    """Whether the text begins as a list or an object."""
    text.seek(0)
    try:
        start = text.read(4096).lstrip()
    except UnicodeError as error:
        raise unclear_letters() from error
    return start[:1] in ("[", "{")


class JsonFile:
    """A feed: its objects one after the other, and the formats it explains (BMLT), by their shared number."""

    def __init__(self, text: TextIO) -> None:
        """Find where the list is.

        Raises:
            UnreadableFileError: there is no list, or the text stops before its end.
        """
        self._text = text
        self.formats: dict[str, str] = {}
        self._prefix = "item" if self._first_letter() == "[" else self._prefix_inside()

    def items(self) -> Iterator[Any]:
        """Whatever the list holds, in order.

        Raises:
            UnreadableFileError: the list is empty, or the text stops before its end.
        """
        found = False
        for item in self._read(self._prefix):
            found = True
            yield item
        if not found:
            raise UnreadableFileError("L'elenco è vuoto: non c'è nessun gruppo.")

    def _first_letter(self) -> str:
        self._text.seek(0)
        return self._text.read(4096).lstrip()[:1]

    def _read(self, prefix: str) -> Iterator[Any]:
        self._text.seek(0)
        found = ijson.items(_Bytes(self._text), prefix)
        while True:
            try:
                yield next(found)
            except StopIteration:
                return
            except UnreadableFileError:
                raise
            except UnicodeError as error:
                raise unclear_letters() from error
            except (ijson.JSONError, ValueError) as error:
                raise UnreadableFileError(_BROKEN) from error

    def _prefix_inside(self) -> str:
        lists, keys = self._shape()
        if "formats" in lists:
            self.formats = _formats(self._read("formats.item"))
        named = [name for name in (*LISTS, *lists) if name in lists and name != "formats"]
        if keys & ALONE:
            return ""
        if not named:
            raise UnreadableFileError(_NO_LIST)
        return f"{named[0]}.item"

    def _shape(self) -> tuple[list[str], set[str]]:
        """The names of the lists at the top of the object, and of everything there."""
        self._text.seek(0)
        lists, keys = [], set()
        try:
            for prefix, event, value in ijson.parse(_Bytes(self._text)):
                if not prefix and event == "map_key":
                    keys.add(value)
                elif event == "start_array" and prefix in keys:
                    lists.append(prefix)
        except UnreadableFileError:
            raise
        except UnicodeError as error:
            raise unclear_letters() from error
        except (ijson.JSONError, ValueError) as error:
            raise UnreadableFileError(_BROKEN) from error
        return lists, keys


def _formats(rows: Iterator[Any]) -> dict[str, str]:
    found = {}
    for row in rows:
        if isinstance(row, Mapping) and row.get("key_string"):
            found[str(row.get("id") or row.get("shared_id_bigint") or "")] = str(row["key_string"])
    return found


class _Bytes:
    """A text read as UTF-8, whatever letters its file is in, and looked at before it is parsed."""

    def __init__(self, text: TextIO) -> None:
        self._text, self._guard = text, JsonGuard()

    def read(self, size: int = -1) -> bytes:
        """The next letters."""
        piece = self._text.read(size).encode("utf-8", "replace")
        self._guard.look(piece)
        return piece
