"""What `make run` says: one prefixed, coloured line for each line of each process, and the same in var/log."""

import os
import sys
import threading
from pathlib import Path
from typing import IO

COLOURS = {"web": 36, "worker": 33, "beat": 35, "release": 34}
LOG_LIMIT = 10_000_000  # bytes; then the log moves aside once, to <name>.log.1


class Terminal:
    """Lines from many processes on one screen, never mixed."""

    def __init__(self, stream: IO[str] | None = None) -> None:
        self._stream = stream or sys.stdout
        self._lock = threading.Lock()
        self._coloured = self._stream.isatty() and not os.environ.get("NO_COLOR")

    def say(self, text: str = "") -> None:
        """A line of our own."""
        with self._lock:
            print(text, file=self._stream, flush=True)

    def relay(self, name: str, line: str) -> None:
        """A line of a process."""
        self.say(f"{self.paint(f'{name:<8}', COLOURS.get(name, 32))} {line}")

    def paint(self, text: str, colour: int) -> str:
        """The text in an ANSI colour, when the terminal shows colours."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self._coloured else text

    def follow(self, name: str, output: IO[bytes], log: Path) -> threading.Thread:
        """Relay everything a process prints until it ends, in a thread of its own."""
        thread = threading.Thread(target=self._pump, args=(name, output, log), name=f"log-{name}", daemon=True)
        thread.start()
        return thread

    def _pump(self, name: str, output: IO[bytes], log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_name(f"{log.name}.1"))
        with output, log.open("ab", buffering=0) as kept:
            for line in output:
                kept.write(line)
                if line.strip():
                    self.relay(name, line.decode(errors="replace").rstrip())
