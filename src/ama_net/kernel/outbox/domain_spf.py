"""A domain's SPF record, read with what it includes (RFC 7208): who may send, how many questions it costs, how it ends."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import ClassVar

from ama_net.foundation.dns_client import Dns

_ASKING = frozenset({"include", "a", "mx", "ptr", "exists", "redirect"})
_KNOWN = _ASKING | {"all", "ip4", "ip6", "exp"}
_DEEPEST = 10


@dataclass
class SpfTree:
    """What a record allows, its includes and redirect within. Mechanisms are kept as ``kind:name``."""

    MOST_LOOKUPS: ClassVar[int] = 10
    """Over it receivers give up, and the record counts for nothing (RFC 7208, 4.6.4)."""

    mechanisms: set[str] = field(default_factory=set)
    networks: list[IPv4Network | IPv6Network] = field(default_factory=list)
    lookups: int = 0
    everybody: bool = False
    closed: bool = False
    unreadable: str = ""

    def has(self, server: str, dns: Dns) -> bool:
        """Whether it allows a server: a mechanism word for word, or each of its addresses.

        Raises:
            DnsSilent: its addresses could not be asked.
        """
        mechanism = mechanism_of(server)
        if mechanism in self.mechanisms:
            return True
        kind, _, name = mechanism.partition(":")
        if kind == "include":
            return False
        addresses = [name] if kind in ("ip4", "ip6") else dns.addresses(name)
        return bool(addresses) and all(self._has_address(address, dns) for address in addresses)

    def _has_address(self, address: str, dns: Dns) -> bool:
        asked = ip_address(address)
        if any(asked in network for network in self.networks if network.version == asked.version):
            return True
        hosts = [name for kind, _, name in (one.partition(":") for one in sorted(self.mechanisms)) if kind == "a"]
        domains = [name for kind, _, name in (one.partition(":") for one in sorted(self.mechanisms)) if kind == "mx"]
        hosts += [host for domain in domains for host in dns.exchanges(domain)]
        return any(address in dns.addresses(host) for host in hosts)


def read_spf(record: str, domain: str, dns: Dns) -> SpfTree:
    """Read a domain's record and all it leads to, asking the DNS no more than a receiver would.

    Raises:
        DnsSilent: a record it leads to could not be asked.
    """
    tree = SpfTree()
    _read(record, domain, dns, tree, depth=0)
    return tree


def wanted_spf(records: list[str], servers: tuple[str, ...]) -> str:
    """The one record to have: what the present ones say, the servers that send for us, and how it ended, else softly."""
    said = [term for record in records for term in record.split()[1:]]
    ours = [mechanism_of(server) for server in servers]
    kept = [term for term in said if term.lstrip("+-~?").lower() != "all" and not term.startswith("redirect=")]
    ends = [term for term in said if term.startswith("redirect=") or term.lower() in ("-all", "~all")]
    return " ".join(dict.fromkeys(["v=spf1", *ours, *kept, ends[0] if ends else "~all"]))


def mechanism_of(server: str) -> str:
    """``192.0.2.1``, ``mail.example``, ``include:spf.example`` as SPF writes them."""
    address = address_of(server)
    if address is not None:
        return f"ip{ip_address(address).version}:{address}"
    return server.lower() if ":" in server else f"a:{server.lower()}"


def address_of(server: str) -> str | None:
    """The address of a server that is given by it."""
    try:
        return str(ip_address(server.removeprefix("ip4:").removeprefix("ip6:")))
    except ValueError:
        return None


def _read(record: str, domain: str, dns: Dns, tree: SpfTree, depth: int) -> None:
    for term in record.split()[1:]:
        sign = term[0] if term[0] in "+-~?" else "+"
        kind, value = _parted(term.lstrip("+-~?").lower())
        if kind not in _KNOWN:
            if "=" not in term:  # an unknown modifier means nothing, an unknown mechanism makes it all void
                tree.unreadable = tree.unreadable or term[:60]
        elif kind == "all" and depth == 0:
            tree.everybody, tree.closed = sign == "+", sign in "-~"
        elif kind in ("ip4", "ip6"):
            _add_network(value, term, tree)
        elif kind in _ASKING:
            tree.lookups += 1
            if sign == "+":
                tree.mechanisms.add(f"{kind}:{value or domain}")
            _follow(kind, value, dns, tree, depth)


def _follow(kind: str, value: str, dns: Dns, tree: SpfTree, depth: int) -> None:
    """Read what an include or a redirect leads to; one that leads nowhere makes the whole void."""
    if kind not in ("include", "redirect") or depth >= _DEEPEST or tree.lookups > tree.MOST_LOOKUPS:
        return
    found = [text for text in dns.texts(value) if is_spf(text)]
    if len(found) != 1:
        tree.unreadable = tree.unreadable or f"{kind}:{value}"
        return
    _read(found[0], value, dns, tree, 0 if kind == "redirect" and depth == 0 else depth + 1)


def is_spf(text: str) -> bool:
    """Whether a TXT record is one of SPF."""
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


def _add_network(value: str, term: str, tree: SpfTree) -> None:
    try:
        tree.networks.append(ip_network(value, strict=False))
    except ValueError:
        tree.unreadable = tree.unreadable or term[:60]


def _parted(term: str) -> tuple[str, str]:
    """``include:x`` and ``redirect=x`` as kind and value; the length of a network after a name is left out."""
    cut = min((term.find(sign) for sign in ":=/" if sign in term), default=len(term))
    kind, value = term[:cut], term[cut + 1 :] if term[cut : cut + 1] in (":", "=") else ""
    return kind, value if kind in ("ip4", "ip6") else value.partition("/")[0]
