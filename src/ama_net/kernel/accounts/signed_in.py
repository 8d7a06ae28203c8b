"""Who is signed in on this request: the cookie's token, the session row behind it, the actor operations are told of.

Flask-Login keeps the token in the signed cookie; everything else is in the row, so that a session can be listed and
ended from elsewhere. Anonymous requests ask the database nothing; signed-in ones ask one query.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user
from sqlalchemy import Row, update
from werkzeug.exceptions import NotFound

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Door, Permission, current_actor
from ama_net.kernel.access.doors import guard
from ama_net.kernel.accounts.models import Account, AccountSession, roles_of
from ama_net.kernel.accounts.operations.browsers import sign_out
from ama_net.kernel.accounts.queries import visit_of
from ama_net.kernel.accounts.sessions import open_session, use_to_note
from ama_net.kernel.accounts.settings import AccountsSettings

COOKIE_KEY = "_user_id"
"""Where Flask-Login keeps the token in the signed cookie."""

SECOND_STEP_KEY = "second_step"
"""Where the cookie holds the sign-in that waits for its second step: a token that alone opens nothing, and the way on."""


@dataclass
class SignedIn(UserMixin):
    """What Flask-Login is given: the token, whose session it is, and the actor."""

    token: str
    session_id: UUID
    actor: Actor
    owes_second_factor: bool = False
    given_name: str = ""

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


def connect(app: Flask) -> None:
    """Set ``g.actor`` on every request, before the doors look at it, and give it to templates."""
    manager = LoginManager()
    manager.session_protection = None  # it would bind people to their network address; the row is what protects
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(load)
    app.before_request(_know_actor)
    app.jinja_env.globals["current_actor"] = current_actor


def _know_actor() -> ResponseReturnValue | None:
    g.actor = None
    if COOKIE_KEY not in session or g.get("tenant") is None:
        return None
    visitor = current_user._get_current_object()  # noqa: SLF001  # the library's own way to the object itself
    if not isinstance(visitor, SignedIn):
        session.clear()  # signed out elsewhere, or too old: the next pages need not ask again
        return None
    g.actor, g.session_id, g.given_name = visitor.actor, visitor.session_id, visitor.given_name
    if visitor.owes_second_factor and current_app.extensions["doors"].get(request.blueprint) is Door.MANAGE:
        return redirect(url_for("accounts_second_factor.show"))
    return None


def turned_away() -> ResponseReturnValue | None:
    """The answer to who may not open this page; None to who may. For what answers before the doors were reached.

    A form larger than any page takes is refused while its token is looked for, when nobody knows yet who sent it.
    """
    try:
        return _know_actor() or guard()
    except NotFound as error:
        return current_app.handle_http_exception(error)


def load(token: str) -> SignedIn | None:
    """The signed-in account behind a token of this association."""
    found = visit_of(token)
    if found is None:
        return None
    changes = use_to_note(found.seen_at, found.created_at)
    if changes:
        db.session.execute(update(AccountSession).where(AccountSession.id == found.session_id).values(changes))
    actor = actor_of(found)
    return SignedIn(token, found.session_id, actor, _owes_second_factor(found, actor), found.given_name or "")


def actor_of(found: Row[*tuple[Any, ...]]) -> Actor:
    """The actor of a visit; without a person (erased) the address stands for the name."""
    name = f"{found.given_name or ''} {found.family_name or ''}".strip()
    roles = roles_of(found.roles)
    return Actor(account_id=found.account_id, person_id=found.person_id, name=name or found.email, roles=roles)


def _owes_second_factor(found: Row[*tuple[Any, ...]], actor: Actor) -> bool:
    if found.has_second_factor or not actor.can(Permission.OFFICE_OPEN):
        return False
    return AccountsSettings.model_validate(found.settings or {}).require_second_factor


def sign_in_browser(account: Account) -> None:
    """Sign the account in on this browser, with a new token: one known before signing in leads nowhere after."""
    session.clear()
    if g.get("session_id"):
        sign_out(g.session_id)
    token, row = open_session(AccountSession, user_agent=request.user_agent.string, account_id=account.id)
    login_user(SignedIn(token, row.id, Actor(account_id=account.id)))
