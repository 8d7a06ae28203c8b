"""The certificates of a service, asked once each: by name of an address that was checked before."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow

from ama_net.across.newsletters.returns.providers import Silent
from ama_net.foundation.config import Settings
from ama_net.foundation.web_client import FetchError, fetch

LARGEST = 32 * 1024
MOST_KEPT = 20
SECONDS = 5.0
"""How long who tells is kept waiting: they tell again, and by then it has come."""

_kept: dict[str, bytes] = {}
_asked: dict[str, Future[bytes]] = {}
_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="certificates")


def certificate_at(address: str, settings: Settings) -> bytes:
    """The certificate at an address.

    Raises:
        Silent: it has not come in time, or cannot be had.
    """
    if address not in _kept:
        if address not in _asked and len(_asked) >= MOST_KEPT:
            raise Silent("busy")
        asked = _asked.setdefault(address, _pool.submit(_fetched, address, settings))
        try:
            found = asked.result(SECONDS)
        except TooSlow:
            raise Silent("slow") from None
        except FetchError:
            _asked.pop(address, None)
            raise Silent("fetch") from None
        _asked.pop(address, None)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[address] = found
    return _kept[address]


def _fetched(address: str, settings: Settings) -> bytes:
    answer = fetch(address, settings, limit=LARGEST)
    if answer.body is None:
        raise FetchError("304")
    with answer.body as body:
        return body.read()
