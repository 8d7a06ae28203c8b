"""camt.053, the account statement of ISO 20022, in any of its versions: read as a stream, without entities.

An entry that gathers several transfers is split when each of them says its amount and together they make the entry; otherwise it
stays one line, said to be gathered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from ama_net.foundation.money import LARGEST_CENTS
from ama_net.foundation.spreadsheets import UnreadableFileError, clean
from ama_net.kernel.payments.models_statements import StatementKind
from ama_net.kernel.payments.statements.figures import NotADay, day_of
from ama_net.kernel.payments.statements.shape import (
    EURO,
    LEFT_OUT,
    Fault,
    Line,
    Statement,
    days_of,
    refuse_many,
    refuse_rubbish,
)
from ama_net.kernel.payments.statements.texts import joined, name_in

MOST_DETAILS = 5_000
LARGEST_BALANCE = 2_000_000_000
DEEPEST = 50
"""A statement nests some fifteen parts."""
DAY_LENGTH = len("2026-10-05")
_BROKEN = "non si riesce a leggere: il movimento è stato saltato."
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)


@dataclass
class _Read:
    """What was read so far; ``entries`` counts them, as there are no numbered rows."""

    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    balances: dict[str, int] = field(default_factory=dict)
    ibans: set[str] = field(default_factory=set)
    entries: int = 0
    broken: int = 0
    is_statement: bool = False


def is_xml(data: bytes) -> bool:
    """Whether a file is XML."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:5] in (b"<?xml", b"<Docu") or b"<Document" in data[:400]


def read_camt(data: bytes) -> Statement:
    """Read a camt.053.

    Raises:
        UnreadableFileError: it is other XML, broken, with entities, or of several accounts.
    """
    read = _Read()
    try:
        for name, node in _nodes(data):
            _take(read, name, node)
    except UnreadableFileError:
        raise
    except (DefusedXmlException, ParseError, ValueError, LookupError) as error:
        raise UnreadableFileError("Il file XML è rovinato e non si legge: conviene scaricarlo di nuovo.") from error
    if not read.is_statement:
        raise UnreadableFileError("Questo XML non è un estratto conto: serve un camt.053.")
    if len(read.ibans) > 1:
        raise UnreadableFileError("Nel file ci sono più conti: serve un file per ogni conto.")
    first, last = days_of(read.lines)
    return Statement(
        StatementKind.CAMT,
        read.lines,
        read.balances.get("opening"),
        read.balances.get("closing"),
        first,
        last,
        iban=next(iter(read.ibans), None),
        faults=read.faults,
    )


def _nodes(data: bytes) -> Iterator[tuple[str, Any]]:
    """The parts of statements, one after the other, forgotten once they were looked at."""
    path: list[str] = []
    for event, node in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(_local(node))
            if len(path) > DEEPEST:
                raise ValueError("depth")
            continue
        path.pop()
        if path[-1:] == ["Stmt"] or (len(path) == 1 and path[0] == "Document"):
            yield _local(node), node
            node.clear()


def _take(read: _Read, name: str, node: Any) -> None:
    if name == "BkToCstmrStmt":
        read.is_statement = True
    elif name == "Acct":
        read.ibans.add(_text(node, "Id", "IBAN") or _text(node, "Id", "Othr", "Id"))
    elif name == "Bal":
        _balance(read, node)
    elif name == "Ntry":
        read.entries += 1
        try:
            read.lines.extend(_lines(node, read.entries))
        except _Refused as refused:
            read.faults.append((read.entries, str(refused)))
        except (ValueError, InvalidOperation):
            read.faults.append((read.entries, _BROKEN))
            read.broken += 1
        refuse_rubbish(read.broken)
        refuse_many(len(read.lines))


class _Refused(ValueError):
    """An entry left out; why."""


def _balance(read: _Read, node: Any) -> None:
    """Keep the first opening balance and the last closing one, when they can be read."""
    code = _text(node, "Tp", "CdOrPrtry", "Cd")
    try:
        cents = _cents(node.find("{*}Amt"))
    except (ValueError, InvalidOperation):
        return
    signed = cents if _text(node, "CdtDbtInd") == "CRDT" else -cents
    if abs(cents) > LARGEST_BALANCE:
        return
    if code in _OPENING:
        read.balances.setdefault("opening", signed)
    elif code in _CLOSING:
        read.balances["closing"] = signed


def _lines(entry: Any, number: int) -> list[Line]:
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    if status not in ("BOOK", ""):
        raise _Refused(LEFT_OUT)
    total = _cents(entry.find("{*}Amt"))
    if not 0 < total <= LARGEST_CENTS:
        raise ValueError("amount")
    signed = _sign(entry) * total
    details = entry.findall("{*}NtryDtls/{*}TxDtls")[:MOST_DETAILS]
    parts = [_part_cents(one, entry) for one in details]
    if len(details) > 1 and all(part is not None for part in parts) and sum(filter(None, parts)) == signed:
        return [_line(entry, one, cents or 0, number) for one, cents in zip(details, parts, strict=True) if cents]
    line = _line(entry, details[0] if len(details) == 1 else None, signed, number)
    if len(details) <= 1:
        return [replace(line, is_gathered=_says_many(entry))]
    words = joined(line.words, *(_words(one) for one in details))
    return [Line(line.booked_on, line.value_on, signed, words, "", line.bank_reference, number, is_gathered=True)]


def _says_many(entry: Any) -> bool:
    """Whether an entry says how many transfers it gathers, without telling them."""
    return _text(entry, "NtryDtls", "Btch", "NbOfTxs").lstrip("0") not in ("", "1")


def _part_cents(detail: Any, entry: Any) -> int | None:
    """What a transfer of a gathered entry is worth; None when it does not say it in euro."""
    amount = detail.find("{*}Amt")
    if amount is None:
        amount = detail.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
    if amount is None:
        return None
    try:
        cents = _cents(amount)
    except (ValueError, InvalidOperation):
        return None
    return cents * (_sign(detail) if _text(detail, "CdtDbtInd") else _sign(entry))


def _line(entry: Any, detail: Any, cents: int, number: int) -> Line:
    words = joined(_words(detail), _text(entry, "AddtlNtryInf")) if detail is not None else _text(entry, "AddtlNtryInf")
    return Line(
        booked_on=_day(entry, "BookgDt") or _day(entry, "ValDt") or _no_day(),
        value_on=_day(entry, "ValDt"),
        amount_cents=cents,
        words=joined(words),
        counterparty=_other(detail, came=cents > 0)[:200] or name_in(words, came=cents > 0),
        bank_reference=_reference(entry, detail)[:60],
        position=number,
    )


def _words(detail: Any) -> str:
    """What the transfer says it is for, then what else is known of it."""
    said = [clean(one.text or "") for one in detail.findall("{*}RmtInf/{*}Ustrd")]
    said += [clean(one.text or "") for one in detail.findall("{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref")]
    reference = _text(detail, "Refs", "EndToEndId")
    more = "" if reference.upper() in ("", "NOTPROVIDED") else reference
    return joined(" ".join(said), _text(detail, "AddtlTxInf"), more)


def _other(detail: Any, *, came: bool) -> str:
    """Who stands on the other side: straight under the party, or (from version 08) one step below."""
    if detail is None:
        return ""
    party = "Dbtr" if came else "Cdtr"
    return _text(detail, "RltdPties", party, "Nm") or _text(detail, "RltdPties", party, "Pty", "Nm")


def _reference(entry: Any, detail: Any) -> str:
    own = "" if detail is None else _text(detail, "Refs", "AcctSvcrRef") or _text(detail, "Refs", "TxId")
    return own or _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")


def _sign(node: Any) -> int:
    said = _text(node, "CdtDbtInd")
    if said not in ("CRDT", "DBIT"):
        raise ValueError(said)
    return 1 if said == "CRDT" else -1


def _cents(amount: Any) -> int:
    if amount is None:
        raise ValueError("amount")
    currency = amount.get("Ccy", EURO)
    if currency != EURO:
        raise _Refused(f"è in {currency[:3]}: si leggono solo i movimenti in euro.")
    exact = Decimal((amount.text or "").strip()[:30]) * 100
    if not exact.is_finite() or exact != int(exact) or exact < 0:
        raise ValueError("amount")
    return int(exact)


def _day(entry: Any, name: str) -> date | None:
    """A day of an entry; the hour or the zone (``2026-10-05+02:00``) that may follow it is left."""
    said = _text(entry, name, "Dt") or _text(entry, name, "DtTm")
    return day_of(said[:DAY_LENGTH]) if said else None


def _no_day() -> date:
    raise NotADay("")


def _text(node: Any, *path: str) -> str:
    found = node.findtext("/".join(f"{{*}}{step}" for step in path))
    return clean(found[:2_000]) if found else ""


def _local(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]
