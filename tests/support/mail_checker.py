"""A second reader of the mail that leaves: what receivers ask of bulk mail (RFC 8058, 2919, 6376) and of a system's own (RFC 3834).

It answers with the list of what is wrong, in words; an empty list is a mail as it should be. The signature is verified by a
library that none of our code uses.
"""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

import dkim

COVERED_BULK = ("from", "to", "subject", "date", "message-id", "list-id", "list-unsubscribe", "list-unsubscribe-post")
COVERED_SYSTEM = ("from", "to", "subject", "date", "message-id")
LONGEST_LINE = 998
ONE_ADDRESS = re.compile(r"<(https://[^<>,\s]+)>")
LIST_ID = re.compile(r"(?:[^<>]*\s)?<[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+>")


def check_bulk(raw: bytes, *, public_key: str | None, scheme: str = "https") -> list[str]:
    """What is wrong with a newsletter's message.

    Args:
        raw: the whole message.
        public_key: what the DNS would answer after ``p=``; None when the domain has no key yet.
        scheme: ``http`` only where the tests serve pages without TLS.
    """
    raw, mail = _read(raw)
    faults = [*_basics(raw, mail), *_one_click(raw, mail, scheme), *_list_headers(mail)]
    return faults + _signature(raw, mail, public_key, COVERED_BULK)


def check_system(raw: bytes, *, public_key: str | None = None) -> list[str]:
    """What is wrong with a mail the system writes by itself: nobody leaves it, nothing answers to it."""
    raw, mail = _read(raw)
    faults = _basics(raw, mail)
    faults += [f"{name} is there" for name in mail if name.lower().startswith("list-")]
    if mail["Auto-Submitted"] != "auto-generated":
        faults.append("Auto-Submitted is not auto-generated")
    if (mail["Precedence"] or "").lower() in {"bulk", "list", "junk"}:
        faults.append("Precedence says bulk")
    return faults + _signature(raw, mail, public_key, COVERED_SYSTEM)


def _read(raw: bytes) -> tuple[bytes, EmailMessage]:
    """The message as it travelled: the local mailbox keeps this machine's line ends."""
    if b"\r\n" not in raw:
        raw = raw.replace(b"\n", b"\r\n")
    return raw, message_from_bytes(raw, policy=SMTP)  # type: ignore[return-value]  # the policy makes an EmailMessage


def _basics(raw: bytes, mail: EmailMessage) -> list[str]:
    faults = [f"{name} is there {times} times" for name, times in _times(mail) if times != 1]
    domain = _domain(mail["From"])
    if not re.fullmatch(rf"<[^<>@\s]+@{re.escape(domain)}>", str(mail["Message-ID"] or "")):
        faults.append("Message-ID is not of From's domain")
    if mail["Date"] is None or mail["Date"].datetime is None:
        faults.append("Date cannot be read")
    if raw.count(b"\n") != raw.count(b"\r\n") or raw.count(b"\r") != raw.count(b"\r\n"):
        faults.append("a line does not end in CRLF")
    if max(len(line) for line in raw.split(b"\r\n")) > LONGEST_LINE:
        faults.append("a line is too long")
    if not raw.isascii():
        faults.append("it is not written in seven bits")
    return faults + _parts(mail)


def _times(mail: EmailMessage) -> list[tuple[str, int]]:
    names = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")
    return [(name, len(mail.get_all(name, []))) for name in names]


def _parts(mail: EmailMessage) -> list[str]:
    if mail.get_content_type() != "multipart/alternative":
        return ["it is not multipart/alternative"]
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    if kinds != ["text/plain", "text/html"]:
        return [f"its parts are {kinds}"]
    faults = [f"the {kind} part is empty" for kind in ("plain", "html") if not _content(mail, kind).strip()]
    if mail.defects:
        faults.append(f"it has defects: {mail.defects}")
    return faults


def _content(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return "" if part is None else str(part.get_content())


def _one_click(raw: bytes, mail: EmailMessage, scheme: str) -> list[str]:
    """RFC 8058: one https address, the other header word for word; on one line each, as some receivers do not unfold."""
    written = [value.strip() for value in mail.get_all("List-Unsubscribe", [])]
    faults = []
    pattern = re.compile(ONE_ADDRESS.pattern.replace("https", scheme))
    addresses = [found for value in written for found in pattern.findall(value)]
    if len(written) != 1 or len(addresses) != 1:
        faults.append(f"List-Unsubscribe has not one {scheme} address: {written}")
    elif urlsplit(addresses[0]).query or addresses[0] != urlsplit(addresses[0]).geturl():
        faults.append("the address of List-Unsubscribe is not plain")
    if mail.get_all("List-Unsubscribe-Post", []) != ["List-Unsubscribe=One-Click"]:
        faults.append("List-Unsubscribe-Post is not word for word")
    head = raw.partition(b"\r\n\r\n")[0]
    if re.search(rb"(?im)^list-unsubscribe(-post)?:[^\r\n]*\r\n[ \t]", head):
        faults.append("List-Unsubscribe is folded")
    shown = addresses[0].encode() if addresses else b""
    if shown and any(shown.decode() not in _content(mail, kind) for kind in ("plain", "html")):
        faults.append("the way out is not shown in both parts")
    return faults


def _list_headers(mail: EmailMessage) -> list[str]:
    faults = []
    list_ids = mail.get_all("List-Id", [])
    if len(list_ids) != 1 or not LIST_ID.fullmatch(str(list_ids[0]).strip()):
        faults.append(f"List-Id is not one identifier (RFC 2919): {list_ids}")
    feedback = str(mail["Feedback-ID"] or "").split(":")
    if len(feedback) != 4 or not all(feedback):
        faults.append("Feedback-ID has not four parts")
    if mail["Auto-Submitted"] is not None:
        faults.append("Auto-Submitted is there: a person wrote it")
    return faults


def _signature(raw: bytes, mail: EmailMessage, public_key: str | None, covered: tuple[str, ...]) -> list[str]:
    if public_key is None:
        return ["it is signed without a key"] if mail["DKIM-Signature"] else []
    tags = _tags(str(mail["DKIM-Signature"] or ""))
    faults = []
    if tags.get("d") != _domain(mail["From"]):
        faults.append(f"it is not signed for From's domain but for {tags.get('d')}")
    signed = [name.strip().lower() for name in tags.get("h", "").split(":")]
    faults += [
        f"the signature does not cover {name} against a second one" for name in covered if signed.count(name) < 2
    ]
    if "l" in tags:
        faults.append("the signature covers only a part of the body")
    record = f"v=DKIM1; k=rsa; p={public_key}".encode()
    if not dkim.verify(raw, dnsfunc=lambda name, timeout=5: record):
        faults.append("the signature is not valid")
    return faults


def _tags(value: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in re.sub(r"\s+", "", value).split(";") if "=" in part)
    return {name: content for name, _, content in pairs}


def _domain(sender: object) -> str:
    addresses = getattr(sender, "addresses", ())
    return str(addresses[0].domain) if addresses else ""
