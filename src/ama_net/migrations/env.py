"""How migrations run: as the owner, one at a time (advisory lock), with a limit on how long they wait for a table."""

from alembic import context
from sqlalchemy import create_engine, text

from ama_net.foundation.database import Base

LOCK = 7_264_001  # any constant: two releases at once wait for each other


def run() -> None:
    """Run the pending migrations in one transaction."""
    engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '10s'"))
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        connection.commit()
        context.configure(connection=connection, target_metadata=Base.metadata)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
