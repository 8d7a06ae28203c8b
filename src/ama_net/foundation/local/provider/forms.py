"""How the API writes nested fields in a form: ``line_items[0][price_data][currency]=eur``, ``expand[]=data.invoice``."""

import urllib.parse
from typing import Any

from ama_net.foundation.local.provider.store import Thing

DEEPEST = 8


def read_form(text: str) -> Thing:
    """The tree that a form says."""
    tree: Thing = {}
    for name, value in urllib.parse.parse_qsl(text, keep_blank_values=True):
        first, *rest = name.replace("]", "").split("[", DEEPEST)
        _put(tree, [first, *rest], value)
    read: Thing = _lists(tree)
    return read


def _put(tree: Thing, path: list[str], value: str) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part or str(len(tree)), {})
    tree[path[-1] or str(len(tree))] = value


def _lists(branch: Any) -> Any:
    if not isinstance(branch, dict):
        return branch
    grown = {name: _lists(value) for name, value in branch.items()}
    if grown and all(name.isdigit() for name in grown):
        return [grown[name] for name in sorted(grown, key=int)]
    return grown
