"""The database: one metadata, one session, naming of constraints, connection settings.

Nobody commits in feature code: ``unit_of_work`` (requests, tasks, commands) is the only boundary.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, LargeBinary, MetaData, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, registry

from ama_net.foundation.config import Settings

__all__ = ["Base", "connect", "db", "hold", "record_refusal", "transaction_is_open", "unit_of_work"]

SERVER_OPTIONS = (
    "-c statement_timeout=20s -c lock_timeout=8s -c idle_in_transaction_session_timeout=90s -c timezone=UTC -c jit=off"
)


class Base(DeclarativeBase):
    """Root of every model."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: DateTime(timezone=True),
            UUID: Uuid(),
            bytes: LargeBinary(),
            dict[str, Any]: JSONB(),
            list[Any]: JSONB(),
            list[str]: JSONB(),
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


def connect(app: Flask, settings: Settings) -> None:
    """Attach the database to the application: a small pool, time limits on the server's side."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": 5,
        "max_overflow": 5,
        "pool_timeout": 5,
        "pool_recycle": 1800,
        "connect_args": {"options": SERVER_OPTIONS, "connect_timeout": 3},
    }
    db.init_app(app)


def transaction_is_open() -> bool:
    """Whether anything has been asked of the database; makes no session only to look."""
    return db.session.registry.has() and db.session().in_transaction()


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One transaction: committed when the block ends well, rolled back when it raises; the session is emptied."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        db.session.remove()


@contextmanager
def record_refusal() -> Iterator[None]:
    """Keep what must survive a refusal (a wrong try counted, a denied access), in a transaction of its own.

    What the request did so far is undone: it is being refused. The same connection is used again: a second one, under a
    flood of refusals, would wait for itself on the small pool.
    """
    db.session.rollback()
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def hold_together(key: str) -> None:
    """Hold a resource together with others who do; who wants it alone (``hold``) waits for all of them, and they for it."""
    db.session.execute(text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:key, 0))"), {"key": key})


def hold(key: str) -> None:
    """Hold a resource, by its name, until the transaction ends; who else wants it waits. Taken before any row."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
