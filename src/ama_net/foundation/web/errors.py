"""Error pages: one clear Italian page per status, never a traceback; a dead database has its own."""

import structlog
from flask import Flask, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from ama_net.foundation.database import db

log = structlog.get_logger()


def connect(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_down)
    app.register_error_handler(PoolTimeout, _database_down)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    return _page(status, reason=error.description or "")


def _database_down(error: DBAPIError) -> ResponseReturnValue:
    log.error("database.unavailable", exc_info=(type(error), error, error.__traceback__))
    db.session.remove()
    return _plain(503)


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("unexpected", exc_info=(type(error), error, error.__traceback__))
    db.session.rollback()
    return _page(InternalServerError.code)


def _page(status: int, reason: str = "") -> Response:
    if request.path.startswith("/api/"):
        return make_response({"error": status}, status)
    general = "errors/400.html" if status < 500 else "errors/500.html"
    try:
        return make_response(render_template([f"errors/{status}.html", general], reason=reason), status)
    except Exception as error:  # an error page must never fail: show the one that needs nothing
        log.error("error_page", exc_info=(type(error), error, error.__traceback__))
        return _plain(status)


def _plain(status: int) -> Response:
    # Rendered without context processors: they would ask the database for menus and people.
    response = make_response(current_app.jinja_env.get_template("errors/unavailable.html").render(), status)
    response.headers["Retry-After"] = "30"
    return response
