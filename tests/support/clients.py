"""A browser of the tests: stays at one host, over https, and can send forms as a page of that host would."""

from typing import Any

from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse


class Browser(FlaskClient):
    """A test client at one host; ``submit`` sends a form with the token that protects it."""

    host = "localhost"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Ask for a page of this host; read to its end, also when it is sent as it is made."""
        kwargs.setdefault("base_url", f"https://{self.environ_base.get('HTTP_HOST', self.host)}/")
        kwargs.setdefault("buffered", True)
        return super().open(*args, **kwargs)

    def session_transaction(self, *args: Any, **kwargs: Any) -> Any:
        """The signed cookie of this host, to read or change."""
        kwargs.setdefault("base_url", f"https://{self.host}/")
        return super().session_transaction(*args, **kwargs)

    def submit(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """POST a form, with its CSRF token."""
        return self.post(path, data={**(data or {}), "csrf_token": self.csrf_token()}, **kwargs)

    def csrf_token(self) -> str:
        """A token that this browser's forms may send."""
        with self.session_transaction() as cookie:
            cookie.setdefault("csrf_token", "0" * 40)
            raw = cookie["csrf_token"]
        with self.application.test_request_context():
            from flask import session

            session["csrf_token"] = raw
            return str(generate_csrf())
