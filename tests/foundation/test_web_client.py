"""Asking others for a file: only public addresses, checked at every step; little time, little space; Italian sentences."""

import gzip
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ama_net.foundation import web_client
from ama_net.foundation.config import ConfigurationError, Settings, load_settings
from ama_net.foundation.web_client import FetchError, check_address, fetch, is_public

LIMIT = 1024 * 1024
BASE: dict[str, Any] = {"database_url": "postgresql://x", "redis_url": "redis://x", "master_key": b"k" * 32}
TEST = Settings(environment="test", **BASE)
PRODUCTION = Settings(environment="production", base_host="ama.example", **BASE)

Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def site() -> Iterator[Callable[[Answer], tuple[str, Settings]]]:
    """A site on this machine that answers as a test says, and the settings that let it be reached."""
    servers: list[ThreadingHTTPServer] = []

    def serve(answer: Answer) -> tuple[str, Settings]:
        handler = type("Handler", (BaseHTTPRequestHandler,), {"do_GET": answer, "log_message": lambda *_: None})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        port = server.server_address[1]
        return f"http://127.0.0.1:{port}/gruppi", TEST.model_copy(
            update={"reachable_addresses": (f"127.0.0.1:{port}",)}
        )

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def _say(handler: BaseHTTPRequestHandler, body: bytes = b"", status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def _body(url: str, settings: Settings, **more: Any) -> bytes:
    answer = fetch(url, settings, limit=LIMIT, **more)
    assert answer.body is not None
    with closing(answer.body) as body:
        return body.read()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1", "::127.0.0.1", "fec0::1", "feff::1",
    ],
)  # fmt: skip
def test_private_and_special_addresses_are_not_public(address: str) -> None:
    assert is_public(ip_address(address)) is False


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address)) is True


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f000001/", "http://127.1/", "http://0/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/", "http://localhost./",
    ],
)  # fmt: skip
def test_inner_addresses_are_refused_however_they_are_written(url: str) -> None:
    with pytest.raises(FetchError, match="rete interna"):
        fetch(url, TEST, limit=LIMIT)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://esempio.example/x", "https://"),
        ("file:///etc/passwd", "https://"),
        ("gopher://esempio.example/", "https://"),
        ("javascript:alert(1)", "https://"),
        ("/gruppi", "https://"),
        ("https://", "https://"),
        ("https://anna:segreto@esempio.example/", "nome e una password"),
        ("https://esempio.example:8443/", "porta particolare"),
        ("https://esempio.example:22/", "porta particolare"),
        ("https://esempio.example:99999/", "non è scritto bene"),
        ("https://esem pio.example/", "non è scritto bene"),
        ("https://esempio.example/a\r\nHost: altro", "non è scritto bene"),
        ("https://" + "a" * 70 + ".example/", "non è scritto bene"),
        ("https://[::1/", "non è scritto bene"),
        ("https://192.168.1.1/", "rete interna"),
        ("https://[::1]/", "rete interna"),
    ],
)
def test_addresses_that_cannot_be_asked_are_refused_in_words(url: str, said: str) -> None:
    with pytest.raises(FetchError, match=r"^[A-Z].+\.$") as caught:
        check_address(url, TEST)
    assert said in str(caught.value)


def test_plain_http_is_refused_in_production_unless_configured() -> None:
    with pytest.raises(FetchError, match="https://"):
        check_address("http://esempio.example/", PRODUCTION)
    check_address("http://esempio.example/", PRODUCTION.model_copy(update={"plain_http_sources": True}))
    check_address("https://esempio.example/", PRODUCTION)


def test_inner_addresses_cannot_be_allowed_in_production() -> None:
    environ = {"AMA_ENV": "production", "AMA_BASE_HOST": "ama.example", "DATABASE_URL": "postgresql://x"}
    more = {"REDIS_URL": "redis://x", "AMA_MASTER_KEY": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="}
    with pytest.raises(ConfigurationError, match="AMA_REACHABLE_ADDRESSES"):
        load_settings({**environ, **more, "AMA_REACHABLE_ADDRESSES": "127.0.0.1:80"})


def test_a_name_with_one_inner_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)
    with pytest.raises(FetchError, match="rete interna"):
        fetch("https://esempio.example/", TEST, limit=LIMIT)


def test_a_name_is_resolved_once_and_the_checked_address_is_used(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    url, _settings = site(lambda handler: _say(handler, handler.headers["Host"].encode()))
    port = int(url.split(":")[2].split("/")[0])
    true = socket.getaddrinfo

    def once(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return true("127.0.0.1" if host == "esempio.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    settings = TEST.model_copy(update={"reachable_addresses": (f"esempio.example:{port}",)})
    assert _body(f"http://esempio.example:{port}/", settings) == f"esempio.example:{port}".encode()
    assert [host for host in asked if host == "esempio.example"] == ["esempio.example"]


def test_a_file_is_fetched_with_what_it_is_called(site: Any) -> None:
    url, settings = site(
        lambda handler: _say(handler, b"[]", ETag='"a"', Last_Modified="Sun, 22 Nov 2026 10:00:00 GMT")
    )
    answer = fetch(url, settings, limit=LIMIT)
    assert answer.body is not None
    with closing(answer.body) as body:
        found = (body.read(), answer.etag, answer.last_modified)
    assert found == (b"[]", '"a"', "Sun, 22 Nov 2026 10:00:00 GMT")


def test_a_file_that_is_the_same_is_not_sent_again(site: Any) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        same = handler.headers["If-None-Match"] == '"a"' and handler.headers["If-Modified-Since"] == "ieri"
        _say(handler, status=304 if same else 500)

    url, settings = site(answer)
    assert fetch(url, settings, limit=LIMIT, etag='"a"', last_modified="ieri").body is None


def test_every_redirect_is_checked(site: Any) -> None:
    url, settings = site(lambda handler: _say(handler, status=302, Location="http://169.254.169.254/latest/"))
    with pytest.raises(FetchError, match="rete interna"):
        fetch(url, settings, limit=LIMIT)


def test_redirects_are_followed_three_times_and_no_more(site: Any) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        left = int(handler.path.strip("/") or 0)
        _say(handler, b"qui", status=302 if left else 200, Location=f"/{left - 1}")

    url, settings = site(answer)
    start = url.removesuffix("gruppi")
    assert _body(f"{start}3", settings) == b"qui"
    with pytest.raises(FetchError, match="più di 3 volte"):
        fetch(f"{start}4", settings, limit=LIMIT)


@pytest.mark.parametrize(
    ("status", "said"), [(403, "non permette"), (404, "non c'è niente"), (500, "errore"), (204, "errore")]
)
def test_other_answers_are_said_in_words(site: Any, status: int, said: str) -> None:
    url, settings = site(lambda handler: _say(handler, status=status))
    with pytest.raises(FetchError, match=said):
        fetch(url, settings, limit=LIMIT)


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_wrapped_file_is_unwrapped(site: Any, pack: Callable[[bytes], bytes]) -> None:
    encoding = "gzip" if pack is gzip.compress else "deflate"
    url, settings = site(lambda handler: _say(handler, pack(b"gruppi " * 50_000), Content_Encoding=encoding))
    assert _body(url, settings) == b"gruppi " * 50_000


def test_a_small_wrapping_with_a_huge_file_is_refused(site: Any) -> None:
    bomb = gzip.compress(bytes(30 * LIMIT))
    assert len(bomb) < LIMIT
    url, settings = site(lambda handler: _say(handler, bomb, Content_Encoding="gzip"))
    with pytest.raises(FetchError, match="supera 1 MB"):
        fetch(url, settings, limit=LIMIT)


def test_a_file_beyond_the_limit_is_refused(site: Any) -> None:
    url, settings = site(lambda handler: _say(handler, bytes(LIMIT + 1)))
    with pytest.raises(FetchError, match="supera 1 MB"):
        fetch(url, settings, limit=LIMIT)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"meta", {"Content-Length": "100"}),
        (gzip.compress(b"x" * 5000)[:20], {"Content-Encoding": "gzip"}),
        (b"non compresso", {"Content-Encoding": "gzip"}),
    ],
)
def test_a_file_that_does_not_arrive_whole_is_refused(site: Any, body: bytes, headers: dict[str, str]) -> None:
    url, settings = site(lambda handler: _say(handler, body, **headers))
    with pytest.raises(FetchError, match="non è arrivato intero"):
        fetch(url, settings, limit=LIMIT)


def test_an_unknown_wrapping_is_refused(site: Any) -> None:
    url, settings = site(lambda handler: _say(handler, b"x", Content_Encoding="br"))
    with pytest.raises(FetchError, match="compresso"):
        fetch(url, settings, limit=LIMIT)


def test_a_site_that_is_too_slow_is_left(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_client, "READ_SECONDS", 0.1)
    url, settings = site(lambda handler: threading.Event().wait(0.5) and None)
    with pytest.raises(FetchError, match="in tempo"):
        fetch(url, settings, limit=LIMIT)


def test_a_site_that_drips_is_left(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_client, "WHOLE_SECONDS", 0.2)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(20):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return
            threading.Event().wait(0.05)

    url, settings = site(drip)
    with pytest.raises(FetchError, match="troppo lento"):
        fetch(url, settings, limit=LIMIT)


def test_a_site_that_is_not_there_is_said_in_words() -> None:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = TEST.model_copy(update={"reachable_addresses": (f"127.0.0.1:{port}",)})
    with pytest.raises(FetchError, match="non risponde"):
        fetch(f"http://127.0.0.1:{port}/", settings, limit=LIMIT)


def _certificate(folder: Path, name: str) -> Path:
    """A certificate for a name, and its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize(
    ("name", "is_believed", "said"),
    [("esempio.example", True, ""), ("altro.example", True, "certificato"), ("esempio.example", False, "certificato")],
)
def test_certificate_is_checked_against_the_name_that_was_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, is_believed: bool, said: str
) -> None:
    file = _certificate(tmp_path, name)
    handler = type(
        "Handler", (BaseHTTPRequestHandler,), {"do_GET": lambda one: _say(one, b"[]"), "log_message": lambda *_: None}
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who does not believe it hangs up
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    believing = ssl.create_default_context()
    if is_believed:
        believing.load_verify_locations(file)
    true, port = socket.getaddrinfo, server.server_address[1]
    monkeypatch.setattr(ssl, "create_default_context", lambda: believing)
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *args, **kwargs: true("127.0.0.1", *args, **kwargs))
    settings = TEST.model_copy(update={"reachable_addresses": (f"esempio.example:{port}",)})
    try:
        if said:
            with pytest.raises(FetchError, match=said):
                fetch(f"https://esempio.example:{port}/", settings, limit=LIMIT)
        else:
            assert _body(f"https://esempio.example:{port}/", settings) == b"[]"
    finally:
        server.shutdown()
        server.server_close()


def test_a_site_whose_headers_drip_is_left(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_client, "WHOLE_SECONDS", 0.3)
    said: list[int] = []

    def drip(handler: BaseHTTPRequestHandler) -> None:
        for n in range(80):
            try:
                handler.wfile.write(b"HTTP/1.1 200 OK\r\n" if n == 0 else f"X-A{n}: b\r\n".encode())
            except OSError:
                return
            said.append(n)
            threading.Event().wait(0.05)
        handler.wfile.write(b"Content-Length: 2\r\n\r\nok")

    url, settings = site(drip)
    with pytest.raises(FetchError, match="troppo lento"):
        fetch(url, settings, limit=LIMIT)
    assert len(said) < 80


def test_a_file_cut_when_time_is_over_is_not_taken_for_whole(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_client, "WHOLE_SECONDS", 0.2)

    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n[1")
        threading.Event().wait(1)

    url, settings = site(half)
    with pytest.raises(FetchError, match="troppo lento"):
        fetch(url, settings, limit=LIMIT)
