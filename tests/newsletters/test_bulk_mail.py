"""Every message of a newsletter, read as a receiver does: way out in one click, list, signature over all of it, both parts."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from ama_net.across.newsletters.operations.starting import begin
from ama_net.across.newsletters.recipients import Recipient
from ama_net.across.newsletters.sending.letters import letter_of
from ama_net.foundation.database import db
from ama_net.foundation.mail.dkim import new_key, public_key_of
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox import SendingDomain
from ama_net.kernel.outbox.identities import identity
from ama_net.kernel.tenancy import current_tenant
from tests.factories.newsletters import make_newsletter
from tests.newsletters.conftest import Server
from tests.newsletters.sending_steps import readers, written
from tests.support.hands import desk
from tests.support.mail_checker import check_bulk
from tests.support.standing import Standing

PEM = new_key()
KEY = public_key_of(PEM)
LONG = "Perché così è più lungo di ogni riga " * 8
BLOCKS: list[dict[str, Any]] = [
    {"kind": "heading", "text": "Buone notizie, perché sì", "level": 2},
    {
        "kind": "text",
        "markdown": "Ciao {nome|a tutti}.\n\n.\n\n..due\n\nFrom noi, con affetto\n\n- uno\n- due " + "à" * 1200,
    },
    {"kind": "button", "text": "Leggi", "address": "https://alba.example/una?a=1&b=2#c"},
    {"kind": "divider"},
]


@pytest.fixture
def key() -> Callable[[], None]:
    def keep() -> None:
        row = SendingDomain(domain="alba.example", selector="ama", public_key=KEY, verified_at=datetime.now(UTC))
        row.private_key = PEM
        db.session.add(row)
        db.session.flush()

    return keep


def _scheme() -> str:
    return current_tenant().base_url.partition(":")[0]


@pytest.mark.parametrize("subject", ["Le notizie", "Perché sì: l'incontro è di mercoledì", LONG, "\N{SEEDLING} Alba"])
@pytest.mark.parametrize("name", ["Bianca", "", "王芳", "<b>Zoë</b>", "Anna\r\nBcc: z@posta.example", "x" * 300])
def test_message_is_as_receivers_want_it(in_alba: Standing, key: Callable[[], None], subject: str, name: str) -> None:
    key()
    newsletter = make_newsletter(subject, blocks=BLOCKS)
    begin(newsletter, by=SYSTEM)
    db.session.flush()
    letter = letter_of(newsletter, identity("newsletter"))
    raw = letter.to(Recipient(uuid4(), "bianca@posta.example", name), uuid4())
    assert check_bulk(raw, public_key=KEY, scheme=_scheme()) == []


def test_each_message_that_leaves_is_as_receivers_want_it(
    app: Flask, alba: Standing, key: Callable[[], None], server: Server, fast: object, run_jobs: Callable[[], int]
) -> None:
    with desk(app, alba):
        key()
        scheme = _scheme()
    written(app, alba, 12)
    while run_jobs():
        pass
    assert server.receivers == readers(12)
    raws = [envelope.content for envelope in server.taken if isinstance(envelope.content, bytes)]
    assert [check_bulk(raw, public_key=KEY, scheme=scheme) for raw in raws] == [[]] * 12


def test_two_readers_share_no_identifier(in_alba: Standing, key: Callable[[], None]) -> None:
    key()
    newsletter = make_newsletter("Le notizie", blocks=BLOCKS)
    begin(newsletter, by=SYSTEM)
    db.session.flush()
    letter = letter_of(newsletter, identity("newsletter"))
    one, other = (
        letter.to(Recipient(uuid4(), f"{name}@posta.example", ""), uuid4()).partition(b"\r\n\r\n")[0]
        for name in ("anna", "rosa")
    )
    names = (b"Message-ID:", b"List-Unsubscribe:", b"To:")
    lines = [{line for line in head.split(b"\r\n") if line.startswith(names)} for head in (one, other)]
    assert (len(lines[0]), lines[0] & lines[1]) == (3, set())
