"""Codes that work once, for accounts and operators alike: made, looked at (GET shows), used (POST acts)."""

from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select, update

from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token, new_token
from ama_net.foundation.database import db
from ama_net.kernel.accounts.credentials import CodeRow

Row = TypeVar("Row", bound=CodeRow)


class CodeUnusable(LookupError):
    """No such code, or it was used, or its time is over: to whoever holds it these are the same."""


def make_code(model: type[Row], purpose: str, *, lasts: timedelta, **columns: Any) -> str:
    """A new code: the token to give away; the row keeps only its digest."""
    token = new_token()
    db.session.add(model(purpose=purpose, digest=digest_token(token), expires_at=now() + lasts, **columns))
    return token


def find_code(model: type[Row], purpose: str, token: str) -> Row:
    """The code behind a token, still usable; looking does not use it.

    Raises:
        CodeUnusable: unknown, used or expired.
    """
    row = db.session.scalar(select(model).where(*_usable(model, purpose, digest_token(token))))
    if row is None:
        raise CodeUnusable
    return row


def use_code(model: type[Row], purpose: str, token: str) -> Row:
    """Use a code. Of two who try at the same moment the database lets one through.

    Raises:
        CodeUnusable: unknown, used or expired.
    """
    return use_digest(model, purpose, digest_token(token))


def use_digest(model: type[Row], purpose: str, digest: bytes) -> Row:
    """Use the code with this digest (codes that people type have a keyed one).

    Raises:
        CodeUnusable: unknown, used or expired.
    """
    using = update(model).where(*_usable(model, purpose, digest)).values(used_at=now()).returning(model)
    row: Row | None = db.session.scalar(using.execution_options(synchronize_session=False, populate_existing=True))
    if row is None:
        raise CodeUnusable
    return row


def _usable(model: type[CodeRow], purpose: str, digest: bytes) -> tuple[ColumnElement[bool], ...]:
    return (
        model.digest == digest,
        model.purpose == purpose,
        model.used_at.is_(None),
        or_(model.expires_at.is_(None), model.expires_at > now()),
    )
