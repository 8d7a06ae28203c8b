"""What there is to preview: the associations' looks, every room's mails and documents."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
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
Sample = Callable[[], Context]


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


def mail_previews() -> dict[str, Sample]:
    """The sample contexts of every room, by mail."""
    return _samples("EMAIL_PREVIEWS")


def pdf_previews() -> dict[str, Sample]:
    """The sample data of every room's documents, by template."""
    return _samples("PDF_PREVIEWS")


def mails() -> list[str]:
    """Every mail that has templates, as ``room/name``."""
    folder = _templates()
    return sorted(
        f"{file.parts[-3]}/{file.name.removesuffix('.subject.txt')}" for file in folder.glob("*/emails/*.subject.txt")
    )


def documents() -> list[str]:
    """Every document that has a template, as ``room/pdf/name.typ``."""
    folder = _templates()
    return sorted(str(file.relative_to(folder)) for file in folder.glob("*/pdf/*.typ"))


def _templates() -> Path:
    return Path(current_app.root_path).parents[1] / (current_app.template_folder or "templates")


@cache
def _samples(name: str) -> dict[str, Sample]:
    return {key: _as_function(given) for module in _modules() for key, given in getattr(module, name, {}).items()}


def _modules() -> Iterator[ModuleType]:
    for floor in (kernel, features, across):
        for room in pkgutil.iter_modules(floor.__path__, f"{floor.__name__}."):
            name = f"{room.name}.previews"
            if room.ispkg and find_spec(name) is not None:
                yield importlib.import_module(name)


def _as_function(given: Context | Sample) -> Sample:
    return given if callable(given) else lambda: given
