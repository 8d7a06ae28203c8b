"""What a JSON text may not do to whoever reads it: the parser is fast, and some texts make it fall or fill the memory.

A number of thousands of digits stops it with a fault nothing can catch, and each level of nesting costs it as much as all
those above: both are refused before it sees them. No list of groups has either.
"""

import re

from ama_net.foundation.spreadsheets import UnreadableFileError

DEEPEST = 50
LONGEST_NUMBER = 400
LONGEST_STRING = 2 * 1024 * 1024

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_NUMBER = re.compile(rb"[0-9]{%d}" % LONGEST_NUMBER)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class JsonGuard:
    """Looks at a text piece by piece, before it is parsed."""

    def __init__(self) -> None:
        self._open_string = b""
        self._digits = b""
        self._depth = 0

    def look(self, piece: bytes) -> None:
        """Look at the next piece.

        Raises:
            UnreadableFileError: it is nested too deep, or has a number or a text beyond every measure.
        """
        outside = _STRING.sub(b"", self._open_string + piece)
        quote = outside.find(b'"')
        self._open_string = b"" if quote < 0 else outside[quote:]
        outside = outside if quote < 0 else outside[:quote]
        if len(self._open_string) > LONGEST_STRING:
            raise UnreadableFileError("Nel file c'è un testo lungo oltre ogni misura: non è un elenco di gruppi.")
        self._check_numbers(outside)
        self._check_depth(outside)

    def _check_numbers(self, outside: bytes) -> None:
        text = self._digits + outside
        if _NUMBER.search(text):
            raise UnreadableFileError("Nel file c'è un numero lungo oltre ogni misura: non è un elenco di gruppi.")
        self._digits = text[len(text.rstrip(b"0123456789")) :]

    def _check_depth(self, outside: bytes) -> None:
        for bracket in outside.translate(None, _NOT_BRACKETS):
            self._depth += 1 if bracket in b"[{" else -1
            if self._depth > DEEPEST:
                raise UnreadableFileError(
                    "Nel file ci sono troppi livelli, uno dentro l'altro: non è un elenco di gruppi."
                )
