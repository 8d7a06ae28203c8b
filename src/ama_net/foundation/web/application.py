"""Flask, told what is always so here, instead of finding it out at every request (docs/decisions/0008)."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from ama_net.foundation.web.rendering import PlainGlobals
from ama_net.foundation.web.typed import CleanRequest


class Application(Flask):
    """Our Flask: plain functions only, templates that share their globals, requests without the letter no database takes."""

    jinja_environment = PlainGlobals
    request_class = CleanRequest

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing here is ``async``: each function is called as it is, some thirty of them a page, without looking."""
        return func
