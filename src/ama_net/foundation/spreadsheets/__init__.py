"""Spreadsheets as people send them, read as a stream: CSV in any letters and separator, XLSX; or one sentence on what is wrong.

Nothing is run: of a formula only the value the spreadsheet last showed is read. The sentences are for whoever sent the file.
"""

from ama_net.foundation.spreadsheets.cells import clean, is_formula
from ama_net.foundation.spreadsheets.csv_rows import csv_records, delimiter_of
from ama_net.foundation.spreadsheets.letters import MAX_BYTES, PIECE, UnreadableFileError, open_text, unclear_letters
from ama_net.foundation.spreadsheets.packing import pack, pieces_of, unpack
from ama_net.foundation.spreadsheets.sheets import Sheet, SheetRow, open_sheet

__all__ = [
    "MAX_BYTES",
    "PIECE",
    "Sheet",
    "SheetRow",
    "UnreadableFileError",
    "clean",
    "csv_records",
    "delimiter_of",
    "is_formula",
    "open_sheet",
    "open_text",
    "pack",
    "pieces_of",
    "unclear_letters",
    "unpack",
]
