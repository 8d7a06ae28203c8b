"""What is read of the outbox: never recipients or texts, but masked, on a page of the office."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, column, exists, func, select, values
from sqlalchemy.orm import defer

from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.kernel.outbox.models import Message

RETURNED = "returned"


def messages() -> Select[Message]:
    """The mails, newest first, without their content."""
    return (
        select(Message)
        .options(defer(Message.subject_sealed), defer(Message.text_sealed), defer(Message.html_sealed))
        .order_by(Message.created_at.desc())
    )


def written_on(day: date) -> ColumnElement[bool]:
    """The condition that a mail was written on a day, in Italy."""
    midnight = datetime.combine(day, time(), ROME)
    return Message.created_at.between(midnight, midnight.replace(hour=23, minute=59, second=59, microsecond=999_999))


def repeats_of(message: Message) -> list[Message]:
    """The mails that repeated it, oldest first."""
    again = select(Message).where(Message.again_of_id == message.id).order_by(Message.created_at)
    return list(db.session.scalars(again))


def first_of(message: Message) -> Message:
    """The mail that began a row of repeats; itself when it repeats none."""
    while message.again_of_id is not None and (before := db.session.get(Message, message.again_of_id)) is not None:
        message = before
    return message


def mails_about(row: Any) -> list[Message]:
    """The mails that speak of a row, oldest first, without their content."""
    ours = (Message.about_id == row.id) & (Message.about_kind == row.__tablename__)
    return list(db.session.scalars(messages().where(ours).order_by(None).order_by(Message.created_at, Message.id)))


def in_state(state: str) -> ColumnElement[bool]:
    """The condition that a mail is in a state as the office says it, in words its index knows."""
    if state == RETURNED:
        return Message.returned_at.is_not(None)
    return and_(Message.state == state, Message.returned_at.is_(None))


def how_many_are(*states: str, kept: bool = False) -> dict[str, int]:
    """How many mails are in each of these states; those that came back are apart. ``kept``: only those with their words still."""
    counted = select(func.count(Message.id))
    if kept:
        counted = counted.where(Message.emptied_at.is_(None))
    counts = [counted.where(in_state(state)).scalar_subquery() for state in states]
    return dict(zip(states, db.session.execute(select(*counts)).one(), strict=True))


def templates_in_use(known: Iterable[str]) -> list[str]:
    """Which of these mails have been written, by the name of their templates: each is asked of the index once."""
    names = values(column("name", Text), name="names").data([(name,) for name in known])
    return list(db.session.scalars(select(names.c.name).where(exists().where(Message.template == names.c.name))))


def masked(address: str | None) -> str:
    """An address one can recognise but not read: ``r…@e…``."""
    name, _, host = (address or "").rpartition("@")
    return f"{name[:1]}…@{host[:1]}…" if name and host else ""
