"""How often one address may try what can be abused (sign-in, codes, forms that write).

Kept in the broker; if it is down the same limits are kept in this process's memory, so that people are still served.
"""

from ipaddress import IPv6Address, ip_address

from flask import Flask, request
from flask_limiter import Limiter

from ama_net.foundation.config import Settings
from ama_net.foundation.crypto import derive_key, mac

_salt = b""


def _caller() -> str:
    # An address is personal data: only a keyed digest of it is kept, for as long as the window lasts. The host without
    # port and capitals, which whoever asks may write as they like: each way of writing it would count anew.
    host = request.host.partition(":")[0].lower()
    return mac(_salt, f"{host}|{_network(request.remote_addr or '')}".encode()).hex()[:32]


def _network(address: str) -> str:
    """An IPv4 address; of an IPv6 one the first half, since whoever has one has all the others of its /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return parsed.exploded[:19]
    return str(parsed)


limiter = Limiter(key_func=_caller, strategy="fixed-window", headers_enabled=False)


def connect(app: Flask, settings: Settings) -> None:
    """Attach the limiter. Pages name their own limits with ``@limiter.limit("10 per minute", methods=["POST"])``."""
    global _salt  # noqa: PLW0603  # one secret per process, set once at start
    _salt = derive_key(settings.master_key, "rate-limits")
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.redis_url,
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 1, "socket_timeout": 1},
        # Without a limit of its own: naming one would take the place of every page's.
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_SWALLOW_ERRORS=True,
    )
    limiter.init_app(app)
    # It asks at every request for limits that hold for all pages: there are none, and a page that has one asks by itself.
    app.before_request_funcs[None].remove(limiter._check_request_limit)  # noqa: SLF001  # as it was put there
