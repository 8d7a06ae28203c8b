"""Is it alive (`/healthz`: the process answers), is it ready (`/readyz`: database at the newest structure, broker), metrics."""

import time
from functools import cache
from typing import Any

import redis
from flask import Flask, Response, abort, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ama_net.foundation.config import Settings
from ama_net.foundation.database import db

REQUESTS = Counter("ama_requests_total", "Answers by door and status", ["door", "status"])
SECONDS = Histogram("ama_request_seconds", "Time to answer by door", ["door"])


def connect(app: Flask, settings: Settings, newest_revision: str) -> None:
    """Add the three addresses. Metrics are for this machine and trusted scrapers only, and name no association."""

    @app.get("/healthz", endpoint="healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz", endpoint="readyz")
    def readyz() -> tuple[Response, int]:
        checks = {"database": database_fault(newest_revision), "broker": broker_fault(settings)}
        ready = not any(checks.values())
        return jsonify(ready=ready, checks={k: v or "ok" for k, v in checks.items()}), 200 if ready else 503

    @app.get("/metrics", endpoint="metrics")
    def metrics() -> Response:
        if request.remote_addr not in {"127.0.0.1", "::1", None}:
            abort(404)
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    @app.after_request
    def _count(response: Response) -> Response:
        door = _door_of(app)
        answers_of(door, response.status_code).inc()
        if "started" in g:
            seconds_of(door).observe(time.perf_counter() - g.started)
        return response


@cache
def answers_of(door: str, status: int) -> Counter:
    """The count of the answers of a door with a status."""
    return REQUESTS.labels(door, str(status))


@cache
def seconds_of(door: str) -> Histogram:
    """How long the answers of a door take."""
    return SECONDS.labels(door)


def _door_of(app: Flask) -> str:
    doors: dict[str, Any] = app.extensions.get("doors", {})
    door = doors.get(request.blueprint or "")
    return door.name.lower() if door is not None else "installation"


def database_fault(newest_revision: str) -> str:
    """Empty when the database answers and is at the newest structure; otherwise what is wrong."""
    try:
        revision = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return "non risponde"
    finally:
        db.session.remove()
    return "" if revision == newest_revision else f"struttura {revision}, attesa {newest_revision}"


def broker_fault(settings: Settings) -> str:
    """Empty when the broker answers."""
    try:
        with redis.Redis.from_url(settings.redis_url, socket_connect_timeout=1, socket_timeout=1) as client:
            client.ping()
    except (redis.RedisError, OSError):
        return "non risponde"
    return ""
