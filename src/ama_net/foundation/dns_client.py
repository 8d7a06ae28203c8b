"""Asking the DNS: a few questions within one short time, of the machine's own server or the one ``AMA_DNS`` names."""

import time
from dataclasses import dataclass, field

import dns.exception
import dns.name
import dns.resolver
import dns.reversename
from dns.rdatatype import RdataType

WHOLE_SECONDS = 8.0
"""How long a page waits for all its questions together."""

ONE_SECONDS = 3.0


_CONTROLS = bytes([*range(0x20), 0x7F])


class DnsSilent(Exception):
    """No answer, or none that can be trusted: nothing is known, neither yes nor no."""


@dataclass
class Dns:
    """Questions that end together: those asked too late get no answer. ``server``: ``address`` or ``address:port``."""

    server: str = ""
    end: float = field(default_factory=lambda: time.monotonic() + WHOLE_SECONDS)

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name, the pieces of each put together, in an order of ours; none when the name is not there.

        They are kept and shown: control characters are left out, what is not ASCII is marked.

        Raises:
            DnsSilent: no server answered in time.
        """
        return sorted(_shown(b"".join(record.strings)) for record in self._ask(name, RdataType.TXT))

    def exchanges(self, name: str) -> list[str]:
        """Which servers take the mail of a domain, the preferred first; ``.`` says: none (RFC 7505)."""
        records = sorted(self._ask(name, RdataType.MX), key=lambda record: int(record.preference))
        return [str(record.exchange).rstrip(".") or "." for record in records]

    def addresses(self, name: str) -> list[str]:
        """The addresses of a machine."""
        kinds = (RdataType.A, RdataType.AAAA)
        return [str(record.address) for kind in kinds for record in self._ask(name, kind)]

    def names_of(self, address: str) -> list[str]:
        """The names an address has."""
        asked = dns.reversename.from_address(address).to_text()
        return [str(record.target).rstrip(".").lower() for record in self._ask(asked, RdataType.PTR)]

    def _ask(self, name: str, kind: RdataType) -> list[dns.resolver.Answer]:
        left = min(ONE_SECONDS, self.end - time.monotonic())
        if left <= 0:
            raise DnsSilent
        try:
            return list(self._resolver().resolve(dns.name.from_text(name), kind, lifetime=left))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise DnsSilent from error

    def _resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=not self.server)
        if self.server:
            host, _, port = self.server.rpartition(":") if self.server.count(":") == 1 else (self.server, "", "")
            resolver.nameservers, resolver.port = [host], int(port or 53)
        resolver.use_edns(0, 0, 1232)
        return resolver


def _shown(said: bytes) -> str:
    """A text of somebody's, without control characters: the database keeps no NUL, and nobody reads the others."""
    return said.translate(None, _CONTROLS).decode("ascii", "replace")
