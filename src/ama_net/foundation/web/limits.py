"""How often one address may try what can be abused (sign-in, codes, forms that write).

Kept in the broker; if it is down the limits are kept in this process's memory, so that people are still served.
"""

from flask import Flask, request
from flask_limiter import Limiter

from ama_net.foundation.config import Settings
from ama_net.foundation.crypto import derive_key, mac

_salt = b""


def _caller() -> str:
    # An address is personal data: only a keyed digest of it is kept, for as long as the window lasts.
    return mac(_salt, f"{request.host}|{request.remote_addr}".encode()).hex()[:32]


limiter = Limiter(key_func=_caller, strategy="fixed-window", headers_enabled=False)


def connect(app: Flask, settings: Settings) -> None:
    """Attach the limiter. Pages name their own limits with ``@limiter.limit("10 per minute", methods=["POST"])``."""
    global _salt  # noqa: PLW0603  # one secret per process, set once at start
    _salt = derive_key(settings.master_key, "rate-limits")
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.redis_url,
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 1, "socket_timeout": 1},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_IN_MEMORY_FALLBACK="600 per minute",
        RATELIMIT_SWALLOW_ERRORS=True,
    )
    limiter.init_app(app)
