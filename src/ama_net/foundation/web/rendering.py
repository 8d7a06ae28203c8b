"""What makes Jinja draw a page quickly; nothing here changes what a page says.

Measured on a page of twenty groups, each of these was a tenth of its time or more.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]  # the inner one is in no stub

F = TypeVar("F", bound=Callable[..., Any])


def connect(app: Flask) -> None:
    """Must come before the first template is loaded."""
    environment = app.jinja_env
    environment.template_class = _Template
    environment.code_generator_class = _Code
    environment.shown = shown  # type: ignore[attr-defined]  # found there by the code of templates
    environment.globals["drawn_once"] = drawn_once


class _Template(Template):
    """A template whose macros are imported at once.

    Jinja compares all globals of both templates at every import, for environments that give each template its own: here
    they are the application's, the same for all, and a page imports from thirty files.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class _Code(CodeGenerator):
    """Escapes what goes straight onto the page without wrapping it as markup first: a page has hundreds of such places."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.shown(")
        if finalize.src is not None:
            self.write(finalize.src)


def shown(value: Any) -> str:
    """A value as it goes onto a page: the same as ``escape``, as plain text."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    return value if kind is Markup else escape(value)


def drawn_once(macro: F) -> F:
    """A macro that says always the same for the same words (a sign, for example) and is drawn once for each."""
    return lru_cache(maxsize=1024, typed=True)(macro)  # type: ignore[return-value]
