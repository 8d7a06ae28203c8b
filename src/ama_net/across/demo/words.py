"""The words invented data are put together from, in ``words.toml``."""

import tomllib
from functools import cache
from importlib.resources import files


def words_of(kind: str) -> list[str]:
    """The words of a kind: ``groups``, ``subjects``, ``given_names``."""
    return _all()[kind]


@cache
def _all() -> dict[str, list[str]]:
    return tomllib.loads((files(__package__) / "words.toml").read_text())
