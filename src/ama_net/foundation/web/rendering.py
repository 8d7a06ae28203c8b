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


class Parts:
    """The parts of pages that are the same for all readers of one association: header, footer, contacts.

    Each is drawn once for every language and for all it is made of, so nothing ever has to be forgotten: other words are
    another part. They belong to the association's ``TenantInfo`` and go with it, some seconds later; the portal has its own.
    Nothing about who is reading may be among them, but as a value of its own (signed in or not).
    """

    MOST_KEPT = 300

    def __init__(self) -> None:
        self._drawn: dict[tuple[Any, ...], str] = {}

    def draw(self, owner: object, macro: Callable[..., str], *values: Any) -> str:
        """What ``macro(owner, *values)`` says. The values, language first, are compared: they must be hashable."""
        key = (macro, *values)
        found = self._drawn.get(key)
        if found is None:
            if len(self._drawn) >= self.MOST_KEPT:
                self._drawn.clear()
            found = self._drawn[key] = macro(owner, *values)
        return found


def connect(app: Flask) -> None:
    """Give templates ``drawn_once``."""
    app.jinja_env.globals["drawn_once"] = drawn_once


def drawn_once(macro: F) -> F:
    """A macro that says always the same for the same words and is drawn once for each."""
    return lru_cache(maxsize=1024, typed=True)(macro)  # type: ignore[return-value]
