"""Italian at the root, English under ``/en``. No negotiation by header: an address always shows the same language."""

from collections.abc import Callable, Iterable
from typing import Any

from babel import Locale
from flask import Flask, has_request_context, request
from flask_babel import Babel

from ama_net.foundation.web import texts

LOCALES = ("it", "en")
WSGIApp = Callable[..., Iterable[bytes]]


class LanguagePrefix:
    """Takes ``/en`` off the path and puts it in SCRIPT_NAME, so every address made by ``url_for`` keeps it."""

    def __init__(self, wsgi_app: WSGIApp) -> None:
        self._app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == "/en" or path.startswith("/en/"):
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/en"
            environ["PATH_INFO"] = path[3:] or "/"
            environ["ama.locale"] = "en"
        return self._app(environ, start_response)


def current_locale() -> str:
    """``it`` or ``en``: that of the address asked for; Italian in a job, which forces another when it must."""
    return str(request.environ.get("ama.locale", "it")) if has_request_context() else "it"


def switch_language_url() -> str:
    """The same page in the other language."""
    path = request.path + (f"?{request.query_string.decode(errors='replace')}" if request.query_string else "")
    return path if current_locale() == "en" else f"/en{path}"


def connect(app: Flask) -> None:
    """Texts, dates and numbers in the language of the address."""
    app.config["BABEL_DEFAULT_LOCALE"] = "it"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Rome"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    known = {locale: Locale.parse(locale) for locale in LOCALES}
    babel = Babel(app, locale_selector=lambda: known[current_locale()])
    texts.connect(app, babel)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign]
