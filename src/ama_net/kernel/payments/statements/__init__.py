"""Reading the statements of banks: CSV and XLSX of Italian banks, camt.053, MT940, CBI RH. Nothing is asked of the database.

A line that cannot be read is a fault of that line; the others are read. What cannot be read at all is one Italian sentence.
"""

from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.kernel.payments.statements.camt import is_xml, read_camt
from ama_net.kernel.payments.statements.cbi import is_cbi, read_cbi
from ama_net.kernel.payments.statements.shape import WHOLE, Columns, Fault, Line, Statement, refuse_many, until
from ama_net.kernel.payments.statements.swift import is_swift, read_swift
from ama_net.kernel.payments.statements.table import read_table

__all__ = [
    "MOST_BYTES",
    "WHOLE",
    "Columns",
    "Fault",
    "Line",
    "Statement",
    "UnreadableFileError",
    "read_statement",
    "until",
]

MOST_BYTES = 10 * 1024 * 1024


def read_statement(data: bytes, name: str, columns: Columns | None = None) -> Statement:
    """Read a bank's file, recognised by what is in it; ``columns`` are what somebody said of this account's table.

    Raises:
        UnreadableFileError: it is none of these, empty, too big, or broken as a whole.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFileError(
            f"«{name[-80:]}» supera {MOST_BYTES // 1024 // 1024} MB: conviene un periodo più corto."
        )
    statement = _read(data, columns)
    refuse_many(len(statement.lines))
    return statement


def _read(data: bytes, columns: Columns | None) -> Statement:
    if is_xml(data):
        return read_camt(data)
    if is_cbi(data):
        return read_cbi(data)
    if is_swift(data):
        return read_swift(data)
    return read_table(data, columns)
