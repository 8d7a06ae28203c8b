"""A server that takes mail and forgets it: `python -m benchmarks.sink PORT`. ``XCOUNT`` tells how many came, and when."""

import asyncio
import sys
import time

ANSWERS = {b"EHLO": b"250 sink", b"HELO": b"250 sink", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class Sink:
    """What has come since the last question."""

    def __init__(self) -> None:
        self.count = 0
        self.first = self.last = 0.0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation."""
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            verb = line[:6].strip().upper()
            if verb == b"XCOUNT":
                writer.write(f"250 {self.count} {self.last - self.first:.6f}\r\n".encode())
                continue
            if verb == b"XRESET":
                self.__init__()  # type: ignore[misc]  # as new
            writer.write(ANSWERS.get(line[:4].upper(), b"250 ok") + b"\r\n")
            if verb[:4] == b"DATA":
                await reader.readuntil(b"\r\n.\r\n")
                self._note()
                writer.write(b"250 ok\r\n")
            if verb[:4] == b"QUIT":
                break
        writer.close()

    def _note(self) -> None:
        self.last = time.perf_counter()
        self.first = self.first or self.last
        self.count += 1


async def main(port: int) -> None:
    """Listen until killed."""
    server = await asyncio.start_server(Sink().talk, "127.0.0.1", port, limit=1_000_000)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
