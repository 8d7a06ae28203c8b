"""Texts in the reader's language, as pages ask for them: some hundreds a page, so each is found with one look.

Flask-Babel finds application, language and catalogue anew for every text, which was a third of the time of a page. Here a
text without values is kept as it goes onto the page; catalogues change only with a release.
"""

from typing import Any

from flask import Flask, g
from flask_babel import Babel, Domain, get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

MOST_KEPT = 20_000
"""Texts are constants of templates; should one ever be made of what people write, memory still has an end."""


def language_now() -> str:
    """The language of the page or mail being written: ``it`` or ``en``."""
    try:
        locale = g._flask_babel.babel_locale  # noqa: SLF001  # as Flask-Babel notes it
    except (AttributeError, RuntimeError):
        locale = None
    locale = locale or get_locale()
    return str(locale.language) if locale is not None else "it"


class _Catalogues(Domain):
    """The catalogues by language, each read once."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._known: dict[str, Any] = {}

    def get_translations(self) -> Any:
        """The catalogue of the language in use."""
        language = language_now()
        found = self._known.get(language)
        if found is None:
            found = self._known[language] = super().get_translations()
        return found


def connect(app: Flask, babel: Babel) -> None:
    """Give templates ``_``, ``gettext`` and ``ngettext``, and Python's own the same catalogues.

    A text is a format string even without values (``%%`` is a per cent), it is markup in pages, and what is put into it
    is escaped: the terms of Jinja's own functions.
    """
    catalogues = _Catalogues(app.extensions["babel"].default_domain)
    babel.domain_instance = catalogues
    kept: dict[tuple[str, str], Markup] = {}

    def written(message: str) -> Markup:
        return Markup(catalogues.get_translations().ugettext(message))  # noqa: S704  # our own texts

    @pass_eval_context
    def gettext(context: EvalContext, message: str, /, **values: Any) -> str:
        if values:
            text = written(message)
            return text % values if context.autoescape else str(text) % values
        key = (language_now(), message)
        found = kept.get(key)
        if found is None:
            if len(kept) > MOST_KEPT:
                kept.clear()
            found = kept[key] = written(message) % {}
        return found if context.autoescape else str(found)

    @pass_eval_context
    def ngettext(context: EvalContext, one: str, many: str, number: int, /, **values: Any) -> str:
        text = catalogues.get_translations().ungettext(one, many, number)
        values.setdefault("num", number)
        return (Markup(text) if context.autoescape else text) % values  # noqa: S704  # our own texts

    app.jinja_env.globals.update({"_": gettext, "gettext": gettext, "ngettext": ngettext})
