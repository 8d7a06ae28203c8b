"""The composer's form: one for the whole newsletter, whose blocks are fields; what its buttons do to the blocks.

Each block has a key, its place in the page: ``3``, or ``3l0`` for the first of the left column of block 3. ``block`` (several)
says the order of the blocks, ``<key>.left`` and ``<key>.right`` that of a column's, ``<key>.<field>`` what is in them. So every
button is a button of the form: what was typed comes with it, and nothing needs a script.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from ama_net.across.newsletters.blocks import MOST_BLOCKS
from ama_net.across.newsletters.operations.writing import Words
from ama_net.foundation.web.forms import one_line, plain_text

FIELDS: dict[str, tuple[str, ...]] = {
    "heading": ("text", "level"),
    "text": ("markdown",),
    "image": ("media_id", "alternative", "link", "caption"),
    "button": ("text", "address"),
    "picked": ("source", "row_id", "title", "summary", "link"),
    "divider": (),
    "columns": (),
    "attachment": ("media_id", "text"),
}
"""What each kind of block has to write in it; columns have blocks."""

SIDES = {"l": "left", "r": "right"}
WRITTEN_HERE = ("heading", "text", "button", "divider", "columns")
"""Blocks that begin empty; the others are chosen on a page of their own."""

CHOSEN_ELSEWHERE = ("image", "attachment", "picked")
_COLUMN = re.compile(r"[0-9]{1,3}[lr]")
_MANY_LINES = ("markdown", "summary")
_IDS = ("media_id", "row_id")
MOST_IN_COLUMN = 20

Form = MultiDict[str, str]
Blocks = list[dict[str, Any]]


class Composition:
    """The blocks of a newsletter as they are being written, and what may be done to them by key."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks

    def move(self, key: str, step: int) -> str:
        """A block one place up (-1) or down (1) in its row; its new key. At the end of the row it stays."""
        found = self._find(key)
        if found is None:
            return key
        row, index, prefix = found
        to = index + step
        if not 0 <= to < len(row):
            return key
        row[index], row[to] = row[to], row[index]
        return f"{prefix}{to}"

    def remove(self, key: str) -> dict[str, Any] | None:
        """Take a block away; it is given back, None when there is no such block."""
        found = self._find(key)
        return found[0].pop(found[1]) if found is not None else None

    def add(self, block: dict[str, Any], where: str = "") -> str:
        """Put a block after another (its key), into a column (``3l``), else at the end; its key."""
        row, index, prefix = self._place(where, block["kind"])
        row.insert(index, block)
        return f"{prefix}{index}"

    def replace(self, block: dict[str, Any], key: str) -> str:
        """Put the parts of a block in place of those of another of its kind; without such a block it is added."""
        found = self._find(key)
        if found is None or found[0][found[1]].get("kind") != block["kind"]:
            return self.add(block)
        found[0][found[1]] = {**found[0][found[1]], **block}
        return key

    def insert(self, block: dict[str, Any], key: str) -> str:
        """Put a block back where it was, as far as that place is still there."""
        prefix, index = _split(key)
        row = self._row(prefix)
        if row is None:
            return self.add(block)
        row.insert(min(index, len(row)), block)
        return key

    def get(self, key: str) -> dict[str, Any] | None:
        """The block of a key."""
        found = self._find(key)
        return found[0][found[1]] if found is not None else None

    def landing(self, verb: str, key: str) -> str:
        """Where on the page one goes on, by its id, after a button did ``verb`` to the block that is now at a key.

        A block that moved is at the same button, a new one at its first field; for one taken away, the one in its place.
        """
        if verb == "remove":
            return self._neighbour(key)
        found = self._find(key)
        if found is None or verb not in ("up", "down", "add"):
            return ""
        row, index, _prefix = found
        if verb == "add":
            fields = FIELDS[row[index]["kind"]]
            return f"b{key}-{fields[0]}" if fields else f"parte-{key}"
        up = index > 0 if verb == "up" else index == len(row) - 1
        return f"su-{key}" if up else f"giu-{key}"

    def _neighbour(self, key: str) -> str:
        prefix, index = _split(key)
        if self._find(key) is not None:
            return f"parte-{key}"
        if index > 0:
            return f"parte-{prefix}{index - 1}"
        return f"parte-{prefix[:-1]}" if prefix else "aggiungi"

    def _find(self, key: str) -> tuple[Blocks, int, str] | None:
        prefix, index = _split(key)
        row = self._row(prefix)
        return (row, index, prefix) if row is not None and 0 <= index < len(row) else None

    def _place(self, where: str, kind: str) -> tuple[Blocks, int, str]:
        if kind == "columns" and not where.isdecimal():
            where = where[:-1] if _COLUMN.fullmatch(where) else _split(where)[0][:-1]
        if _COLUMN.fullmatch(where) and (column := self._row(where)) is not None:
            return column, len(column), where
        found = self._find(where)
        return (found[0], found[1] + 1, found[2]) if found is not None else (self.blocks, len(self.blocks), "")

    def _row(self, prefix: str) -> Blocks | None:
        if not prefix:
            return self.blocks
        above = self._find(prefix[:-1]) if _COLUMN.fullmatch(prefix) else None
        block = above[0][above[1]] if above is not None else {}
        if block.get("kind") != "columns":
            return None
        row: Blocks = block.setdefault(SIDES[prefix[-1]], [])
        return row


@dataclass(frozen=True)
class Keyed:
    """A block with its key, as the page shows it; ``left`` and ``right`` are those of columns."""

    key: str
    block: dict[str, Any]
    left: tuple["Keyed", ...] = ()
    right: tuple["Keyed", ...] = ()
    first: bool = False
    last: bool = False


def keyed(blocks: Blocks, prefix: str = "") -> tuple[Keyed, ...]:
    """The blocks with their keys."""
    return tuple(
        Keyed(
            f"{prefix}{index}",
            block,
            left=keyed(block.get("left") or [], f"{prefix}{index}l"),
            right=keyed(block.get("right") or [], f"{prefix}{index}r"),
            first=index == 0,
            last=index == len(blocks) - 1,
        )
        for index, block in enumerate(blocks)
    )


def words_from(form: Form) -> Words:
    """What the composer's form says; that it can be is checked when it is saved."""
    blocks = [_block(form, key) for key in _some(form.getlist("block"), MOST_BLOCKS + 1)]
    return Words(
        subject=one_line(form.get("subject")),
        preheader=one_line(form.get("preheader")),
        language=form.get("language", "it"),
        blocks=blocks,
    )


def seen_in(form: Form) -> int:
    """The version that whoever sends the form had read; 0 when it says none."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def empty_block(kind: str) -> dict[str, Any]:
    """A new block of a kind that is written on the page."""
    return {"kind": kind, "left": [], "right": []} if kind == "columns" else {"kind": kind}


def _block(form: Form, key: str, inside: bool = False) -> dict[str, Any]:
    kind = form.get(f"{key}.kind", "")
    block = {"kind": kind, **{name: _value(form, key, name) for name in FIELDS.get(kind, ())}}
    if kind == "columns" and not inside:
        for side in SIDES.values():
            keys = _some(form.getlist(f"{key}.{side}"), MOST_IN_COLUMN + 1)
            block[side] = [_block(form, inner, inside=True) for inner in keys]
    return block


def _value(form: Form, key: str, name: str) -> Any:
    typed = form.get(f"{key}.{name}", "")
    if name == "level":
        return int(typed) if typed in ("1", "2", "3") else 2
    if name in _IDS:
        return typed or None
    return plain_text(typed) if name in _MANY_LINES else one_line(typed)


def _some(keys: Iterable[str], most: int) -> list[str]:
    return list(keys)[:most]


def _split(key: str) -> tuple[str, int]:
    """The row of a key and its place in it; a place that is none for what is no key."""
    found = re.fullmatch(r"([0-9]{1,3}[lr])?([0-9]{1,3})", key)
    return (found[1] or "", int(found[2])) if found else ("", -1)
