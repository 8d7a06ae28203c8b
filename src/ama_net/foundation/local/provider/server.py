"""The server: the API under ``/v1``, the page where one pays under ``/paga``, the desk at ``/`` and, for tests, under ``/fai``."""

import json
import logging
import threading
import time
import urllib.parse
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from ama_net.foundation.local.provider import API_VERSION, Refused, api, pages
from ama_net.foundation.local.provider.desk import Desk
from ama_net.foundation.local.provider.engine import Engine
from ama_net.foundation.local.provider.forms import read_form
from ama_net.foundation.local.provider.store import Store, Thing

log = logging.getLogger("provider")

LONGEST = 256 * 1024
HOST = "127.0.0.1"


class Provider:
    """Everything there is, one request at a time."""

    def __init__(self, engine: Engine, base: str, file: Path | None, web_port: int) -> None:
        self.store, self.engine, self.base = Store(file, web_port), engine, base
        self.lock = threading.RLock()

    def desk(self, key: str) -> Desk:
        """What may happen to the objects of a key."""
        return Desk(self.store, self.engine, key, self.base)

    def ask(self, method: str, path: str, asked: Thing, headers: Mapping[str, str]) -> tuple[int, Thing]:
        """What the API answers; the same idempotency key gets the same answer."""
        key = _key(headers)
        once = headers.get("Idempotency-Key", "") if method == "POST" else ""
        name, said = f"{key}:{once}", json.dumps([path, asked], sort_keys=True)
        earlier = self.store.answers.get(name) if once else None
        if earlier is not None:
            if earlier["said"] != said:
                words = (
                    "Keys for idempotent requests can only be used with the same parameters they were first used with."
                )
                raise Refused(400, words, kind="idempotency_error")
            return 200, earlier["answer"]
        made = api.answer(self.desk(key), method, path, asked)
        if once:
            self.store.answers[name] = {"said": said, "answer": made}
        return 200, made

    def do(self, who: str, what: str, asked: Thing) -> Thing:
        """Make something happen by hand; ``who`` is a key, or its number on the desk."""
        if what == "clear":
            self.store.clear()
            return {}
        key = [key for key in self.store.objects if self.store.objects[key]][int(who)] if who.isdigit() else who
        return self.desk(key).do(what, asked)

    def session(self, session_id: str) -> tuple[Desk, Thing] | None:
        """A visit, whosever it is."""
        for key, things in self.store.objects.items():
            if session_id in things:
                return self.desk(key), things[session_id]
        return None


class Handler(BaseHTTPRequestHandler):
    """One request. HTTP/1.1, so that a client keeps its connection."""

    provider: ClassVar[Provider]
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        """Read."""
        self._answer("GET")

    def do_POST(self) -> None:
        """Change."""
        self._answer("POST")

    def do_DELETE(self) -> None:
        """End."""
        self._answer("DELETE")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is the library's
        """Only the kind of request: nothing of who pays."""
        log.info("%s %s", self.command, self.path.partition("?")[0])

    def _answer(self, method: str) -> None:
        address = urllib.parse.urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, LONGEST)).decode() if length else ""
        json_body = "json" in self.headers.get("Content-Type", "")
        asked = json.loads(body) if json_body else read_form(body or address.query)
        with self.provider.lock:
            try:
                self._route(method, address.path.strip("/").split("/"), asked)
            except Refused as refused:
                self._json(refused.status, refused.body)
            except (
                KeyError,
                ValueError,
                TypeError,
                AttributeError,
            ) as error:  # a request nobody here makes: say so, stay up
                log.exception("%s %s", method, address.path)
                self._json(400, Refused(400, f"Not understood: {type(error).__name__}").body)
            if method != "GET":
                self.provider.store.save()

    def _route(self, method: str, parts: list[str], asked: Thing) -> None:
        if parts[0] == "v1":
            self._json(*self.provider.ask(method, "/".join(parts[1:]), asked, dict(self.headers)))
        elif parts[0] == "paga" and len(parts) == 2:
            self._pay(method, parts[1], asked)
        elif parts[0] == "fai" and len(parts) == 3 and method == "POST":
            made = self.provider.do(parts[1], parts[2], asked)
            if "json" in self.headers.get("Content-Type", ""):
                self._json(200, made)
            else:
                self._see("/")
        elif parts == [""]:
            self._html(200, pages.desk_page(self.provider.store))
        else:
            self._html(404, pages.page("Pagina che non c'è", ""))

    def _pay(self, method: str, session_id: str, asked: Thing) -> None:
        found = self.provider.session(session_id)
        if found is None or found[1]["status"] != "open":
            self._html(404 if found is None else 410, pages.closed_page())
            return
        desk, session = found
        if method == "POST" and desk.sessions.choose(session, str(asked.get("method"))):
            self._see(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]))
        elif method == "POST":
            self._see(f"/paga/{session_id}")
        else:
            self._html(200, pages.pay_page(session))

    def _json(self, status: int, made: Thing) -> None:
        self._send(
            status, json.dumps(made).encode(), {"Content-Type": "application/json", "Stripe-Version": API_VERSION}
        )

    def _html(self, status: int, text: str) -> None:
        self._send(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def _see(self, address: str) -> None:
        self._send(303, b"", {"Location": address})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body)), "Cache-Control": "no-store"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def serve(port: int, engine_port: int, file: Path | None, *, web_port: int, answers_after: float) -> None:
    """Serve until the process is told to stop. What is said of the arguments is in `service.start`."""
    Handler.provider = Provider(Engine(engine_port), f"http://{HOST}:{port}", file, web_port)
    server = ThreadingHTTPServer((HOST, port), Handler)
    server.daemon_threads = True
    if answers_after:
        threading.Thread(target=_answer_by_themselves, args=(Handler.provider, answers_after), daemon=True).start()
    server.serve_forever()


def _answer_by_themselves(provider: Provider, seconds: float) -> None:
    while True:
        time.sleep(seconds)
        with provider.lock:
            for key in list(provider.store.objects):
                provider.desk(key).do("answer", {})
            provider.store.save()


def _key(headers: Mapping[str, str]) -> str:
    """The key of who asks. A trial key is taken, whatever it is; one that says ``wrong`` is refused, to see that."""
    scheme, _, key = headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not key.startswith(("sk_test_", "rk_test_")) or "wrong" in key:
        raise Refused(401, "Invalid API Key provided.", kind="invalid_request_error", code="api_key_invalid")
    return key
