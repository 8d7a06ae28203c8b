"""Headers that keep a page to itself: strict content policy, no referrer to others, no framing, no sniffing."""

from flask import Flask, Request, Response, g
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf import CSRFProtect

from ama_net.foundation.config import Settings

csrf = CSRFProtect()

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

FORMS = "form-action 'self'"

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Same-origin and not no-referrer: the CSRF check over https needs the Referer.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class _Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie; for the many readers who have none, nothing is prepared to verify it."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def forms_may_lead_to(origin: str) -> None:
    """Let the forms of the page that is being made lead to one other site too (a browser checks redirects as well)."""
    g.forms_lead_to = origin


def connect(app: Flask, settings: Settings) -> None:
    """CSRF on every form, one signed cookie bound to the host, and the headers above on every answer."""
    secure = settings.secure_cookies
    app.config.update(
        SESSION_COOKIE_NAME="__Host-sid" if secure else "sid",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.scheme == "https",
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
    )
    app.session_interface = _Sessions()
    csrf.init_app(app)
    always = {"Content-Security-Policy": POLICY, **HEADERS}
    if settings.scheme == "https":
        always["Strict-Transport-Security"] = "max-age=31536000"
    usual = [(name, name.lower(), value) for name, value in {**always, "Cache-Control": "no-store"}.items()]

    @app.after_request
    def _headers(response: Response) -> Response:
        there = {name.lower() for name, _value in response.headers}
        for name, lower, value in usual:
            if lower not in there:
                response.headers.add(name, value)
        if "forms_lead_to" in g:
            response.headers["Content-Security-Policy"] = POLICY.replace(FORMS, f"{FORMS} {g.forms_lead_to}")
        return response
