"""What is read of the outbox: never recipients or texts, but masked, on a page of the office."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from ama_net.foundation.database import db
from ama_net.kernel.outbox.models import Message


def messages() -> Select[Message]:
    """The mails, newest first, without their content."""
    return (
        select(Message)
        .options(defer(Message.subject_sealed), defer(Message.text_sealed), defer(Message.html_sealed))
        .order_by(Message.created_at.desc())
    )


def states_of_messages() -> dict[str, int]:
    """How many mails are in each state."""
    counting = select(Message.state, func.count()).group_by(Message.state)
    return {state: number for state, number in db.session.execute(counting)}  # noqa: C416  # rows are not pairs for mypy


def templates_in_use() -> list[str]:
    """Which mails have been written, by the name of their templates."""
    return list(db.session.scalars(select(Message.template).distinct().order_by(Message.template)))


def masked(address: str | None) -> str:
    """An address one can recognise but not read: ``r…@e…``."""
    name, _, host = (address or "").rpartition("@")
    return f"{name[:1]}…@{host[:1]}…" if name and host else ""
