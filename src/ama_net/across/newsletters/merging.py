"""The words that differ from reader to reader: ``{nome|a tutti}`` as it is written, ``@@ama:nome:…@@`` while a newsletter waits.

A newsletter is rendered once, with its fields left open as tokens of plain ASCII that mean nothing to html, to Markdown or to a
subject; each message is then those pieces with the values between (``SENTINEL.split``). What takes the place of a token is
always escaped by ``value_for``: nothing that a reader typed as a name is ever read as html, as an address or as a header.

``{nome}`` without words for who has none takes with it, in its token, the space or comma that would be left over: "Ciao {nome}," is
"Ciao,". That is found once, when the fields are opened, and never again for each reader.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from ama_net.across.newsletters.recipients import Recipient
from ama_net.kernel.tenancy import current_tenant

NAME, ASSOCIATION = "nome", "associazione"
FIELDS = (NAME, ASSOCIATION)
"""What may be written between braces."""

SENTINEL = re.compile(r"@@ama:([a-z]+)(?::([0-9a-f]*)|~([a-z]*)~([a-z]*))?@@")
UNSUBSCRIBE = "@@ama:disiscrizione@@"
PREFERENCES = "@@ama:preferenze@@"

LONGEST_NAME = 60
WRITTEN = re.compile(r"\{{1,2}\s*([^\W\d]\w{0,39})\s*(?:\|([^{}\n]{0,200}))?\}{1,2}")
_ALONE = re.compile(
    r"(?P<before>,[ \t]+|(?<![ \t])[ \t]+|)(?P<mark>[*_]{1,3}|)\{{1,2}\s*nome\s*(?:\|\s*)?\}{1,2}(?P=mark)(?P<after>,?[ \t]*)",
    re.IGNORECASE,
)
"""A name with nothing to say instead of it, and what stands around it."""

_AROUND = {"k": ",", "s": " "}
_MARKS = {"i": ("<em>", "</em>", "", ""), "b": ("<strong>", "</strong>", "*", "*")}
"""What a token may carry, by letter: signs around a name, and how it stands out (html, text). Nothing else gets through."""

_BEGINNINGS = " \t>#*+-.)0123456789"
"""What a line may begin with before its words: also the sign of a list, of a title or of a quotation."""
_LEANS = re.compile(
    r"\b(?:ed?|o|di|ad?|da|in|con|su|per|tra|fra|che|car[aeio]|gentil(?:e|issim[ao])|and|or|of|to|from|with|for|by|dear)\Z",
    re.IGNORECASE,
)
"""Words that want another after them."""
_OWNED = re.compile("['\u2019]\\w")

_OPENING, _CLOSING = frozenset("[(\"'«“‘*_"), frozenset(".:;!?…)]")
_FORGED = re.compile(r"(?<!@)@{2,}(?=ama:)")
_SIGNS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_NO_NAME = re.compile(r"[@<>{}\\]|//|www\.", re.IGNORECASE)


@dataclass(frozen=True)
class ReaderLinks:
    """The two addresses that are of one reader alone."""

    unsubscribe: str
    preferences: str


@dataclass(frozen=True)
class Field:
    """A field as somebody wrote it: ``fallback`` is None when nothing was said for who has none."""

    name: str
    fallback: str | None


def written_fields(text: str) -> Iterator[Field]:
    """The fields of a text, known or not, in their order."""
    for found in WRITTEN.finditer(text):
        fallback = found[2].strip() if found[2] is not None else None
        yield Field(found[1].lower(), fallback)


def open_fields(text: str) -> str:
    """A text as it was written, with its known fields as tokens; unknown ones stay as they are, and are faults."""
    return WRITTEN.sub(_token, _ALONE.sub(_token_alone, _FORGED.sub("@", text)))


def plain(text: str) -> str:
    """A text for whoever reads it, nobody by name: fields give what they say for who has none."""
    return fill(open_fields(text), {}, html=False)


def fill(template_part: str, values: Mapping[str, str], *, html: bool) -> str:
    """A rendered part with its tokens filled from ``values`` (by the name of the field), or from what they fall back on."""
    return SENTINEL.sub(lambda found: _value(found.group(0), values, html=html), template_part)


def value_for(token: str, recipient: Recipient | None, reader_links: ReaderLinks | None, *, html: bool) -> str:
    """What takes the place of one token for one reader, escaped for html. Without a recipient: what everybody may read."""
    values = {NAME: usable_name(recipient.name)} if recipient is not None else {}
    if reader_links is not None:
        values |= {"disiscrizione": reader_links.unsubscribe, "preferenze": reader_links.preferences}
    return _value(token, values, html=html)


def usable_name(name: str) -> str:
    """A name as it may be greeted with: one short line; nothing that looks like an address or like markup."""
    one_line = " ".join(_SIGNS.sub(" ", name).split())
    return "" if _NO_NAME.search(one_line) or len(one_line) > LONGEST_NAME else one_line


def leaves_hole(text: str) -> bool:
    """Whether what is read without a name, where nothing stands for it, is no good sentence: ``- {nome}: sì`` is ``- : sì``."""
    return any(_is_hole(found) for found in _ALONE.finditer(text))


def names_reader(text: str) -> bool:
    """Whether a text, its fields open, says the reader's name."""
    return any(found[1] == NAME for found in SENTINEL.finditer(text))


def fallback_of(token: str) -> str:
    """What a token says for who has no value."""
    return _read(token).fallback


@dataclass(frozen=True)
class _Token:
    """What a token says. ``before`` and ``after``, letters of ``_AROUND`` and ``_MARKS``, are there only with the value."""

    name: str = ""
    fallback: str = ""
    before: str = ""
    after: str = ""


@lru_cache(maxsize=1024)
def _read(token: str) -> _Token:
    found = SENTINEL.fullmatch(token)
    if found is None:
        return _Token()
    return _Token(found[1], bytes.fromhex(found[2] or "").decode("utf-8", "replace"), found[3] or "", found[4] or "")


def _token(found: re.Match[str]) -> str:
    name, fallback = found[1].lower(), (found[2] or "").strip()
    return f"@@ama:{name}:{fallback.encode().hex()}@@" if name in FIELDS else found[0]


def _token_alone(found: re.Match[str]) -> str:
    """A name that nothing stands for: its token takes the space before it; at the beginning of a line, what follows it."""
    before, after = found["before"], found["after"]
    marks = {0: "", 1: "i", 2: "b", 3: "bi"}[len(found["mark"])]
    if not _line_before(found).strip(_BEGINNINGS):
        return f"{before}@@ama:{NAME}~{marks}~{_letters(after)}@@"
    if before.startswith(",") and not _goes_on(after or found.string[found.end() : found.end() + 1]):
        return f"@@ama:{NAME}~{_letters(before)}{marks}~@@{after}"
    kept, carried = (",", before[1:]) if before.startswith(",") else ("", before)
    return f"{kept}@@ama:{NAME}~{_letters(carried)}{marks}~@@{after}"


def _line_before(found: re.Match[str]) -> str:
    """What stands before on the same line: never more than a few signs, however long it is."""
    start = found.start()
    return found.string[max(0, start - 40) : start].rpartition("\n")[2]


def _goes_on(rest: str) -> bool:
    """Whether words follow, not a sign or the end of the line."""
    return rest[:1] not in {"", "\n", "\r", *",.;:!?…)"}


def _is_hole(found: re.Match[str]) -> bool:
    before, end = _line_before(found), found.end()
    following = found.string[end : end + 1]
    if not before.strip(_BEGINNINGS):
        alone = not following and not found.string[: found.start()].strip()
        return alone or (not _goes_on(following) if before.strip() else following in _CLOSING)
    return before[-1] in _OPENING or bool(_LEANS.search(before) or _OWNED.match(found.string, end))


def _letters(signs: str) -> str:
    return ("k" if "," in signs else "") + ("s" if signs.strip(",") else "")


def _value(token: str, values: Mapping[str, str], *, html: bool) -> str:
    read = _read(token)
    value = values.get(read.name) or (current_tenant().name if read.name == ASSOCIATION else read.fallback)
    value = escape(value) if html else value
    return _with_what_is_around(read, value, html=html) if value and (read.before or read.after) else value


def _with_what_is_around(read: _Token, value: str, *, html: bool) -> str:
    for letter in reversed(read.before):
        if letter in _MARKS:
            opening, closing = _MARKS[letter][:2] if html else _MARKS[letter][2:]
            value = f"{opening}{value}{closing}"
        else:
            value = f"{_AROUND.get(letter, '')}{value}"
    return value + "".join(_AROUND.get(letter, "") for letter in read.after)
