"""The local mailbox: what the worker delivered into ``var/mailbox``, newest first."""

import email
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import UUID

from flask import Blueprint, Response, abort, render_template, request

from ama_net.across.previews.frames import frame_answer, links_of, only_at_the_bare_host, own_pictures
from ama_net.kernel.outbox.operations import mailbox_folder

bp = Blueprint("mailbox", __name__)
bp.before_request(only_at_the_bare_host)

SHOWN = 200


@dataclass(frozen=True)
class Mail:
    """A delivered mail, as its page shows it."""

    id: str
    sender: str
    recipient: str
    subject: str
    sent_at: datetime | None
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def links(self) -> list[str]:
        """The addresses in it."""
        return links_of(self.text)


@bp.get("/posta-locale")
def index() -> str:
    """The newest mails; ``?a=`` keeps those to an address."""
    wanted = request.args.get("a", "").strip().lower()[:200]
    newest = sorted(mailbox_folder().glob("*.eml"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    mails = [mail for file in newest if wanted in (mail := read_mail(file)).recipient.lower()]
    return render_template("previews/mailbox.html", mails=mails[:SHOWN], wanted=wanted)


@bp.get("/posta-locale/<uuid:mail_id>")
def show(mail_id: UUID) -> str:
    """One mail: its links, its text, and its html in a frame."""
    return render_template("previews/mail.html", mail=read_mail(_file(mail_id)))


@bp.get("/posta-locale/<uuid:mail_id>/html")
def html(mail_id: UUID) -> Response:
    """The html part, for the frame."""
    shown = read_mail(_file(mail_id)).html
    return frame_answer(shown, own_pictures(shown))


def read_mail(file: Path) -> Mail:
    """A mail from its file."""
    message = email.message_from_bytes(file.read_bytes(), policy=default)
    date = message["Date"]
    return Mail(
        headers=tuple(_headers(message)),
        id=file.stem,
        sender=str(message["From"] or ""),
        recipient=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        sent_at=date.datetime if date is not None else None,
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _headers(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """Every header as it travelled, in its order; only the folds are taken out."""
    for name, value in message.raw_items():
        yield name, " ".join(str(value).split())


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content())


def _file(mail_id: UUID) -> Path:
    file: Path = mailbox_folder() / f"{mail_id}.eml"
    return file if file.exists() else abort(404)
