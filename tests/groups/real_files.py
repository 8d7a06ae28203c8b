"""The files of the three founding associations, brought into a standing one with the words they are written in."""

from pathlib import Path

from sqlalchemy import delete, select

from ama_net.features.groups.models import Audience, GroupImport, GroupImportRow, Theme
from ama_net.features.groups.seeds import seed
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.tenant_file import load_tenant_file

TENANTS = Path(__file__).resolve().parents[2] / "tenants"


def seed_like(slug: str) -> None:
    """Fill the association in scope as if it were ``slug``: its themes, audiences and files of groups."""
    db.session.execute(delete(Theme))
    db.session.execute(delete(Audience))
    seed(load_tenant_file(TENANTS / slug), TENANTS / slug)


def the_import(file_name: str) -> GroupImport:
    """The import of a file, by its name."""
    return db.session.scalars(select(GroupImport).where(GroupImport.file_name == file_name)).one()


def the_rows(file_name: str) -> list[GroupImportRow]:
    """What became of every row of a file, in order."""
    statement = select(GroupImportRow).where(GroupImportRow.import_id == the_import(file_name).id)
    return list(db.session.scalars(statement.order_by(GroupImportRow.row_number)))


def remarks_on(file_name: str, name: str) -> list[tuple[str, str, str]]:
    """The remarks on the row of one group: column, value, what was done."""
    row = next(row for row in the_rows(file_name) if row.name == name)
    return [(remark["column"], remark["value"], remark["done"]) for remark in row.remarks]
