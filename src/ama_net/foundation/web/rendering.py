"""What a page draws many times and is always the same is drawn once: signs, for example. Jinja itself is left alone."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask

F = TypeVar("F", bound=Callable[..., Any])


def connect(app: Flask) -> None:
    """Give templates ``drawn_once``."""
    app.jinja_env.globals["drawn_once"] = drawn_once


def drawn_once(macro: F) -> F:
    """A macro that says always the same for the same words and is drawn once for each."""
    return lru_cache(maxsize=1024, typed=True)(macro)  # type: ignore[return-value]
