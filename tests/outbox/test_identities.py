"""Who mails say they are from, and how they leave: aligned, signed, coming back to where returns are read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from flask import Flask

from ama_net.foundation.config import Settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.mail.dkim import new_key, public_key_of
from ama_net.kernel.outbox import Message, SendingDomain, returning
from ama_net.kernel.outbox.identities import Identity, domain_of, identity
from ama_net.kernel.outbox.verp import read_return_path
from ama_net.kernel.tenancy import tenant_scope
from tests.outbox.conftest import Queue
from tests.support.mail_checker import check_system
from tests.support.queries import count_queries
from tests.support.standing import Standing

PEM = new_key()
KEY = public_key_of(PEM)
VERIFIED = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


@pytest.fixture
def production(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An installation whose mail leaves."""
    for name, value in {"environment": "production", "mail_url": "smtp://x", "mail_domain": "rete.example"}.items():
        monkeypatch.setitem(settings.__dict__, name, value)
    return monkeypatch


@contextmanager
def _in(app: Flask, standing: Standing) -> Iterator[None]:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        yield


def _keep_key(app: Flask, standing: Standing, domain: str = "alba.example", verified: bool = True) -> None:
    with _in(app, standing):
        row = SendingDomain(domain=domain, selector="ama", public_key=KEY, verified_at=VERIFIED if verified else None)
        row.private_key = PEM
        db.session.add(row)


def _shown(found: Identity) -> tuple[str, str | None, str | None]:
    return found.address, found.reply_to, found.signer.domain if found.signer else None


def test_proved_domain_writes_in_its_own_name(app: Flask, alba: Standing, production: object) -> None:
    _keep_key(app, alba)
    with _in(app, alba):
        assert _shown(identity("system")) == ("posta@alba.example", None, "alba.example")
        address, reply_to, signer = _shown(identity("newsletter"))
    assert (address, reply_to is not None, signer) == ("newsletter@alba.example", True, "alba.example")


@pytest.mark.parametrize("key", ["none", "not in the DNS", "of another domain"])
def test_domain_that_is_not_proved_is_never_used(app: Flask, alba: Standing, production: object, key: str) -> None:
    if key != "none":
        _keep_key(app, alba, "altro.example" if key == "of another domain" else "alba.example", key != "not in the DNS")
    with _in(app, alba):
        system, newsletter = identity("system"), identity("newsletter")
    assert _shown(system) == ("alba@rete.example", "posta@alba.example", None)
    assert (newsletter.address, newsletter.name) == ("alba-newsletter@rete.example", "Alba")


def test_installation_s_own_key_signs_its_own_domain(
    app: Flask, alba: Standing, settings: Settings, production: pytest.MonkeyPatch
) -> None:
    production.setitem(settings.__dict__, "mail_dkim_key", PEM)
    with _in(app, alba):
        assert _shown(identity("system"))[2] == "rete.example"
        assert identity("system").domain == "rete.example"


def test_without_a_domain_of_its_own_the_installation_writes_from_its_host(
    app: Flask, alba: Standing, settings: Settings, production: pytest.MonkeyPatch
) -> None:
    production.setitem(settings.__dict__, "mail_domain", "")
    with _in(app, alba):
        assert identity("system").address == f"alba@{settings.base_host}"


def test_key_of_another_association_signs_nothing(
    app: Flask, alba: Standing, brig: Standing, production: object
) -> None:
    _keep_key(app, brig)
    with _in(app, alba):
        assert _shown(identity("system"))[0] == "alba@rete.example"


def test_on_one_s_own_machine_mail_is_in_the_association_s_name(app: Flask, alba: Standing) -> None:
    with _in(app, alba):
        assert _shown(identity("system")) == ("posta@alba.example", None, None)


def test_identity_costs_the_same_whatever_there_is(app: Flask, alba: Standing) -> None:
    _keep_key(app, alba)
    with _in(app, alba):
        identity("system")
        with count_queries() as count:
            identity("system")
    assert len(count) <= 2


@pytest.fixture
def returns(monkeypatch: pytest.MonkeyPatch) -> str:
    """A mailbox where returns are read."""
    monkeypatch.setattr(returning, "_mailboxes", [lambda: "ritorni@alba.example"])
    return "ritorni@alba.example"


@pytest.fixture
def raw(app: Flask, run_jobs: Callable[[], int]) -> Callable[[Message], bytes]:
    """A mail as the local mailbox has it, after its delivery."""

    def read(message: Message) -> bytes:
        run_jobs()
        folder: Path = app.extensions["settings"].var / "mailbox"
        return (folder / f"{message.id}.eml").read_bytes()

    return read


def _read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=SMTP)  # type: ignore[return-value]


def test_system_mail_is_as_receivers_want_it(
    app: Flask, alba: Standing, queue: Queue, raw: Callable[[Message], bytes]
) -> None:
    _keep_key(app, alba)
    assert check_system(raw(queue(alba)), public_key=KEY) == []


def test_system_mail_without_a_key_is_not_signed(alba: Standing, queue: Queue, raw: Callable[[Message], bytes]) -> None:
    assert check_system(raw(queue(alba))) == []


def test_return_path_says_which_mail_it_was(
    app: Flask, alba: Standing, queue: Queue, raw: Callable[[Message], bytes], returns: str
) -> None:
    message = queue(alba)
    path = str(_read(raw(message))["Return-Path"]).strip("<>")
    with _in(app, alba):
        assert read_return_path(path) == ("m", message.id)


@pytest.mark.parametrize(
    ("mailbox", "used"),
    [
        ("ritorni@alba.example", True),
        ("ritorni@Posta.Alba.example", True),
        ("ritorni@example", True),
        ("alba@provider.example", False),
        ("ritorni@nonalba.example", False),
        ("ritorni@alba.example.org", False),
    ],
)
def test_returns_come_to_a_mailbox_only_of_a_domain_that_lets_us_send(
    app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch, mailbox: str, used: bool
) -> None:
    monkeypatch.setattr(returning, "_mailboxes", [lambda: mailbox])
    with _in(app, alba):
        found = identity("newsletter")
        path = found.return_path("n", alba.id)
    assert (found.envelope_mailbox, path == found.address) == (mailbox if used else None, not used)


@pytest.mark.parametrize(("state", "used"), [("ok", True), ("wrong", False), ("unknown", False)])
def test_mailbox_of_another_domain_serves_once_its_spf_was_found_right(
    app: Flask, alba: Standing, production: object, returns: str, state: str, used: bool
) -> None:
    _keep_key(app, alba, verified=False)
    with _in(app, alba):
        db.session.query(SendingDomain).one().findings = {"spf": {"state": state}}
    with _in(app, alba):
        found = identity("system")
    assert (found.domain, found.envelope_mailbox) == ("rete.example", returns if used else None)


def test_without_a_mailbox_of_returns_they_go_to_the_sender(
    alba: Standing, queue: Queue, raw: Callable[[Message], bytes]
) -> None:
    assert _read(raw(queue(alba)))["Return-Path"] == "<posta@alba.example>"


def test_mailbox_whose_name_is_too_long_for_a_mark_is_left_alone(app: Flask, alba: Standing) -> None:
    found = Identity("Alba", "posta@alba.example", None, None, f"{'r' * 40}@alba.example")
    with _in(app, alba):
        assert found.return_path("m", alba.id) == "posta@alba.example"


def test_answers_reach_the_association_also_from_the_installation_s_address(
    alba: Standing, queue: Queue, raw: Callable[[Message], bytes], settings: Settings, production: pytest.MonkeyPatch
) -> None:
    production.setitem(settings.__dict__, "mail_url", "mailbox:")
    production.setattr(Settings, "mail_stays_here", property(lambda self: False))
    mail = _read(raw(queue(alba)))
    assert (mail["From"], mail["Reply-To"]) == ("Alba <alba@rete.example>", "Alba <posta@alba.example>")


def test_domain_in_other_letters_is_written_as_the_dns_writes_it() -> None:
    assert domain_of("posta@Perché.example") == "xn--perch-fsa.example"
