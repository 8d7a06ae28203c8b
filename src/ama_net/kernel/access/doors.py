"""The three doors: public, my (signed-in person), manage (the office, each page with its permission).

The door is chosen where the blueprint is registered, in app.py; every refusal looks like a page that is not there.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ama_net.kernel.access.actor import current_actor
from ama_net.kernel.access.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])


class Door(StrEnum):
    """Where a blueprint opens; the value is its prefix."""

    PUBLIC = ""
    MY = "/my"
    MANAGE = "/manage"


def requires(permission: Permission) -> Callable[[View], View]:
    """Name the permission of an office page. Must stand under the route decorator."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # read by the door and by the guard test
        return view

    return mark


def connect(app: Flask) -> None:
    """Guard every door. Must come after what finds the association and the person of a request."""
    app.extensions["doors"] = {}
    app.before_request(guard)


def open_door(app: Flask, door: Door, blueprint: Blueprint) -> None:
    """Register a blueprint behind a door. A page of an association is not there at the portal's host."""
    app.register_blueprint(blueprint, url_prefix=door.value or None)
    app.extensions["doors"][blueprint.name] = door


def guard() -> ResponseReturnValue | None:
    """The answer to who may not come in; None to who may."""
    door = current_app.extensions["doors"].get(request.blueprint)
    if door is None:
        return None
    if g.get("tenant") is None:
        abort(404)
    if door is Door.PUBLIC:
        return None
    actor = current_actor()
    if actor is None:
        return redirect(url_for("accounts_public.sign_in", next=_way_back()))
    if door is Door.MANAGE:
        view = current_app.view_functions[request.endpoint or ""]
        permission = getattr(view, "permission", None)
        if permission is None or not actor.can(permission):
            abort(404)
    return None


def _way_back() -> str | None:
    """Where to go after signing in: only a page one may simply read."""
    return request.full_path.rstrip("?") if request.method == "GET" else None
