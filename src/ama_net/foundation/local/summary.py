"""What a person reads when `make run` is ready: addresses, demo sign-ins, the mailbox, how to stop."""

import http
import http.client
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ama_net.foundation.local import children
from ama_net.foundation.local.places import Places
from ama_net.foundation.local.terminal import Terminal

READY_SECONDS = 60
BOLD, GREEN = 1, 32


def wait_until_ready(port: int, *, give_up: Callable[[], bool]) -> bool:
    """Wait until /readyz answers 200: database, broker and schema are there."""
    children.wait_until(lambda: give_up() or is_ready(port), seconds=READY_SECONDS, every=0.1)
    return not give_up() and is_ready(port)


def is_ready(port: int) -> bool:
    """Whether the web server says it can serve."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def lines(places: Places, port: int, env: Mapping[str, str], terminal: Terminal, *, seconds: float) -> Iterator[str]:
    """The whole announcement."""
    rows = [*_associations(places.root / "tenants", port)]
    rows += [("Portale", f"http://localhost:{port}"), ("Posta in arrivo", f"http://localhost:{port}/posta-locale")]
    if played := env.get("AMA_STRIPE_API"):
        rows.append(("Pagamenti di prova", played))
    width = max(len(name) for name, _ in rows)
    yield ""
    yield f"  {terminal.paint('ama_net è pronto', GREEN)} in {f'{seconds:.1f}'.replace('.', ',')} secondi"
    yield ""
    for name, address in rows:
        yield f"    {name:<{width}}   {terminal.paint(address, BOLD)}"
    yield from _sign_ins(places, env)
    yield ""
    yield "    Ctrl-C per fermare (i dati restano) · `make reset` per ricominciare da capo"
    yield ""


def _associations(tenants: Path, port: int) -> Iterator[tuple[str, str]]:
    for file in sorted(tenants.glob("[!_]*/tenant.toml")):
        try:
            told = tomllib.loads(file.read_text())
        except (OSError, ValueError):  # `ama-net tenants sync` has already said what is wrong with it
            continue
        slug = file.parent.name
        yield str(told.get("short_name") or told.get("name") or slug), f"http://{slug}.localhost:{port}"


def _sign_ins(places: Places, env: Mapping[str, str]) -> Iterator[str]:
    asked = subprocess.run(
        ["ama-net", "demo", "sign-ins"],
        cwd=places.root,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if asked.returncode == 0 and asked.stdout.strip():
        yield ""
        yield "  Accessi di prova"
        yield ""
        yield from (f"    {line}".rstrip() for line in asked.stdout.strip("\n").splitlines())
