"""A server that takes mail and forgets it: `python -m benchmarks.sink PORT`. ``XCOUNT`` tells how many came, and when.

`python -m benchmarks.sink PORT FILE` remembers: before a message is answered with 250 its recipients and its Message-ID are
a line of the file each, on the disk (fsync). What is not in the file was not taken; what is there may have been.
"""

import asyncio
import os
import re
import sys
import time
from pathlib import Path

ANSWERS = {b"EHLO": b"250 sink", b"HELO": b"250 sink", b"DATA": b"354 go on", b"QUIT": b"221 bye"}
MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([^>\r\n]*)>", re.MULTILINE | re.IGNORECASE)
RECIPIENT = re.compile(rb"^RCPT TO:\s*<([^>]*)>", re.IGNORECASE)


class Sink:
    """What has come since the last question, and the file of all that ever came."""

    def __init__(self, file: Path | None) -> None:
        self.record = None if file is None else os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.forget()

    def forget(self) -> None:
        """Count anew; the file stays."""
        self.count = 0
        self.first = self.last = 0.0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation; a caller who goes away in the middle has left nothing."""
        writer.write(b"220 sink\r\n")
        recipients: list[bytes] = []
        try:
            while line := await reader.readline():
                verb = line[:6].strip().upper()
                if verb == b"XCOUNT":
                    writer.write(f"250 {self.count} {self.last - self.first:.6f}\r\n".encode())
                    continue
                if verb == b"XRESET":
                    self.forget()
                if found := RECIPIENT.match(line):
                    recipients.append(found[1])
                writer.write(ANSWERS.get(line[:4].upper(), b"250 ok") + b"\r\n")
                if verb[:4] == b"DATA":
                    self._note(recipients, await reader.readuntil(b"\r\n.\r\n"))
                    writer.write(b"250 ok\r\n")
                if verb[:4] in {b"DATA", b"RSET", b"MAIL"}:
                    recipients = []
                if verb[:4] == b"QUIT":
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _note(self, recipients: list[bytes], message: bytes) -> None:
        if self.record is not None:
            found = MESSAGE_ID.search(message)
            message_id = found[1] if found else b""
            os.write(self.record, b"".join(b"%s\t%s\n" % (one, message_id) for one in recipients))
            os.fsync(self.record)
        self.last = time.perf_counter()
        self.first = self.first or self.last
        self.count += 1


async def main(port: int, file: Path | None) -> None:
    """Listen until killed."""
    server = await asyncio.start_server(Sink(file).talk, "127.0.0.1", port, limit=1_000_000)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
