"""A mail that came back, read: a report of non-delivery (RFC 3464, or what servers write instead), or of a complaint (RFC 5965).

An answer by itself (holidays, "we have received your message": RFC 3834) and a warning that delivery is only late say nothing
that counts. What a mail claims is only claimed: which row it is of is proved by a return path or a Message-ID of ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from hashlib import sha256
from uuid import UUID

import structlog
from flufl.bounce import all_failures

from ama_net.across.newsletters.models import FeedbackKind, ReturnKind
from ama_net.across.newsletters.returns import Returned, address_in
from ama_net.across.newsletters.returns.statuses import kind_of, status_in
from ama_net.kernel.outbox.verp import read_return_path

log = structlog.get_logger()

LARGEST = 1024 * 1024
"""No return needs more, even with the whole mail inside."""

MOST_PARTS = 50
MOST_TYPES = 100
"""Parts inside parts cost whoever reads them their depth at each line: a mail with more is not looked at."""


ENVELOPE = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
"""Where a server writes which address of ours it was handed in at."""

DAEMONS = re.compile(r"^(mailer-?daemon|mail-?daemon|postmaster|mdaemon|mailadmin)\b", re.IGNORECASE)
AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-vacation")
COMPLAINTS = frozenset({"abuse", "fraud", "other"})
MESSAGE_ID = re.compile(
    r"<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@[^<>\s]{1,255}>", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True)
class Report:
    """What a mail says of another. ``rows`` are Message-IDs in it that look like ours, first the surest."""

    kind: ReturnKind
    address: str
    code: str
    paths: tuple[str, ...] = ()
    rows: tuple[UUID, ...] = field(default=())


def read_report(raw: bytes) -> Report | None:
    """What a mail of the mailbox of returns says; None when it is no return, or cannot be understood."""
    if len(raw) > LARGEST or raw.lower().count(b"content-type") > MOST_TYPES:
        return None
    try:
        mail = message_from_bytes(raw)
        parts = _parts(mail)
        if parts is None:
            return None
        return _complaint(mail, parts) or _failure(mail, parts)
    except Exception as fault:  # noqa: BLE001  # a mail made to break who reads it: nearly anything comes of it
        log.info("newsletters.return_unreadable", error=type(fault).__name__)
        return None


def as_returned(report: Report, raw: bytes, source: FeedbackKind) -> Returned:
    """A report as ``record_return`` takes it: its row by a return path of ours, else by a Message-ID (checked there)."""
    proved = next((found for path in report.paths if (found := read_return_path(path))), None)
    delivery_id = message_id = report.rows[0] if report.rows else None
    if proved is not None:
        kind, row_id = proved
        delivery_id, message_id = (row_id, None) if kind == "n" else (None, row_id)
    return Returned(
        kind=report.kind,
        address=report.address,
        delivery_id=delivery_id,
        message_id=message_id,
        code=report.code,
        source=source,
        event_key=sha256(raw).digest(),
    )


def _parts(mail: Message) -> list[Message] | None:
    """Each part of a mail, the inner mail's too; None when there are more than a report has."""
    parts: list[Message] = []
    for part in mail.walk():
        parts.append(part)
        if len(parts) > MOST_PARTS:
            return None
    return parts


def _complaint(mail: Message, parts: list[Message]) -> Report | None:
    """A report of a feedback loop: somebody pressed "this is spam"."""
    notice = next((part for part in parts if part.get_content_type() == "message/feedback-report"), None)
    if notice is None:
        return None
    fields = _fields(notice)
    kind = str(fields.get("feedback-type", "")).strip().lower()
    if kind not in COMPLAINTS:
        return None
    inner = list(_inner(parts))
    claimed = str(fields.get("original-rcpt-to", "")) or next((str(one.get("to", "")) for one in inner), "")
    paths = (str(fields.get("original-mail-from", "")), *_paths(mail, inner))
    return Report(ReturnKind.COMPLAINT, _address(claimed), kind, paths, _rows(mail, inner))


def _failure(mail: Message, parts: list[Message]) -> Report | None:
    """A report of non-delivery, or what an old server writes in its place."""
    formal = any(part.get_content_type() == "message/delivery-status" for part in parts)
    if not formal and (_is_automatic(mail) or not _is_of_a_daemon(mail)):
        return None
    _late, failed = all_failures(mail)
    blocks = [block for block in _blocks(parts) if _failed(block)]
    if not failed and not blocks:
        return None
    text = "" if blocks else _text(parts)
    status = next((found for block in blocks if (found := _status(block))), "") or status_in(text)
    claimed = next((_recipient(block) for block in blocks), "") or next(iter(sorted(_decoded(failed))), "")
    inner = list(_inner(parts))
    rows = _rows(mail, inner) or _written(text)
    return Report(kind_of(status), _address(claimed), status or "failed", _paths(mail, inner), rows)


def _is_automatic(mail: Message) -> bool:
    """An answer that a program gave for a person, not a server's (Exim says auto-replied too, and whom it could not reach)."""
    if mail.get("x-failed-recipients"):
        return False
    said = str(mail.get("auto-submitted", "")).strip().lower()
    return said.startswith("auto-replied") or any(mail.get(name) for name in AUTOMATIC)


def _is_of_a_daemon(mail: Message) -> bool:
    sender = parseaddr(str(mail.get("from", "")))[1]
    return bool(mail.get("x-failed-recipients") or DAEMONS.match(sender))


def _blocks(parts: list[Message]) -> Iterator[Message]:
    """The groups of fields of a report, one for each recipient (the first is of the message)."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from (block for block in part.get_payload() if isinstance(block, Message))


def _failed(block: Message) -> bool:
    return str(block.get("action", "")).strip().lower().startswith(("fail", "error"))


def _status(block: Message) -> str:
    """The status of a recipient; servers that write 5.0.0 often say better in the diagnostic."""
    given = status_in(str(block.get("status", "")))
    better = status_in(str(block.get("diagnostic-code", ""))) if given[2:] in ("", "0.0") else ""
    return better or given


def _recipient(block: Message) -> str:
    value = str(block.get("original-recipient") or block.get("final-recipient") or "")
    return value.partition(";")[2] or value


def _inner(parts: list[Message]) -> Iterator[Message]:
    """The headers of the mail that came back, as far as they came back."""
    for part in parts:
        kind = part.get_content_type()
        if kind in ("message/rfc822", "message/global") and part.is_multipart():
            yield from (one for one in part.get_payload() if isinstance(one, Message))
        elif kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            yield _fields(part)


def _fields(part: Message) -> Message:
    """A part that is only fields, as something to ask them of."""
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return inner[0]
    body = part.get_payload(decode=True)
    return message_from_bytes(body if isinstance(body, bytes) else b"")


def _paths(mail: Message, inner: list[Message]) -> tuple[str, ...]:
    outer = [str(value) for name in ENVELOPE for value in mail.get_all(name, [])]
    return (*outer, *(str(value) for one in inner for value in one.get_all("return-path", [])))


def _rows(mail: Message, inner: list[Message]) -> tuple[UUID, ...]:
    values = [str(one.get("message-id", "")) for one in inner]
    values += [str(mail.get(name, "")) for name in ("in-reply-to", "references")]
    return tuple(UUID(found) for value in values for found in MESSAGE_ID.findall(value))


def _written(text: str) -> tuple[UUID, ...]:
    """Message-IDs in a mail quoted as plain text, as old servers give it back."""
    lines = re.findall(r"^message-id:.{0,400}$", text, re.IGNORECASE | re.MULTILINE)
    return tuple(UUID(found) for line in lines for found in MESSAGE_ID.findall(line))


def _text(parts: list[Message]) -> str:
    """The words of a report that is not in the standard's form."""
    words = [part.get_payload(decode=True) for part in parts if part.get_content_maintype() == "text"]
    return "\n".join(word.decode("utf-8", "replace") for word in words if isinstance(word, bytes))[:100_000]


def _decoded(addresses: frozenset[bytes]) -> list[str]:
    return [address.decode("ascii", "ignore") for address in addresses]


def _address(value: str) -> str:
    """One address, as the report has it; empty when it has none that could be."""
    return address_in(parseaddr(value.strip())[1] or value)
