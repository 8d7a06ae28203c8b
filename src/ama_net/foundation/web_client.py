"""The one place from which the system asks something of another: only of public addresses, in little time and space.

Whoever types an address must not be able to make us ask our own machines (server-side request forgery). So the name is
resolved once, every address it has must be public, and the connection goes to the very address that was checked: a name
that changes its mind in between changes nothing. The certificate is still checked against the name. Every redirect is
checked in the same way. Nothing is asked of anybody unless the office, or the configuration, names an address.
"""

import socket
import ssl
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, BinaryIO, cast
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, SSLError

from ama_net.foundation.config import Settings
from ama_net.foundation.web_watch import Watch, watched

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 3
CONNECT_SECONDS, READ_SECONDS, WHOLE_SECONDS = 5.0, 15.0, 40.0
PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024
"""An answer longer than this waits on the disk."""
AGENT = "ama-net/1.0"

_HIDING = tuple(ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
"""IPv6 addresses that carry an IPv4 one inside: they could lead to a private one."""

_INNER = "L'indirizzo porta a una rete interna: si leggono solo siti pubblici."

_SLOW = "Il sito è troppo lento: il file non arriva intero in tempo."

Address = IPv4Address | IPv6Address


class FetchError(Exception):
    """The address cannot be asked, or its answer cannot be used; the text is one Italian sentence for the office."""


@dataclass
class Answer:
    """What an address answered. ``body`` is None when it is the same as last time (304); whoever gets it closes it."""

    body: BinaryIO | None
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class _Target:
    """An address that may be asked: where to connect, and the name to say there."""

    scheme: str
    host: str
    ip: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def check_address(url: str, settings: Settings) -> None:
    """Whether an address is one we would ask, as far as can be told without asking anybody, the name's addresses included.

    Raises:
        FetchError: it is not.
    """
    _parts, host, port = _split(url, settings)
    with suppress(ValueError):
        if not is_public(ip_address(host)) and f"{host}:{port}" not in settings.reachable_addresses:
            raise FetchError(_INNER)


def fetch(url: str, settings: Settings, *, limit: int, etag: str = "", last_modified: str = "") -> Answer:
    """Ask an address for its file, unless it is the same as last time (``etag``, ``last_modified``: RFC 9110, 13).

    Args:
        url: http or https; in production http only if the configuration lets it.
        settings: the configuration.
        limit: how many bytes the answer may have, once out of its wrapping.
        etag: what the last answer was called.
        last_modified: when the last answer had changed.

    Raises:
        FetchError: it cannot be asked, does not answer in time, or answers something that cannot be used.
    """
    until = time.monotonic() + WHOLE_SECONDS
    headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    with closing(Watch(until)) as watch:
        try:
            answer = _followed(url, settings, headers, limit, watch)
        except FetchError as error:
            raise FetchError(_SLOW) if watch.is_over else error from error.__cause__
        if watch.is_over:
            # What was cut may look whole: an answer need not say how long it is.
            if answer.body is not None:
                answer.body.close()
            raise FetchError(_SLOW)
    return answer


def _followed(url: str, settings: Settings, headers: dict[str, str], limit: int, watch: Watch) -> Answer:
    for _hop in range(MOST_REDIRECTS + 1):
        with _asked(_target(url, settings), headers, watch) as response:
            if response.status not in (301, 302, 303, 307, 308):
                return _answer(response, limit, watch.until)
            url = urljoin(url, response.headers.get("Location", ""))
    raise FetchError(f"L'indirizzo rimanda altrove più di {MOST_REDIRECTS} volte.")


def _split(url: str, settings: Settings) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if ":" in host or not host else host.encode("idna").decode()
    except (ValueError, UnicodeError):
        raise FetchError("Questo indirizzo non è scritto bene: ricontrollalo.") from None
    if parts.scheme not in PORTS or not host:
        raise FetchError("L'indirizzo deve cominciare con https:// (o http://) e dire il nome di un sito.")
    if parts.username is not None or parts.password is not None:
        raise FetchError("L'indirizzo non può contenere un nome e una password.")
    if any(letter <= " " for letter in url.strip()):
        raise FetchError("Questo indirizzo non è scritto bene: ricontrollalo.")
    port = port or PORTS[parts.scheme]
    if f"{host}:{port}" in settings.reachable_addresses:
        return parts, host, port
    if port not in PORTS.values():
        raise FetchError("L'indirizzo usa una porta particolare: si leggono solo quelle del web (80 e 443).")
    if parts.scheme == "http" and settings.environment == "production" and not settings.plain_http_sources:
        raise FetchError("L'indirizzo deve cominciare con https://: così nessuno può cambiare l'elenco per strada.")
    return parts, host, port


def _target(url: str, settings: Settings) -> _Target:
    parts, host, port = _split(url, settings)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(f"Il nome {host} non si trova: ricontrolla l'indirizzo.") from None
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    allowed = f"{host}:{port}" in settings.reachable_addresses
    if not addresses or not (allowed or all(map(is_public, addresses))):
        raise FetchError(_INNER)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Target(parts.scheme, host, str(addresses[0]), port, path)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, and leads nowhere else."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.is_site_local or any(address in net for net in _HIDING):
            return False
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not special and not address.is_link_local


def _asked(target: _Target, headers: dict[str, str], watch: Watch) -> Any:
    """The beginning of the answer; closing it closes the connection too."""
    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    options: dict[str, Any] = {"timeout": timeout, "maxsize": 1, "retries": False}
    pool: urllib3.HTTPConnectionPool
    if target.scheme == "https":
        # To the address that was checked, with the name that was asked.
        secure: dict[str, Any] = {"ssl_context": ssl.create_default_context(), "assert_hostname": target.host}
        pool = urllib3.HTTPSConnectionPool(target.ip, target.port, server_hostname=target.host, **secure, **options)
    else:
        pool = urllib3.HTTPConnectionPool(target.ip, target.port, **options)
    pool.ConnectionCls = watched(pool.ConnectionCls, watch)
    try:
        response = pool.urlopen(
            "GET",
            _ascii(target.path),
            headers={**headers, "Host": target.host_header},
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
    except (HTTPError, OSError, ValueError) as error:
        pool.close()
        raise FetchError(_fault(error)) from error
    return closing(_Closing(response, pool))


class _Closing:
    """An answer that takes its connection away with it."""

    def __init__(self, response: Any, pool: Any) -> None:
        self.response, self.pool = response, pool
        self.status, self.headers = response.status, response.headers

    def pieces(self, until: float) -> Iterator[bytes]:
        """The body as it comes, however little at a time, as long as there is time."""
        while piece := self.response.read1(PIECE, decode_content=False):
            if time.monotonic() > until:
                raise FetchError(_SLOW)
            yield piece

    def close(self) -> None:
        """Let go of the connection."""
        self.response.close()
        self.pool.close()


def _ascii(path: str) -> str:
    return urllib3.util.parse_url(f"http://h{path}").request_uri


def _fault(error: Exception) -> str:
    if isinstance(error, SSLError) or "CERTIFICATE" in str(error).upper():
        return "Il sito non dimostra di essere chi dice: il suo certificato non è valido."
    if "timed out" in str(error).lower() or isinstance(error, TimeoutError):
        return "Il sito non risponde in tempo."
    return "Il sito non risponde: forse è fermo per un momento."


def _answer(response: _Closing, limit: int, until: float) -> Answer:
    headers = response.headers
    if response.status == 304:
        return Answer(None)
    if response.status != 200:
        raise FetchError(_refusal(response.status))
    body = cast("BinaryIO", tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  # who asked closes it
    try:
        _receive(response, body, limit, until)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return Answer(body, headers.get("ETag", "")[:200], headers.get("Last-Modified", "")[:100])


def _receive(response: _Closing, body: BinaryIO, limit: int, until: float) -> None:
    size = 0
    try:
        for piece in _unwrapped(response.pieces(until), response.headers.get("Content-Encoding", "").strip().lower()):
            size += len(piece)
            if size > limit:
                break
            body.write(piece)
    except (HTTPError, OSError, zlib.error) as error:
        raise FetchError("Il file non è arrivato intero: si riprova più tardi.") from error
    if size > limit:
        raise FetchError(f"Il file supera {limit // 1024 // 1024} MB: è troppo grande.")


def _refusal(status: int) -> str:
    if status in (401, 403):
        return f"Il sito non permette di leggere questo indirizzo (risposta {status})."
    if status in (404, 410):
        return f"A questo indirizzo non c'è niente (risposta {status})."
    return f"Il sito risponde con un errore (risposta {status})."


def _unwrapped(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The body out of its wrapping, never more than a piece at a time: a small wrapping may hold a huge body."""
    if encoding in ("", "identity"):
        yield from pieces
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("Il file arriva compresso in un modo che non si sa aprire.")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    for piece in pieces:
        waiting = piece
        while waiting and not unpacker.eof:
            yield unpacker.decompress(waiting, PIECE)
            waiting = unpacker.unconsumed_tail
    yield unpacker.flush()
    if not unpacker.eof:
        raise zlib.error("the wrapping ends before its end")
