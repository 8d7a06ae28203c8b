"""The records of a CSV file, one after the other."""

import csv
from collections.abc import Iterator
from typing import TextIO

from ama_net.foundation.spreadsheets.letters import UnreadableFileError, unclear_letters

LONGEST_LINE = 10_000


def delimiter_of(text: TextIO, *, lines: int = 1) -> str:
    """The separator that the first lines hold most of."""
    try:
        head = "\n".join(text.read(LONGEST_LINE).split("\n")[:lines])
    except UnicodeError as error:
        raise unclear_letters() from error
    return max(",;\t", key=head.count)


def csv_records(text: TextIO, delimiter: str) -> Iterator[list[str]]:
    """The records, strictly: a quote that never closes would swallow the rows after it, silently.

    Raises:
        UnreadableFileError: quotes that do not close, a cell too long, bytes that are no text.
    """
    reader = csv.reader(_text_only(text), delimiter=delimiter, strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except UnicodeError as error:
            raise unclear_letters() from error
        except csv.Error as error:
            raise UnreadableFileError(
                f"Vicino alla riga {max(reader.line_num, 1)} le virgolette non tornano o una cella è troppo lunga: "
                "correggi il file e riprova. Non è stato cambiato nulla."
            ) from error


def _text_only(lines: TextIO) -> Iterator[str]:
    for line in lines:
        if "\0" in line:
            raise UnreadableFileError("Il file non è un testo: serve un file CSV.")
        yield line
