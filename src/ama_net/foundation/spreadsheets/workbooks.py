"""A workbook opened with a measure: nothing in it is taken whole into memory unless it is small.

What openpyxl reads at once (all texts of the book, the size of each sheet, its charts) is read here as the rows ask for it,
and stops at a limit: a file made to choke a machine costs its reader little, honest ones open sooner.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, Self
from zipfile import ZipFile

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from ama_net.foundation.spreadsheets.letters import UnreadableFileError

SMALL = 8 * 1024 * 1024
"""What may stand in memory at once: a part that is no sheet, or what lies between two rows."""
LARGEST_TEXTS = 40 * 1024 * 1024
MOST_TEXTS = 1_000_000
MOST_SHEETS = 100

_ITEM, _TEXT, _RUN = (f"{{{SHEET_MAIN_NS}}}{tag}" for tag in ("si", "t", "r"))


def too_big() -> UnreadableFileError:
    """What is said of a workbook beyond the limits."""
    return UnreadableFileError("Il file, una volta aperto, è troppo grande: dividilo in più file.")


class SharedTexts:
    """The texts that cells point to by number, read no further than the highest asked for."""

    def __init__(self, archive: ZipFile, part: str) -> None:
        if archive.getinfo(part).file_size > LARGEST_TEXTS:
            raise too_big()
        self._rest, self._read = _texts(archive, part), list[str]()

    def __getitem__(self, number: int) -> str:
        while len(self._read) <= number:
            text = next(self._rest, None)
            if text is None:
                raise IndexError(number)
            if len(self._read) >= MOST_TEXTS:
                raise too_big()
            self._read.append(text)
        return self._read[number]


def _texts(archive: ZipFile, part: str) -> Iterator[str]:
    with archive.open(part) as source:
        events = iterparse(source, events=("start", "end"))
        _event, root = next(events)
        for event, node in events:
            if event == "end" and node.tag == _ITEM:
                yield _text_of(node)
                root.clear()


def _text_of(item: Any) -> str:
    """The text of an item, plain or in runs of several looks; how it is pronounced stays out."""
    pieces = [item.findtext(_TEXT) or "", *(run.findtext(_TEXT) or "" for run in item.findall(_RUN))]
    return "".join(pieces).replace("x005F_", "")


class MeasuredSheet(ReadOnlyWorksheet):
    """A sheet whose parts between two rows may not be long; ``row_read`` is told at each row."""

    def _get_size(self) -> None:
        """Not asked for: what a sheet says of its size need not be true, and looking for it may read the whole of it."""

    def row_read(self) -> None:
        """A row was given: the measure begins again."""
        self._since = 0

    def _get_source(self) -> "_Measured":
        self._since = 0
        return _Measured(super()._get_source(), self)

    def read_more(self, size: int) -> None:
        """So many bytes were read.

        Raises:
            UnreadableFileError: too many of them without a row.
        """
        self._since += size
        if self._since > SMALL:
            raise too_big()


class _Measured:
    def __init__(self, source: Any, sheet: MeasuredSheet) -> None:
        self._source, self._sheet = source, sheet

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self._source.read(size)
        self._sheet.read_more(len(piece))
        return piece

    def close(self) -> None:
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class _Parts(ZipFile):
    def read(self, name: Any, pwd: bytes | None = None) -> bytes:
        """What is read at once is small; sheets and texts are opened and read a piece at a time."""
        if self.getinfo(getattr(name, "filename", name)).file_size > SMALL:
            raise too_big()
        return super().read(name, pwd)


class _Reader(ExcelReader):
    def read(self) -> None:
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        self.read_worksheets()

    def read_strings(self) -> None:
        found = self.package.find(SHARED_STRINGS)
        if found is not None:
            self.shared_strings = SharedTexts(self.archive, found.PartName[1:])

    def read_worksheets(self) -> None:
        self.sheets: list[MeasuredSheet] = []
        for _n, (sheet, rel) in zip(range(MOST_SHEETS), self.parser.find_sheets(), strict=False):
            if rel.target in self.valid_files and "chartsheet" not in rel.Type:
                measured = MeasuredSheet(self.wb, sheet.name, rel.target, self.shared_strings)
                measured.sheet_state = sheet.state
                self.sheets.append(measured)


def open_sheets(stream: BinaryIO) -> list[MeasuredSheet]:
    """The sheets of a workbook whose formulas give the values they last showed.

    Raises:
        UnreadableFileError: a part of it is beyond the limits.
    """
    reader = _Reader(stream, read_only=True, data_only=True, keep_links=False)
    reader.archive.close()
    reader.archive = _Parts(stream)
    reader.read()
    return reader.sheets
