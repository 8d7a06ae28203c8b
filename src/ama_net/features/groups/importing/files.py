"""A file of groups of any kind we know, recognised by what is in it: CSV, Meeting Guide JSON, BMLT JSON."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import islice
from typing import BinaryIO, cast

from ama_net.features.groups.importing.bmlt import is_bmlt
from ama_net.features.groups.importing.csv_reader import CsvFile
from ama_net.features.groups.importing.drafts import ReadRow
from ama_net.features.groups.importing.feed_reader import JsonFile, looks_like_json
from ama_net.features.groups.importing.feed_rows import read_item
from ama_net.features.groups.importing.rows import read_row
from ama_net.features.groups.importing.vocabulary import Vocabulary
from ama_net.foundation.spreadsheets import open_text

LOOKED_AT = 1000
"""How many rows are looked at before a file is kept: a fault among them is told at once, the others by the job."""


class Format(StrEnum):
    """What a file is written in."""

    CSV = "csv"
    MEETING_GUIDE = "meeting_guide"
    BMLT = "bmlt"


class GroupFile:
    """A file whose beginning can be read. ``format`` and ``notes`` are final once the rows have been read."""

    def __init__(self, stream: BinaryIO) -> None:
        """Recognise it.

        Raises:
            UnreadableFileError: the file as a whole cannot be read.
        """
        self._text, note = open_text(stream)
        self.notes = [note] if note else []
        self.format: str = ""
        self._csv: CsvFile | None = None
        self._json: JsonFile | None = None
        if looks_like_json(self._text):
            self._json = JsonFile(self._text)
        else:
            self._text.seek(0)
            self._csv, self.format = CsvFile(self._text), Format.CSV

    def rows(self, vocabulary: Vocabulary) -> Iterator[ReadRow]:
        """Every row or object, read; once.

        Raises:
            UnreadableFileError: the rest of the file cannot be read.
        """
        if self._json is not None:
            return self._objects(self._json, vocabulary)
        return self._lines(cast("CsvFile", self._csv), vocabulary)

    def _lines(self, file: CsvFile, vocabulary: Vocabulary) -> Iterator[ReadRow]:
        for raw in file.rows():
            yield read_row(raw, vocabulary)
        self.notes += file.notes

    def _objects(self, file: JsonFile, vocabulary: Vocabulary) -> Iterator[ReadRow]:
        for number, item in enumerate(file.items(), start=1):
            if not self.format and isinstance(item, Mapping):
                self.format = Format.BMLT if is_bmlt(item) else Format.MEETING_GUIDE
            yield read_item(number, item, vocabulary, file.formats)
        self.format = self.format or Format.MEETING_GUIDE


def look_at(stream: BinaryIO) -> None:
    """Read the beginning of a file, to say at once what is wrong with it.

    Raises:
        UnreadableFileError: it cannot be read.
    """
    nobody = Vocabulary(themes={}, audiences={}, find_municipality=lambda _name, _province: None)
    for _row in islice(GroupFile(stream).rows(nobody), LOOKED_AT):
        pass
