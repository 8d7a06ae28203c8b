"""The addresses a newsletter may lead to: whole ones, of schemes that do nothing but lead somewhere."""

import re
from urllib.parse import urlsplit

from ama_net.kernel.tenancy import current_tenant

LEADING = frozenset({"http", "https", "mailto", "tel"})
_BARE_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#].*)?", re.IGNORECASE)
_BROKEN = re.compile(r"[\s\x00-\x1f\x7f<>\"\\^`{|}]|@@")


def whole(address: str) -> str:
    """An address as it leaves: ``/gruppi`` with the association's host, ``www.x.it`` with its scheme; empty for no good one."""
    address = address.strip()
    if not address or _BROKEN.search(address) or address.startswith("//"):
        return ""
    if address.startswith("/"):
        return f"{current_tenant().base_url}{address}"
    if _BARE_HOST.fullmatch(address):
        return f"https://{address}"
    return address if _leads(address) else ""


def inner_path(address: str) -> str | None:
    """The path of an address of this site (``/gruppi?x=1`` -> ``/gruppi``); None for those of others."""
    base = current_tenant().base_url
    found = whole(address)
    if found != base and not found.startswith((f"{base}/", f"{base}?", f"{base}#")):
        return None
    return urlsplit(found).path or "/"


def _leads(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    scheme = parts.scheme.lower()
    if scheme in {"mailto", "tel"}:
        return bool(parts.path)
    return scheme in LEADING and bool(parts.hostname) and parts.username is None
