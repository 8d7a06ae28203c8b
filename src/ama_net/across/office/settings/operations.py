"""Changing who the association is, which rooms are open, and a room's settings. Each can be taken back for an hour."""

from typing import Any, ClassVar, TypeVar
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import event, select

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.tenancy import Tenant, current_tenant_id
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from ama_net.kernel.tenancy.settings import (
    RoomSettings,
    TenantSetting,
    hold_settings,
    read_settings,
    save_settings,
    typed_fields,
)
from ama_net.kernel.tenancy.tenant_models import TenantFile

IDENTITY_UNDO, SETTINGS_UNDO = "identity.changed", "settings.changed"

S = TypeVar("S", bound=RoomSettings)


class IdentityHistory(RoomSettings):
    """The identity as it was saved, beside the one in force (``tenants.identity``)."""

    room: ClassVar[str] = "identity"

    identity: TenantFile


def change_identity(values: dict[str, Any], *, by: Actor) -> dict[str, Any] | None:
    """Put new values of the identity in force; the keys that are not given stay as they are. For ``SETTINGS_EDIT``.

    Returns:
        What undoing it needs, or None when nothing changed.

    Raises:
        pydantic.ValidationError: a value is not good; nothing was changed.
    """
    tenant = _locked_tenant()
    before = TenantFile.model_validate(tenant.identity)
    after = TenantFile.model_validate({**before.model_dump(mode="json"), **values})
    changed = changed_fields(before.model_dump(mode="json"), after.model_dump(mode="json"))
    if not changed:
        return None
    # Before and after are both kept: the first change must not lose what tenant.toml had given.
    kept = [save_settings(IdentityHistory(identity=identity), by=by.account_id) for identity in (before, after)]
    _put_in_force(tenant, after)
    record(by=by, verb="identity.changed", subject=("identity", tenant.id), changes={"fields": changed})
    return {"before": str(kept[0].id), "after": str(kept[1].id)}


@undoable(IDENTITY_UNDO, Permission.SETTINGS_EDIT)
def restore_identity(payload: dict[str, Any], *, by: Actor) -> None:
    """Put the identity back as it was, unless it was changed again."""
    tenant = _locked_tenant()
    before, after = (_kept(payload[name]) for name in ("before", "after"))
    if TenantFile.model_validate(tenant.identity) != TenantFile.model_validate(after.values["identity"]):
        raise CannotUndo(_("Nel frattempo questi dati sono cambiati ancora: non si può più annullare."))
    identity = TenantFile.model_validate(before.values["identity"])
    save_settings(IdentityHistory(identity=identity), by=by.account_id)
    _put_in_force(tenant, identity)
    record(by=by, verb="identity.restored", subject=("identity", tenant.id))


def change_settings(model: type[S], values: dict[str, Any], *, by: Actor) -> dict[str, Any] | None:
    """Put new settings of a room in force; what the room writes itself stays as it is. For ``SETTINGS_EDIT``.

    Returns:
        What undoing it needs, or None when nothing changed.

    Raises:
        pydantic.ValidationError: a value is not good; nothing was changed.
    """
    hold_settings(model.room)
    before = read_settings(model)
    typed = {name: value for name, value in values.items() if name in typed_fields(model)}
    after = model.model_validate({**before.model_dump(), **typed})
    if after == before:
        return None
    save_settings(before, by=by.account_id)
    kept = save_settings(after, by=by.account_id)
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    changes = {name: [_shown(old[name]), _shown(new[name])] for name in new if old[name] != new[name]}
    record(by=by, verb="settings.changed", subject=("settings", model.room), changes=changes)
    db.session.flush()
    return {"room": model.room, "values": old, "after": str(kept.id)}


@undoable(SETTINGS_UNDO, Permission.SETTINGS_EDIT)
def restore_settings(payload: dict[str, Any], *, by: Actor) -> None:
    """Put a room's settings back as they were, unless they were changed again."""
    hold_settings(payload["room"])
    newest = (
        select(TenantSetting)
        .where(TenantSetting.room == payload["room"])
        .order_by(TenantSetting.changed_at.desc(), TenantSetting.id.desc())
        .limit(1)
    )
    if db.session.scalars(newest).one().id != UUID(payload["after"]):
        raise CannotUndo(_("Nel frattempo queste impostazioni sono cambiate ancora: non si può più annullare."))
    db.session.add(TenantSetting(room=payload["room"], values=payload["values"], changed_by=by.account_id))
    record(by=by, verb="settings.restored", subject=("settings", payload["room"]))


def changed_fields(before: dict[str, Any], after: dict[str, Any], prefix: str = "") -> list[str]:
    """The paths that differ (``contact.hours``): names only, for the audit."""
    changed = []
    for name, value in after.items():
        old = before.get(name)
        if isinstance(value, dict) and isinstance(old, dict):
            changed += changed_fields(old, value, f"{prefix}{name}.")
        elif old != value:
            changed.append(f"{prefix}{name}")
    return changed


def _shown(value: Any) -> Any:
    """A setting in the audit: numbers and switches as they are, a text only as being there."""
    return value if isinstance(value, bool | int) or value is None else "…"


def _locked_tenant() -> Tenant:
    return db.session.scalars(select(Tenant).where(Tenant.id == current_tenant_id()).with_for_update()).one()


def _put_in_force(tenant: Tenant, identity: TenantFile) -> None:
    tenant.identity = identity.model_dump(mode="json")
    session = db.session()
    session.flush()
    event.listen(session, "after_commit", lambda _session: forget_cached_tenants(), once=True)


def _kept(setting_id: str) -> TenantSetting:
    return db.session.get_one(TenantSetting, UUID(setting_id))
