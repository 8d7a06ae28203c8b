"""The office's pages of returns: who may see and do what, and what they never say."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.newsletters.models import FeedbackKind, FeedbackSource, MailReturn, ReturnKind
from ama_net.across.newsletters.operations.feedback import Source, password_of, path_of, save_source
from ama_net.across.newsletters.operations.returns import record_return
from ama_net.across.newsletters.returns.mailboxes import Mailbox
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy.models import Tenant
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from tests.factories.newsletters import make_newsletter, make_subscriber
from tests.newsletters.returns import steps
from tests.newsletters.returns.hooks import Hook
from tests.newsletters.returns.mails import failure
from tests.newsletters.returns.servers import PASSWORD, USERNAME, Box, Imap, served
from tests.newsletters.returns.steps import ANNA, read, reason_of, sent_to, told
from tests.support.cast import Part, sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

RETURNS, READING = "/manage/newsletter/ritorni", "/manage/newsletter/ritorni/lettura"
MAILBOX = {
    "address": "ritorni@alba.example",
    "host": "imap.alba.example",
    "port": "993",
    "username": "ritorni",
    "secret": "una parola",
}

At = Callable[[Part], Browser]


def came_back(app: Flask, alba: Standing, *, confidential: bool = False, subject: str = "Le novità") -> UUID:
    """A newsletter to Anna that came back."""
    with desk(app, alba):
        newsletter = make_newsletter(subject, state="sent", confidential=confidential)
        delivery = sent_to(make_subscriber(f"{uuid4().hex[:9]}@posta.example"), newsletter)
        row = record_return(read(failure(to=steps.path_of(delivery))), by=SYSTEM)
        assert row is not None
        return row.id


def text_of(browser: Browser, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


def test_the_list_says_what_happened_and_no_address(app: Flask, alba: Standing, secretary: Browser) -> None:
    came_back(app, alba)
    page = text_of(secretary, RETURNS)
    assert ("Indirizzo che non esiste" in page, "…@po…" in page, "posta.example" in page) == (True, True, False)


@pytest.mark.parametrize("confidential", [True, False])
def test_no_newsletter_is_named_so_that_none_stands_out(
    app: Flask, alba: Standing, secretary: Browser, confidential: bool
) -> None:
    came_back(app, alba, confidential=confidential, subject="Per chi è in lutto")
    page = text_of(secretary, RETURNS)
    assert ("Indirizzo che non esiste" in page, ">Messaggio<" in page, "lutto" in page) == (True, False, False)


def test_when_it_came_back_is_said_by_the_month(app: Flask, alba: Standing, secretary: Browser) -> None:
    row_id = came_back(app, alba)
    with desk(app, alba):
        db.session.get_one(MailReturn, row_id).received_at = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
    page = text_of(secretary, RETURNS)
    assert ("marzo 2026" in page, "14 marzo" in page, "2026-03-14" in page) == (True, False, False)


def test_of_institutional_mail_it_says_what_to_do(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        mail = Message(template="members/fee_receipt", state="sent", sent_at=now())
        mail.recipient = ANNA
        db.session.add(mail)
        db.session.flush()
        record_return(read(failure(row_id=mail.id)), by=SYSTEM)
    page = text_of(secretary, RETURNS)
    assert ("va consegnato su carta" in page, ">Messaggio<" in page) == (True, True)


def test_undoing_writes_to_the_address_again(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        make_subscriber(ANNA)
        row = record_return(told(), by=SYSTEM)
        assert row is not None
        address = f"{RETURNS}/{row.id}/annullamento"
    assert (secretary.submit(address).status_code, secretary.submit(address).status_code) == (303, 303)
    with desk(app, alba):
        assert reason_of() is None


def test_the_list_can_be_narrowed(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        record_return(told(ReturnKind.COMPLAINT, "aaaa@posta.example"), by=SYSTEM)
        record_return(told(ReturnKind.SOFT, "bbbb@posta.example"), by=SYSTEM)
    page = text_of(secretary, f"{RETURNS}?kind=soft")
    assert ("aa…@po…" in page, "bb…@po…" in page) == (False, True)


def test_the_list_asks_the_same_of_the_database_however_long(app: Flask, alba: Standing, secretary: Browser) -> None:
    came_back(app, alba)
    secretary.get(RETURNS)
    with count_queries() as one:
        secretary.get(RETURNS)
    for _ in range(3):
        came_back(app, alba)
    with count_queries() as four:
        secretary.get(RETURNS)
    assert len(one) == len(four)


def test_another_association_sees_and_undoes_nothing(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:

    row_id = came_back(app, alba)
    theirs = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert "…@po…" not in text_of(theirs, RETURNS)
    assert theirs.submit(f"{RETURNS}/{row_id}/annullamento").status_code == 404


@pytest.mark.parametrize("part", [Role.EDITOR, Role.VOLUNTEER, Role.MEMBER])
def test_who_has_nothing_to_do_with_mail_finds_no_page(at: At, part: Part) -> None:
    browser = at(part)
    assert [browser.get(path).status_code for path in (RETURNS, READING, f"{READING}/nuova/imap")] == [404] * 3


def test_who_only_reads_changes_nothing(app: Flask, alba: Standing, at: At) -> None:
    row_id = came_back(app, alba)
    browser = at(Role.BOARD)
    assert browser.get(RETURNS).status_code == 200
    tried = [f"{RETURNS}/{row_id}/annullamento", f"{READING}/nuova/brevo"]
    assert [browser.submit(path).status_code for path in tried] == [404, 404]


def test_who_only_reads_is_told_who_does_it(at: At) -> None:
    browser = at(Role.BOARD)
    assert ["Lo fa la segreteria" in text_of(browser, page) for page in (RETURNS, READING)] == [True, True]


# Where they are read


def test_a_mailbox_is_added(app: Flask, alba: Standing, secretary: Browser) -> None:
    assert secretary.submit(f"{READING}/nuova/imap", data=MAILBOX).status_code == 303
    with desk(app, alba):
        row = db.session.scalars(select(FeedbackSource)).one()
        assert (row.kind, row.address, row.secret) == ("imap", "ritorni@alba.example", "una parola")


def test_its_password_is_never_shown_again(app: Flask, alba: Standing, secretary: Browser) -> None:
    shown = secretary.submit(f"{READING}/nuova/imap", data=MAILBOX, follow_redirects=True).get_data(as_text=True)
    assert ("Salvato." in shown, "una parola" in shown) == (True, False)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"host": "imap.alba.example/x"}, "Serve solo il nome del server"),
        ({"host": ""}, "Serve solo il nome del server"),
        ({"port": "25"}, "Le porte di questa posta sono 993 e 143."),
        ({"port": ""}, "Le porte di questa posta sono 993 e 143."),
        ({"port": "tante"}, "Scrivi un numero intero."),
        ({"username": ""}, "Serve il nome con cui si entra"),
        ({"secret": ""}, "Serve la password della casella."),
        ({"address": "ritorni"}, "Indirizzo della casella"),
        ({"address": "ritorni+x@alba.example"}, "senza il segno +"),
        ({"address": "r" * 30 + "@alba.example"}, "ci possono stare 22 caratteri"),
    ],
)
def test_a_mailbox_that_cannot_be_is_told(secretary: Browser, changed: dict[str, str], words: str) -> None:
    answer = secretary.submit(f"{READING}/nuova/imap", data={**MAILBOX, **changed})
    assert (answer.status_code, words in answer.get_data(as_text=True)) == (422, True)


def test_there_is_one_mailbox_at_a_time(secretary: Browser) -> None:
    secretary.submit(f"{READING}/nuova/imap", data=MAILBOX)
    answer = secretary.submit(f"{READING}/nuova/pop", data={**MAILBOX, "port": "995"})
    assert (answer.status_code, "C&#39;è già una casella dei ritorni" in answer.get_data(as_text=True)) == (422, True)


def test_changing_without_a_password_keeps_it(app: Flask, alba: Standing, secretary: Browser) -> None:
    shown = secretary.submit(f"{READING}/nuova/imap", data=MAILBOX).headers["Location"]
    secretary.submit(shown, data={**MAILBOX, "secret": "", "address": "indietro@alba.example"})
    with desk(app, alba):
        row = db.session.scalars(select(FeedbackSource)).one()
        assert (row.address, row.secret) == ("indietro@alba.example", "una parola")


@pytest.mark.parametrize("changed", [{"host": "mail.altri.example"}, {"port": "143"}, {"username": "altri"}])
def test_a_kept_password_is_never_said_elsewhere(
    app: Flask, alba: Standing, secretary: Browser, changed: dict[str, str]
) -> None:
    shown = secretary.submit(f"{READING}/nuova/imap", data=MAILBOX).headers["Location"]
    answer = secretary.submit(shown, data={**MAILBOX, **changed, "secret": ""})
    assert (answer.status_code, "va scritta di nuovo anche la password" in answer.get_data(as_text=True)) == (422, True)
    with desk(app, alba):
        row = db.session.scalars(select(FeedbackSource)).one()
        assert (row.host, row.port, row.username) == ("imap.alba.example", 993, "ritorni")


def test_with_its_password_a_mailbox_moves(app: Flask, alba: Standing, secretary: Browser) -> None:
    shown = secretary.submit(f"{READING}/nuova/imap", data=MAILBOX).headers["Location"]
    secretary.submit(shown, data={**MAILBOX, "host": "mail.alba.example", "secret": "un'altra"})
    with desk(app, alba):
        row = db.session.scalars(select(FeedbackSource)).one()
        assert (row.host, row.secret) == ("mail.alba.example", "un'altra")


@pytest.mark.parametrize(("address", "told"), [("ritorni@alba.example", False), ("alba@provider.example", True)])
def test_a_mailbox_of_another_domain_is_told_to_be_of_no_use(secretary: Browser, address: str, told: bool) -> None:
    typed = {**MAILBOX, "address": address}
    page = secretary.submit(f"{READING}/nuova/imap", data=typed, follow_redirects=True).get_data(as_text=True)
    assert ("Qui non torna ancora niente" in page) == told


def test_no_representation_says_a_password() -> None:
    mailbox = Mailbox(FeedbackKind.IMAP, "imap.alba.example", 993, "ritorni", "una parola")
    typed = Source(FeedbackKind.IMAP, "imap.alba.example", 993, "ritorni", "ritorni@alba.example", "una parola")
    assert "una parola" not in f"{mailbox!r}{typed!r}"


@pytest.mark.parametrize("topic", ["", "ritorni", "arn:aws:s3:eu-south-1:123456789012:x", "arn:aws:sns:eu-south-1:1:x"])
def test_a_topic_that_cannot_be_is_told(secretary: Browser, topic: str) -> None:
    assert secretary.submit(f"{READING}/nuova/ses", data={"topic": topic}).status_code == 422


def test_mailgun_needs_its_key(secretary: Browser) -> None:
    assert secretary.submit(f"{READING}/nuova/mailgun", data={"secret": ""}).status_code == 422


def test_a_service_gets_an_address_with_its_password(app: Flask, alba: Standing, secretary: Browser) -> None:
    page = secretary.submit(f"{READING}/nuova/brevo", follow_redirects=True).get_data(as_text=True)
    with desk(app, alba):
        row = db.session.scalars(select(FeedbackSource)).one()
        wanted = f"ritorni:{password_of(row)}@{alba.host}"
        assert (wanted in page, f"/newsletter/ritorni/brevo/{path_of(row)}" in page) == (True, True)


def test_a_service_is_for_who_knows_it(secretary: Browser) -> None:
    words = "Questa parte è per il tecnico"
    shown = secretary.submit(f"{READING}/nuova/brevo").headers["Location"]
    pages = (f"{READING}/nuova/brevo", shown, f"{READING}/nuova/imap")
    assert [words in text_of(secretary, page) for page in pages] == [True, True, False]


def test_a_kind_that_does_not_exist(secretary: Browser) -> None:
    assert secretary.get(f"{READING}/nuova/piccione").status_code == 404


def test_closed_it_is_gone_and_its_password_too(app: Flask, alba: Standing, secretary: Browser) -> None:
    shown = secretary.submit(f"{READING}/nuova/imap", data=MAILBOX).headers["Location"]
    assert secretary.submit(f"{shown}/chiusura").status_code == 303
    with desk(app, alba):
        assert db.session.scalars(select(FeedbackSource.secret_sealed)).one() is None
    assert secretary.get(shown).status_code == 404


@pytest.mark.parametrize(("password", "words"), [(PASSWORD, "La casella risponde"), ("altra", "non fa entrare")])
def test_a_mailbox_is_tried(
    app: Flask, alba: Standing, secretary: Browser, password: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(Imap, Box()) as port:
        settings = app.extensions["settings"].model_copy(update={"reachable_addresses": (f"127.0.0.1:{port}",)})
        monkeypatch.setitem(app.extensions, "settings", settings)
        with desk(app, alba):
            typed = Source(FeedbackKind.IMAP, "127.0.0.1", port, USERNAME, "ritorni@alba.example", password)
            source_id = save_source(None, typed, by=SYSTEM).id
        page = secretary.submit(f"{READING}/{source_id}/prova", follow_redirects=True).get_data(as_text=True)
    assert words in page


def test_a_service_cannot_be_tried(app: Flask, alba: Standing, secretary: Browser) -> None:
    shown = secretary.submit(f"{READING}/nuova/brevo").headers["Location"]
    assert secretary.submit(f"{shown}/prova").status_code == 404


def test_with_the_room_closed_the_services_are_still_heard(
    app: Flask, alba: Standing, client: Callable[[str], Browser], secretary: Browser
) -> None:
    hook = Hook(app, alba, client(alba.host), FeedbackKind.POSTMARK)
    with desk(app, alba):
        row = db.session.get_one(Tenant, alba.id)
        row.identity = {**row.identity, "rooms": {**row.identity.get("rooms", {}), "newsletters": False}}
    forget_cached_tenants()
    assert (hook.post({"RecordType": "Delivery"}), secretary.get(RETURNS).status_code) == (200, 404)
