"""What there is to preview: the associations' looks, every room's mails and documents."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import text

from ama_net import across, features, kernel
from ama_net.foundation.database import db
from ama_net.kernel.tenancy import current_tenant, tenant_scope

Context = dict[str, Any]


def associations() -> dict[str, tuple[UUID, str]]:
    """Every association by slug: its id and its name."""
    found = {}
    ids = list(db.session.scalars(text("SELECT tenancy.active_tenants()")))
    db.session.rollback()  # a scope is entered outside a transaction
    for tenant_id in ids:
        with tenant_scope(tenant_id):
            tenant = current_tenant()
            found[tenant.slug] = (tenant_id, tenant.short_name)
    return dict(sorted(found.items()))


def mail_previews() -> dict[str, Callable[[], Context]]:
    """The sample contexts of every room, by template name."""
    return {
        name: _as_function(given)
        for module in _modules()
        for name, given in getattr(module, "EMAIL_PREVIEWS", {}).items()
    }


def pdf_previews() -> dict[str, Callable[[], bytes]]:
    """The sample documents of every room."""
    return {name: make for module in _modules() for name, make in getattr(module, "PDF_PREVIEWS", {}).items()}


def mails() -> list[str]:
    """Every mail that has templates, as ``room/name``."""
    folder = Path(current_app.jinja_loader.searchpath[0])  # type: ignore[union-attr]
    return sorted(
        f"{file.parts[-3]}/{file.name.removesuffix('.subject.txt')}" for file in folder.glob("*/emails/*.subject.txt")
    )


def _modules() -> Iterator[ModuleType]:
    for floor in (kernel, features, across):
        for room in pkgutil.iter_modules(floor.__path__, f"{floor.__name__}."):
            name = f"{room.name}.previews"
            if room.ispkg and find_spec(name) is not None:
                yield importlib.import_module(name)


def _as_function(given: Context | Callable[[], Context]) -> Callable[[], Context]:
    return given if callable(given) else lambda: given
