"""The class of every Celery task: it opens the association's scope from the headers and runs one transaction."""

from contextlib import ExitStack
from typing import Any
from uuid import UUID

import structlog
from celery import Task
from flask import Flask
from kombu.exceptions import OperationalError as BrokerDown
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from ama_net.foundation import jobs
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.tenancy.scope import tenant_id_or_none, tenant_scope

RETRYABLE = (OperationalError, BrokerDown, RedisError, ConnectionError, TimeoutError)


def _tenant_header() -> dict[str, str]:
    tenant_id = tenant_id_or_none()
    return {} if tenant_id is None else {"tenant_id": str(tenant_id)}


jobs.header_sources.append(_tenant_header)


class TenantTask(Task):  # type: ignore[type-arg]  # celery's class is generic in its stubs only
    """Runs inside the association that asked for it (header ``tenant_id``), or in none for installation-wide tasks.

    ``own_transactions = True`` leaves the transactions to the task (one that must commit before it writes to the world).
    """

    abstract = True
    own_transactions = False
    max_retries = 5
    flask_app: Flask

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        headers = self._headers()
        with self.flask_app.app_context(), ExitStack() as stack:
            structlog.contextvars.clear_contextvars()
            structlog.contextvars.bind_contextvars(task=self.name, request_id=headers.get("request_id", ""))
            if headers.get("tenant_id"):
                stack.enter_context(tenant_scope(UUID(headers["tenant_id"])))
            if not self.own_transactions:
                stack.enter_context(unit_of_work())
            return self._attempt(args, kwargs)

    def _attempt(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            return self.run(*args, **kwargs)
        except RETRYABLE as error:
            if self.request.called_directly or self.request.is_eager:
                raise
            raise self.retry(exc=error, countdown=2 ** (self.request.retries + 1)) from error

    def _headers(self) -> dict[str, str]:
        """Custom headers stand in ``headers`` or, after a real worker's protocol, beside the request's own fields."""
        request = self.request
        found = dict(getattr(request, "headers", None) or {})
        for name in ("tenant_id", "request_id"):
            value = found.get(name) or getattr(request, name, None)
            if value:
                found[name] = str(value)
        return found
