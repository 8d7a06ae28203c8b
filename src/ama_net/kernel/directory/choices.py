"""The choices of a filter as they stand on the page.

There are a hundred or two, so they are put together here and not one by one in the template, where each took longer than
counting its groups.
"""

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

Choice = tuple[str, str, int, bool]
"""As the address says it, its label, how many groups it would show, whether it is chosen."""


def listed(options: Iterable[Choice]) -> Markup:
    """For a list to choose from."""
    return Markup(  # noqa: S704  # label and value are escaped
        "".join(
            f'<option value="{_escaped(value)}"{" selected" if chosen else ""}>{_escaped(label)}{f", {groups}" if label.endswith(")") else f" ({groups})"}</option>'
            for value, label, groups, chosen in options
        )
    )


def boxed(name: str, options: Iterable[Choice]) -> Markup:
    """For a row of boxes to tick. ``name`` is the filter's in the address, one of ours."""
    return Markup(  # noqa: S704  # label and value are escaped
        "".join(
            f'<label class="chip"><input class="chip-box" type="checkbox" id="filter-{name}-{_escaped(value)}" '
            f'name="{name}" value="{_escaped(value)}"{" checked" if chosen else ""}>'
            f'<span>{_escaped(label)} <span class="count">({groups})</span></span></label>'
            for value, label, groups, chosen in options
        )
    )


@lru_cache(maxsize=8192)
def _escaped(text: str) -> str:
    return str(escape(text))
