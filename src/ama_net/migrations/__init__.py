"""The history of the database's structure; ``migrate`` brings a database to the newest one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory


def alembic_config(owner_url: str) -> Config:
    """Alembic's configuration, without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("sqlalchemy.url", owner_url.replace("%", "%%"))
    return config


def migrate(owner_url: str) -> None:
    """Bring the database to the newest structure."""
    command.upgrade(alembic_config(owner_url), "head")


def newest_revision() -> str:
    """The revision a ready database must be at."""
    return ScriptDirectory.from_config(alembic_config("")).get_current_head() or ""
