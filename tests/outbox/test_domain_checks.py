"""What is found in the DNS about a domain, asked of a server of the tests."""

import time
from collections.abc import Iterator

import pytest

from ama_net.foundation import dns_client
from ama_net.foundation.dns_client import Dns, DnsSilent
from ama_net.kernel.outbox.domain_checks import Expected, Finding, check_records
from ama_net.kernel.outbox.domain_spf import read_spf, wanted_spf
from tests.support.fake_dns import FakeDns, fake_dns

HOST = "alba.example"
KEY = "MIIB" + "A" * 388
DKIM = f"ama._domainkey.{HOST}"


@pytest.fixture
def fake() -> Iterator[FakeDns]:
    """A domain where everything is as it should be."""
    with fake_dns() as found:
        found.say(DKIM, "TXT", f"v=DKIM1; k=rsa; p={KEY}")
        found.say(HOST, "TXT", "google-site-verification=abc", "v=spf1 include:spf.service.example ~all")
        found.say("spf.service.example", "TXT", "v=spf1 ip4:192.0.2.0/24 -all")
        found.say(f"_dmarc.{HOST}", "TXT", "v=DMARC1; p=none")
        found.say(HOST, "MX", "20 due.alba.example.", "10 uno.alba.example.")
        found.say("10.2.0.192.in-addr.arpa", "PTR", "mail.service.example.")
        found.say("mail.service.example", "A", "192.0.2.10")
        yield found


def _check(fake: FakeDns, *servers: str, domain: str = HOST) -> dict[str, Finding]:
    wanted = servers or ("include:spf.service.example", "192.0.2.10")
    return check_records(Expected(domain, "ama", KEY, wanted, domain), Dns(fake.server))


def _said(fake: FakeDns, name: str, *servers: str) -> tuple[str, str, str]:
    found = _check(fake, *servers)[name]
    return found.state, found.reason, found.detail


def test_domain_that_is_as_it_should_be(fake: FakeDns) -> None:
    states = {name: finding.state for name, finding in _check(fake).items()}
    assert states == {"dkim": "ok", "spf": "ok", "dmarc": "ok", "mx": "ok", "ptr": "ok"}


def test_domain_that_is_not_there_misses_all() -> None:
    with fake_dns() as empty:
        states = {name: finding.state for name, finding in _check(empty).items()}
    assert states == {"dkim": "missing", "spf": "missing", "dmarc": "missing", "mx": "missing", "ptr": "advice"}


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (["v=DKIM1; k=rsa; p="], ("wrong", "revoked", "")),
        (["v=DKIM1; p=AAAA"], ("wrong", "key", "")),
        ([f"v=DKIM1; k=ed25519; p={KEY}"], ("wrong", "kind", "")),
        ([f"v=DKIM1; p={KEY}", "v=DKIM1; p=AAAA"], ("wrong", "several", "2")),
        ([f"k=rsa; t=y; p={KEY}"], ("advice", "trial", "")),
        ([f"p={KEY[:200]} {KEY[200:]}"], ("ok", "", "")),
        (["qualcosa d'altro"], ("missing", "", "")),
    ],
)
def test_key_in_the_dns(fake: FakeDns, records: list[str], expected: tuple[str, str, str]) -> None:
    fake.say(DKIM, "TXT", *records)
    assert _said(fake, "dkim") == expected


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (["v=spf1 -all", "v=spf1 ~all"], ("wrong", "several", "2")),
        (["v=spf1 -all"], ("wrong", "left_out", "include:spf.service.example, 192.0.2.10")),
        (["v=spf1 include:spf.service.example +all"], ("wrong", "everybody", "")),
        (["v=spf1 include:spf.service.example all"], ("wrong", "everybody", "")),
        (["v=spf1 include:spf.service.example ?all"], ("advice", "open", "")),
        (["v=spf1 include:spf.service.example"], ("advice", "open", "")),
        (["v=spf1 include:nobody.example ~all"], ("wrong", "unreadable", "include:nobody.example")),
        (["v=spf1 ip4:300.1.1.1 ~all"], ("wrong", "unreadable", "ip4:300.1.1.1")),
        (["v=spf1 inklude:x ~all"], ("wrong", "unreadable", "inklude:x")),
        (["v=spf1 redirect=other.example"], ("ok", "", "")),
        (["V=SPF1 INCLUDE:spf.service.example ip6:2001:db8::/32 ~ALL"], ("ok", "", "")),
        (["v=spf10 include:spf.service.example ~all"], ("missing", "", "")),
    ],
)
def test_who_may_send(fake: FakeDns, records: list[str], expected: tuple[str, str, str]) -> None:
    fake.say("other.example", "TXT", "v=spf1 include:spf.service.example -all")
    fake.say(HOST, "TXT", *records)
    assert _said(fake, "spf") == expected


@pytest.mark.parametrize(
    ("record", "server", "state"),
    [
        ("v=spf1 mx ~all", "192.0.2.77", "ok"),
        ("v=spf1 a:uno.alba.example ~all", "192.0.2.77", "ok"),
        ("v=spf1 a ~all", "192.0.2.77", "wrong"),
        ("v=spf1 ip4:192.0.2.0/25 ~all", "uno.alba.example", "ok"),
        ("v=spf1 ip4:192.0.2.128/25 ~all", "uno.alba.example", "wrong"),
        ("v=spf1 -mx ~all", "192.0.2.77", "wrong"),
    ],
)
def test_server_allowed_by_another_word_is_allowed(fake: FakeDns, record: str, server: str, state: str) -> None:
    fake.say("uno.alba.example", "A", "192.0.2.77")
    fake.say(HOST, "TXT", record)
    assert _check(fake, server)["spf"].state == state


def test_record_that_costs_too_many_questions_is_wrong_and_not_followed_for_ever(fake: FakeDns) -> None:
    fake.say(HOST, "TXT", "v=spf1 include:loop.example ~all")
    fake.say("loop.example", "TXT", "v=spf1 include:loop.example include:loop.example ~all")
    found = _check(fake)["spf"]
    assert (found.state, found.reason) == ("wrong", "lookups")
    assert len(fake.asked) < 60


def test_ten_questions_are_not_too_many(fake: FakeDns) -> None:
    fake.say("wide.example", "TXT", "v=spf1 " + " ".join(f"a:h{n}.example" for n in range(9)) + " -all")
    tree = read_spf("v=spf1 include:wide.example ~all", HOST, Dns(fake.server))
    assert (tree.lookups, tree.closed, tree.unreadable) == (10, True, "")


def test_servers_nobody_named_are_asked_about(fake: FakeDns) -> None:
    found = check_records(Expected(HOST, "ama", KEY, (), HOST), Dns(fake.server))
    assert (found["spf"].reason, found["ptr"].reason) == ("servers_unknown", "service")


@pytest.mark.parametrize(
    ("records", "servers", "wanted"),
    [
        ([], ("192.0.2.1",), "v=spf1 ip4:192.0.2.1 ~all"),
        ([], ("mail.example", "2001:db8::1"), "v=spf1 a:mail.example ip6:2001:db8::1 ~all"),
        (["v=spf1 mx -all"], ("include:x.example",), "v=spf1 include:x.example mx -all"),
        (["v=spf1 mx ~all", "v=spf1 mx a -all"], ("include:x.example",), "v=spf1 include:x.example mx a ~all"),
        (["v=spf1 mx +all"], ("include:x.example",), "v=spf1 include:x.example mx ~all"),
        (["v=spf1 redirect=y.example"], ("include:x.example",), "v=spf1 include:x.example redirect=y.example"),
    ],
)
def test_one_record_is_proposed_that_keeps_what_was_said(
    records: list[str], servers: tuple[str, ...], wanted: str
) -> None:
    assert wanted_spf(records, servers) == wanted


def test_proposal_comes_with_the_finding(fake: FakeDns) -> None:
    fake.say(HOST, "TXT", "v=spf1 mx ~all", "v=spf1 a ~all")
    assert _check(fake, "include:spf.service.example")["spf"].suggestion == (
        "v=spf1 include:spf.service.example a mx ~all"
    )


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        (["v=DMARC1; p=reject; rua=mailto:x@alba.example"], ("ok", "reject", "_dmarc")),
        (["v=DMARC1;p=quarantine"], ("ok", "quarantine", "_dmarc")),
        (["v=DMARC1; p=boh"], ("wrong", "policy", "boh")),
        (["v=DMARC1"], ("wrong", "policy", "")),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], ("wrong", "several", "2")),
    ],
)
def test_rule_for_the_rest(fake: FakeDns, records: list[str], expected: tuple[str, str, str]) -> None:
    fake.say(f"_dmarc.{HOST}", "TXT", *records)
    assert _said(fake, "dmarc") == tuple(HOST if part == "_dmarc" else part for part in expected)


def test_control_characters_of_a_record_are_left_out(fake: FakeDns) -> None:
    fake.say(HOST, "TXT", r"v=spf1 a\000\010\031\127b \200\255 ~all")
    assert Dns(fake.server).texts(HOST) == ["v=spf1 ab \ufffd\ufffd ~all"]


def test_rule_of_the_domain_above_counts(fake: FakeDns) -> None:
    assert _check(fake, domain=f"posta.{HOST}")["dmarc"] == Finding("ok", "none", HOST)


@pytest.mark.parametrize(
    ("exchanges", "address", "expected"),
    [
        (["0 ."], None, ("wrong", "none", HOST)),
        ([], "192.0.2.1", ("advice", "address_only", HOST)),
        ([], None, ("missing", "", HOST)),
    ],
)
def test_where_returns_arrive(
    fake: FakeDns, exchanges: list[str], address: str | None, expected: tuple[str, str, str]
) -> None:
    fake.say(HOST, "MX", *exchanges)
    if address:
        fake.say(HOST, "A", address)
    assert _said(fake, "mx") == expected


def test_servers_name(fake: FakeDns) -> None:
    fake.say("mail.service.example", "A", "192.0.2.99")
    assert _said(fake, "ptr") == ("advice", "other", "192.0.2.10")
    fake.say("10.2.0.192.in-addr.arpa", "PTR")
    assert _said(fake, "ptr") == ("advice", "missing", "192.0.2.10")


def test_silence_and_faults_leave_the_other_findings(fake: FakeDns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns_client, "ONE_SECONDS", 0.2)
    fake.silent.add(DKIM)
    fake.broken.add(f"_dmarc.{HOST}")
    states = {name: finding.state for name, finding in _check(fake).items()}
    assert states == {"dkim": "unknown", "spf": "ok", "dmarc": "unknown", "mx": "ok", "ptr": "ok"}


def test_all_the_questions_together_end_in_time(fake: FakeDns) -> None:
    fake.silent |= {DKIM, HOST, f"_dmarc.{HOST}", "10.2.0.192.in-addr.arpa"}
    before = time.monotonic()
    found = check_records(
        Expected(HOST, "ama", KEY, ("192.0.2.10",), HOST), Dns(fake.server, end=time.monotonic() + 0.5)
    )
    assert ({finding.state for finding in found.values()}, time.monotonic() - before < 2) == ({"unknown"}, True)


@pytest.mark.parametrize("name", ["a..b", "x" * 64 + ".example", "a" * 300])
def test_name_that_cannot_be_asked_is_unknown(fake: FakeDns, name: str) -> None:
    with pytest.raises(DnsSilent):
        Dns(fake.server).texts(name)
