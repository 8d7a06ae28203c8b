"""Where to go after signing in: only pages of this host, so that a link cannot lead people elsewhere."""

import re
from urllib.parse import urlsplit

LOCAL = re.compile(r"/(?![/\\])[\x21-\x7e]*")
"""A path from the root, in printable ASCII; ``//host`` and ``/\\host`` are other hosts to a browser."""

NEVER_BACK_TO = ("/accedi", "/esci")


def local_path(asked: str | None, root: str = "") -> str | None:
    """The path asked for, under ``root`` (``/en``), or None when it is not a page of this host to come back to."""
    if not asked or not LOCAL.fullmatch(asked) or "\\" in asked:
        return None
    parts = urlsplit(asked)
    path = parts.path.removeprefix(root) if root else parts.path
    if parts.scheme or parts.netloc or path.startswith(NEVER_BACK_TO):
        return None
    return asked if asked.startswith(f"{root}/") else f"{root}{asked}"
