"""Makes `.venv`: everything in requirements.txt, each package checked against its hash, and the project itself.

Run by the Makefile as a plain script, by whatever Python ≥ 3.11 the machine has: it imports nothing but the standard
library. When nothing has changed it only compares a stamp, so that a warm start costs nothing.
"""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "ready"
LOCKS = [ROOT / "requirements-uv.txt", ROOT / "requirements.txt"]
ATTEMPTS = 3
SCRIPT = """#!{python}
import sys

from ama_net.cli import main

sys.exit(main())
"""


def main() -> None:
    """Bring the environment up to date, or leave with one line that says what is missing."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    sys.stderr.write("Preparo l'ambiente Python…\n")
    make_venv()
    retried("pip", [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", LOCKS[0]])
    retried("uv", [VENV / "bin" / "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, *LOCKS])
    link_project()
    STAMP.write_text(wanted)


def fingerprint() -> str:
    """Changes with the locked packages, with this script, and when the folder moves (scripts hold absolute paths)."""
    whole = hashlib.sha256(str(ROOT).encode())
    for path in [*LOCKS, Path(__file__)]:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def make_venv() -> None:
    """A fresh virtual environment, unless the one there works, is new enough and belongs to this folder."""
    if asks("import pip, sys; print(sys.version_info >= (3, 11) and sys.prefix)") == str(VENV):
        return
    base = getattr(sys, "_base_executable", "") or sys.executable
    made = subprocess.run([base, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        said = made.stdout + made.stderr
        if "ensurepip" in said or "No module named venv" in said:
            leave("manca il modulo venv di Python (Debian: apt-get install python3-venv), poi di nuovo `make`")
        leave(f"l'ambiente {VENV} non si può creare: {last_line(said)}")


def retried(name: str, command: "list[str | Path]") -> None:
    """Run an installer, again when the network stumbles: it keeps what it already has."""
    for attempt in range(1, ATTEMPTS + 1):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, cwd=ROOT)
        if done.returncode == 0:
            return
        if attempt < ATTEMPTS:
            time.sleep(2 * attempt)
    leave(f"{name} non riesce a installare i pacchetti (rete assente?): {last_line(done.stderr or done.stdout)}")


def link_project() -> None:
    """Make `import ama_net` and `ama-net` work from the sources, without building or downloading anything."""
    packages = Path(asks("import sysconfig; print(sysconfig.get_path('purelib'))"))
    (packages / "ama_net.pth").write_text(f"{ROOT / 'src'}\n")
    script = VENV / "bin" / "ama-net"
    script.write_text(SCRIPT.format(python=PYTHON))
    script.chmod(0o755)


def asks(code: str) -> str:
    """What a short program prints in the environment, or nothing when its Python is missing or does not work."""
    try:
        done = subprocess.run([str(PYTHON), "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def last_line(text: str) -> str:
    """The last line that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "nessun dettaglio")


def leave(reason: str) -> None:
    """End with one clear line."""
    sys.exit(f"ama_net: {reason}")


if __name__ == "__main__":
    main()
