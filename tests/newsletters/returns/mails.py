"""Mails that come back, written by us as servers write them."""

from email.message import EmailMessage
from uuid import UUID

OURS = "newsletter@alba.example"
LATE = "4.4.7"


def original(row_id: UUID | None = None, *, to: str, path: str = "", headers_only: bool = False) -> str:
    """The mail that did not arrive, as far as it is given back."""
    lines = [f"Return-Path: <{path}>"] if path else []
    lines += [f"From: Alba <{OURS}>", f"To: {to}", "Subject: =?utf-8?q?Le_novit=C3=A0?="]
    lines += [f"Message-ID: <{row_id}@alba.example>"] if row_id else []
    return "\r\n".join([*lines, "", "" if headers_only else "Ciao a tutti.", ""])


def report(*parts: str, kind: str = "delivery-status", headers: str = "", to: str = "ritorni@alba.example") -> bytes:
    """A multipart/report of the parts, each with its own headers."""
    head = [
        "From: Mail Delivery System <MAILER-DAEMON@mx.posta.example>",
        f"To: <{to}>",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type={kind}; boundary="confine"',
    ]
    body = "".join(f"--confine\r\n{part}\r\n" for part in parts)
    return ("\r\n".join([*head, *([headers] if headers else [])]) + f"\r\n\r\n{body}--confine--\r\n").encode()


def status_part(
    address: str, status: str, *, action: str = "failed", diagnostic: str = "smtp; 550 no such person here"
) -> str:
    """The part for machines (RFC 3464)."""
    fields = [
        "Reporting-MTA: dns; mx.posta.example",
        "",
        f"Final-Recipient: rfc822; {address}",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: {diagnostic}",
    ]
    return "Content-Type: message/delivery-status\r\n\r\n" + "\r\n".join([*fields, ""])


def words_part(text: str = "Non siamo riusciti a consegnare il messaggio, perché la casella non c'è.") -> str:
    """The part for people."""
    return f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"


def failure(
    address: str = "anna@posta.example",
    status: str = "5.1.1",
    *,
    row_id: UUID | None = None,
    to: str = "ritorni@alba.example",
    action: str = "failed",
    diagnostic: str = "smtp; 550 no such person here",
    headers_only: bool = False,
) -> bytes:
    """A report of non-delivery. ``to`` is the return path it comes to, ``row_id`` the Message-ID of the mail inside."""
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    inner = f"Content-Type: {kind}\r\n\r\n" + original(row_id, to=address, headers_only=headers_only)
    return report(words_part(), status_part(address, status, action=action, diagnostic=diagnostic), inner, to=to)


def complaint(
    address: str = "anna@posta.example", *, path: str = "", row_id: UUID | None = None, feedback: str = "abuse"
) -> bytes:
    """A report of a feedback loop (RFC 5965)."""
    fields = [f"Feedback-Type: {feedback}", "User-Agent: Posta/1.0", "Version: 1"]
    fields += [f"Original-Mail-From: <{path}>"] if path else []
    notice = "Content-Type: message/feedback-report\r\n\r\n" + "\r\n".join([*fields, ""])
    inner = "Content-Type: message/rfc822\r\n\r\n" + original(row_id, to=address)
    return report(words_part(), notice, inner, kind="feedback-report")


def by_hand(text: str, *, sender: str, to: str = "ritorni@alba.example", **headers: str) -> bytes:
    """A mail that is no report."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, "Re: Le novità"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()
