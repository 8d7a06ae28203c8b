"""Signing in beside a bare check of the password: argon2 is slow on purpose, the rest should not be seen."""

import http.client
import itertools
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from argon2 import PasswordHasher

from ama_net.across.demo.cast import SignIn, sign_ins
from ama_net.foundation.config import load_settings
from benchmarks.bed import Bed
from benchmarks.report import Row, Times, compared, middle

ROUNDS, TRIES, AT_ONCE = 5, 20, 4
HOST = "bologna.localhost"


@dataclass(frozen=True)
class _Form:
    """The sign-in form as one browser got it: its cookie and the body it sends."""

    port: int
    cookie: str
    body: str

    def send(self, caller: int) -> float:
        """Sign in, and how long it took; ``caller`` is another address each time, so that no limit is met."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Host": f"{HOST}:{self.port}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
            "X-Forwarded-For": f"10.{caller >> 16 & 255}.{caller >> 8 & 255}.{caller & 255}",
        }
        began = time.perf_counter()
        connection.request("POST", "/accedi", self.body, headers)
        answer = connection.getresponse()
        answer.read()
        took = time.perf_counter() - began
        connection.close()
        if answer.status not in {302, 303}:
            sys.exit(f"accounts.sign_in: {answer.status} invece di un accesso")
        return took


def sign_in(bed: Bed) -> list[Row]:
    """One sign-in after the other, in turn with as many bare checks of the same kind of hash."""
    port = bed.serve(AMA_TRUSTED_PROXIES="1").port
    who = next(row for row in sign_ins(load_settings(bed.env)) if f"//{HOST}" in row.address)
    form, callers = _form(port, who), itertools.count(1)
    hasher = PasswordHasher()
    kept = hasher.hash(who.password)
    form.send(next(callers))
    ours, limit = [], []
    for _ in range(ROUNDS):
        limit.append(_times([_timed(hasher, kept, who.password) for _ in range(TRIES)]))
        ours.append(_times([form.send(next(callers)) for _ in range(TRIES)]))
    row = compared("accounts.sign_in", middle(ours), middle(limit))
    return [row, Row("accounts.sign_in.rate", round(_rate(form, callers), 1), "al secondo")]


def _form(port: int, who: SignIn) -> _Form:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/accedi", headers={"Host": f"{HOST}:{port}"})
    answer = connection.getresponse()
    page, cookie = answer.read().decode(), (answer.getheader("Set-Cookie") or "").partition(";")[0]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None or not cookie:
        sys.exit("accounts.sign_in: il modulo di accesso non si legge")
    body = urlencode({"csrf_token": token[1], "email": who.email, "password": who.password, "next": ""})
    return _Form(port, cookie, body)


def _timed(hasher: PasswordHasher, kept: str, password: str) -> float:
    began = time.perf_counter()
    hasher.verify(kept, password)
    return time.perf_counter() - began


def _times(seconds: list[float]) -> Times:
    ordered = sorted(seconds)
    return Times(
        1000 * ordered[len(ordered) // 2], 1000 * ordered[int(len(ordered) * 0.95)], len(ordered) / sum(ordered)
    )


def _rate(form: _Form, callers: "itertools.count[int]") -> float:
    """Sign-ins a second, some at once."""
    count = TRIES * AT_ONCE
    numbers = [next(callers) for _ in range(count)]
    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(form.send, numbers))
    return count / (time.perf_counter() - began)
