"""What the DNS must say of a domain that mail is sent from, and whether it says it: one finding for each record.

SPF (RFC 7208) says which servers send for the domain, DKIM (RFC 6376) holds the key, DMARC (RFC 7489) what to do with the rest;
MX (RFC 5321) where returns and answers arrive, PTR the name of the server itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from ama_net.foundation.dns_client import Dns, DnsSilent
from ama_net.kernel.outbox.domain_spf import SpfTree, address_of, is_spf, read_spf, wanted_spf

State = Literal["ok", "missing", "wrong", "advice", "unknown", "unneeded"]


@dataclass(frozen=True)
class Expected:
    """What ought to be there. ``servers``: mechanisms or addresses of who sends for us (empty: unknown)."""

    domain: str
    selector: str
    public_key: str
    servers: tuple[str, ...]
    return_domain: str


@dataclass(frozen=True)
class Finding:
    """What was found of one thing. ``reason`` is a word that pages put in theirs; ``detail`` a number or a name.

    ``suggestion``: the record as it should become, where the present one is to be kept in it.
    """

    state: State
    reason: str = ""
    detail: str = ""
    suggestion: str = ""


CHECKS = ("dkim", "spf", "dmarc", "mx", "ptr")


def check_records(expected: Expected, dns: Dns) -> dict[str, Finding]:
    """All the checks, each on its own: a question without answer leaves the others."""
    checks: dict[str, Callable[[Expected, Dns], Finding]] = {
        "dkim": _dkim,
        "spf": _spf,
        "dmarc": _dmarc,
        "mx": _mx,
        "ptr": _ptr,
    }
    return {name: _asked(checks[name], expected, dns) for name in CHECKS}


def _asked(check: Callable[[Expected, Dns], Finding], expected: Expected, dns: Dns) -> Finding:
    try:
        return check(expected, dns)
    except DnsSilent:
        return Finding("unknown", "silent")


def _dkim(expected: Expected, dns: Dns) -> Finding:
    records = [text for text in dns.texts(f"{expected.selector}._domainkey.{expected.domain}") if "p=" in text]
    if not records:
        return Finding("missing")
    if len(records) > 1:
        return Finding("wrong", "several", str(len(records)))
    found = _tags(records[0])
    if found.get("v", "DKIM1") != "DKIM1" or found.get("k", "rsa") != "rsa":
        return Finding("wrong", "kind")
    if not found.get("p"):
        return Finding("wrong", "revoked")
    if found["p"] != expected.public_key:
        return Finding("wrong", "key")
    return Finding("advice", "trial") if "y" in found.get("t", "").split(":") else Finding("ok")


def _spf(expected: Expected, dns: Dns) -> Finding:
    records = [text for text in dns.texts(expected.domain) if is_spf(text)]
    finding = _spf_in(records, expected, dns)
    if finding.state == "ok" or not expected.servers:
        return finding
    return replace(finding, suggestion=wanted_spf(records, expected.servers))


def _spf_in(records: list[str], expected: Expected, dns: Dns) -> Finding:
    if not records:
        return Finding("missing")
    if len(records) > 1:
        return Finding("wrong", "several", str(len(records)))
    tree = read_spf(records[0], expected.domain, dns)
    return _fault_of(tree) or _servers_in(tree, expected.servers, dns)


def _fault_of(tree: SpfTree) -> Finding | None:
    if tree.unreadable:
        return Finding("wrong", "unreadable", tree.unreadable)
    if tree.lookups > SpfTree.MOST_LOOKUPS:
        return Finding("wrong", "lookups", str(tree.lookups))
    if tree.everybody:
        return Finding("wrong", "everybody")
    return None


def _servers_in(tree: SpfTree, servers: tuple[str, ...], dns: Dns) -> Finding:
    if not servers:
        return Finding("advice", "servers_unknown")
    left_out = [server for server in servers if not tree.has(server, dns)]
    if left_out:
        return Finding("wrong", "left_out", ", ".join(left_out))
    return Finding("ok") if tree.closed else Finding("advice", "open")


def _dmarc(expected: Expected, dns: Dns) -> Finding:
    """The record of the domain, or of the one it is under (RFC 7489, 6.6.3): ours are signed for the domain itself, so aligned."""
    labels = expected.domain.split(".")
    for start in range(max(1, len(labels) - 1)):
        name = ".".join(labels[start:])
        records = [text for text in dns.texts(f"_dmarc.{name}") if text.replace(" ", "").startswith("v=DMARC1")]
        if len(records) > 1:
            return Finding("wrong", "several", str(len(records)))
        if records:
            policy = _tags(records[0]).get("p", "")
            known = policy in ("none", "quarantine", "reject")
            return Finding("ok", policy, name) if known else Finding("wrong", "policy", policy)
    return Finding("missing")


def _mx(expected: Expected, dns: Dns) -> Finding:
    servers = dns.exchanges(expected.return_domain)
    if "." in servers:
        return Finding("wrong", "none", expected.return_domain)
    if servers:
        return Finding("ok", "", expected.return_domain)
    if dns.addresses(expected.return_domain):
        return Finding("advice", "address_only", expected.return_domain)
    return Finding("missing", "", expected.return_domain)


def _ptr(expected: Expected, dns: Dns) -> Finding:
    """Only where a server is given by its address: that of a service is the service's care."""
    addresses = [address for server in expected.servers if (address := address_of(server))]
    if not addresses:
        return Finding("unneeded", "service")
    for address in addresses:
        names = dns.names_of(address)
        if not names:
            return Finding("advice", "missing", address)
        if not any(address in dns.addresses(name) for name in names):
            return Finding("advice", "other", address)
    return Finding("ok")


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs}
