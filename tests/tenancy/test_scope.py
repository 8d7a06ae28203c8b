"""The walls: what one association can see and write, tried through the ORM and in plain SQL."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.tenancy import ScopeError, current_tenant, tenant_scope
from ama_net.kernel.tenancy.settings import TenantSetting
from tests.support.standing import Standing


def _remember(tenant: Standing) -> None:
    with tenant_scope(tenant.id), unit_of_work():
        db.session.add(TenantSetting(room="groups", values={"of": tenant.slug}, changed_at=datetime.now(UTC)))


def _all_values() -> list[dict[str, str]]:
    return list(db.session.execute(select(TenantSetting.values).where(TenantSetting.room == "groups")).scalars())


def test_scope_shows_only_its_own_rows(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context():
        _remember(alba)
        _remember(brig)
        with tenant_scope(alba.id):
            assert _all_values() == [{"of": "alba"}]
            assert current_tenant().slug == "alba"


def test_no_scope_shows_no_rows(app: Flask, alba: Standing) -> None:
    with app.app_context():
        _remember(alba)
        assert _all_values() == []


def test_insert_without_scope_is_refused(app: Flask) -> None:
    with app.app_context():
        db.session.add(TenantSetting(room="groups", values={}))
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.flush()
        db.session.rollback()


def test_insert_for_another_association_is_refused(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id):
        db.session.add(TenantSetting(tenant_id=brig.id, room="groups", values={}))
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.flush()
        db.session.rollback()


def test_scope_cannot_change_inside_a_transaction(app: Flask, alba: Standing, brig: Standing) -> None:
    with app.app_context(), tenant_scope(alba.id):
        db.session.execute(text("SELECT 1"))
        with pytest.raises(ScopeError), tenant_scope(brig.id):
            pass


def test_runtime_role_is_neither_superuser_nor_bypass(app: Flask) -> None:
    with app.app_context():
        row = db.session.execute(
            text("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).one()
        assert tuple(row) == ("ama_app", False, False)
