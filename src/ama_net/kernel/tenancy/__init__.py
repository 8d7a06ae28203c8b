"""Which association are we. The only place that sets the tenant; the database itself keeps the walls (row security).

A *tenant* is a member association. Code above never writes nor filters ``tenant_id``: it enters a scope
(``tenant_scope``), and every table filled by associations is a ``TenantModel``.
"""

from ama_net.kernel.tenancy.models import Tenant, TenantHost, TenantModel, tenant_fk, tenant_link
from ama_net.kernel.tenancy.registry import TenantInfo, current_tenant, current_tenant_or_none
from ama_net.kernel.tenancy.scope import NoTenant, ScopeError, current_tenant_id, tenant_scope
from ama_net.kernel.tenancy.sealed import Sealed

__all__ = [
    "NoTenant",
    "ScopeError",
    "Sealed",
    "Tenant",
    "TenantHost",
    "TenantInfo",
    "TenantModel",
    "current_tenant",
    "current_tenant_id",
    "current_tenant_or_none",
    "tenant_fk",
    "tenant_link",
    "tenant_scope",
]
