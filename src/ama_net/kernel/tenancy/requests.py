"""A request enters the scope of the association its host leads to; the bare host is the portal and has none."""

from contextlib import ExitStack

import structlog
from flask import Flask, Response, abort, g, request

from ama_net.foundation.database import db, transaction_is_open
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.registry import current_tenant, tenant_id_of_host
from ama_net.kernel.tenancy.scope import tenant_scope

WITHOUT_TENANT = frozenset({"healthz", "readyz", "metrics"})


def connect(app: Flask) -> None:
    """Make every request one scope and one transaction, in this order: scope, view, commit or rollback, scope left."""
    app.before_request(_enter)
    app.after_request(_settle)
    app.teardown_request(_leave)


def _enter() -> None:
    g.tenant = None
    g.scopes = ExitStack()
    if request.endpoint in WITHOUT_TENANT:
        return
    if not _is_text(request.query_string):
        abort(400)
    host = request.host.partition(":")[0].lower()
    if host == settings_of_app().base_host:
        return
    tenant_id = tenant_id_of_host(host)
    if tenant_id is None:
        abort(404, "unknown-host")
    g.scopes.enter_context(tenant_scope(tenant_id))
    g.tenant = current_tenant()
    structlog.contextvars.bind_contextvars(tenant=g.tenant.slug)
    if "\x00" in request.path:
        abort(404)  # the database refuses it, and no page has it in its address


def _is_text(query: bytes) -> bool:
    try:
        query.decode()
    except UnicodeDecodeError:
        return False
    return True


def _settle(response: Response) -> Response:
    """One transaction per request, committed here and nowhere else, and only for an answer that is not a refusal.

    A streamed answer is settled before it streams, and Flask has left the request by then: whoever streams rows opens the
    scope again inside its generator (``kernel/audit/exports.py``).
    """
    if transaction_is_open():
        if response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
    return response


def _leave(error: BaseException | None) -> None:
    scopes: ExitStack | None = g.pop("scopes", None)
    if scopes is not None:
        scopes.close()
    db.session.remove()
    structlog.contextvars.clear_contextvars()
