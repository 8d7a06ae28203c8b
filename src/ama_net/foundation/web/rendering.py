"""What makes drawing a page cheap, without touching how Jinja escapes (docs/decisions/0008)."""

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask
from flask.templating import Environment

F = TypeVar("F", bound=Callable[..., Any])


class PlainGlobals(Environment):
    """Templates share the globals as one plain mapping.

    By default each has a chain of mappings, which is walked key by key at every ``{% from … import %}``: that was an
    eighth of a page. Nobody here gives a template globals of its own; who did would get the chain.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template."""
        return super().make_globals(d) if d else self.globals


def connect(app: Flask) -> None:
    """Give templates ``drawn_once``. Before anybody looks at ``app.jinja_env``, which is made at the first look."""
    app.jinja_environment = PlainGlobals
    app.jinja_env.globals["drawn_once"] = drawn_once


def drawn_once(macro: F) -> F:
    """A macro that says always the same for the same words and is drawn once for each."""
    return lru_cache(maxsize=1024, typed=True)(macro)  # type: ignore[return-value]
