"""The page of the domain: the key is made, the records are told, the DNS is asked only by the button."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.foundation.config import Settings
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.mail.dkim import public_key_of
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.outbox import SendingDomain, signing
from ama_net.kernel.outbox.identities import identity
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.fake_dns import FakeDns, fake_dns
from tests.support.hands import at_once
from tests.support.standing import Standing

PAGE = "/manage/posta/dominio"
MAKE, CHECK = f"{PAGE}/chiave", f"{PAGE}/controllo"
HOST = "alba.example"
Row = Callable[[Standing], SendingDomain | None]


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


@pytest.fixture
def fake(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeDns]:
    with fake_dns() as found:
        monkeypatch.setitem(settings.__dict__, "dns", found.server)
        monkeypatch.setitem(settings.__dict__, "mail_servers", ("include:spf.rete.example",))
        found.say("spf.rete.example", "TXT", "v=spf1 ip4:192.0.2.1 -all")
        found.say(HOST, "MX", "10 mx.alba.example.")
        yield found


@pytest.fixture
def row(app: Flask) -> Callable[[Standing], SendingDomain | None]:
    def read(standing: Standing) -> SendingDomain | None:
        with app.app_context(), tenant_scope(standing.id):
            found = db.session.scalar(select(SendingDomain))
            if found is not None:
                db.session.expunge(found)
            return found

    return read


@pytest.fixture
def secretary(client: Callable[[str], Browser], alba: Standing) -> Browser:
    browser = client("alba.localhost")
    sign_in(browser, alba, Role.SECRETARY)
    return browser


def _publish(fake: FakeDns, found: SendingDomain) -> None:
    fake.say(f"{found.selector}._domainkey.{HOST}", "TXT", f"v=DKIM1; k=rsa; p={found.public_key}")
    fake.say(HOST, "TXT", "v=spf1 include:spf.rete.example ~all")
    fake.say(f"_dmarc.{HOST}", "TXT", "v=DMARC1; p=none")


def _made(alba: Standing, secretary: Browser, row: Row) -> SendingDomain:
    secretary.submit(MAKE)
    found = row(alba)
    assert found is not None
    return found


def _proved(alba: Standing, secretary: Browser, row: Row, fake: FakeDns) -> SendingDomain:
    _publish(fake, _made(alba, secretary, row))
    secretary.submit(CHECK)
    found = row(alba)
    assert found is not None
    return found


def _words(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2])).split())


def test_before_the_key_the_page_says_how_to_begin(secretary: Browser) -> None:
    words = _words(secretary.get(PAGE).text)
    assert ("Prepara la firma" in words, "Controlla adesso" in words) == (True, False)


def test_key_is_made_and_its_record_told_whole(alba: Standing, secretary: Browser, fake: FakeDns, row: Row) -> None:
    answer = secretary.submit(MAKE)
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    found = row(alba)
    assert found is not None
    page = unescape(secretary.get(PAGE).text)
    for told in (
        f"{found.selector}._domainkey.{HOST}",
        f"v=DKIM1; k=rsa; p={found.public_key}",
        "v=spf1 include:spf.rete.example ~all",
        f"_dmarc.{HOST}",
        "v=DMARC1; p=none",
    ):
        assert f"<code>{told}</code>" in page
    assert fake.asked == []


def test_each_part_says_what_it_is_for_and_only_what_is_asked_waits(secretary: Browser, fake: FakeDns) -> None:
    secretary.submit(MAKE)
    page = unescape(secretary.get(PAGE).text)
    assert (page.count("Da controllare"), "Lo cura chi gestisce il server" in page) == (4, True)


def test_private_key_is_sealed_and_never_shown(alba: Standing, secretary: Browser, fake: FakeDns, row: Row) -> None:
    found = _made(alba, secretary, row)
    assert "PRIVATE" not in secretary.get(PAGE).text
    assert b"PRIVATE" not in (found.private_key_sealed or b"PRIVATE")


def test_complete_dns_proves_the_domain(alba: Standing, secretary: Browser, fake: FakeDns, row: Row) -> None:
    found = _proved(alba, secretary, row, fake)
    assert (_words(secretary.get(PAGE).text).count("A posto"), found.verified_at is not None) == (4, True)


def test_each_missing_record_is_told(secretary: Browser, fake: FakeDns) -> None:
    secretary.submit(MAKE)
    secretary.submit(CHECK)
    words = _words(secretary.get(PAGE).text)
    assert (words.count("Manca "), words.count("A posto"), words.count("Il record con la chiave non c'è ancora.")) == (
        3,
        1,
        1,
    )
    assert (
        "La firma dei messaggi Manca Prova che un messaggio viene dall'associazione. Senza, i messaggi partono dall'indirizzo "
        "dell'installazione. Da chiedere a chi ha registrato il dominio."
    ) in words


def test_what_is_technical_is_folded(alba: Standing, secretary: Browser, fake: FakeDns, row: Row) -> None:
    found = _made(alba, secretary, row)
    secretary.submit(CHECK)
    page = unescape(secretary.get(PAGE).text).partition("<main")[2]
    open_part = _words("<main>" + re.sub(r"<details.*?</details>|<[^>]+>", " ", page, flags=re.DOTALL))
    technical = [found.public_key, "_domainkey", "DKIM", "SPF", "DMARC", "MX", "PTR", "DNS", "record"]
    assert [word for word in technical if word in open_part] == []
    assert "Copia la lettera" in open_part


def test_who_installed_the_system_is_asked_for_its_servers(
    secretary: Browser, settings: Settings, fake: FakeDns, monkeypatch: pytest.MonkeyPatch
) -> None:
    secretary.submit(MAKE)
    known = _words(secretary.get(PAGE).text)
    monkeypatch.setitem(settings.__dict__, "mail_servers", ())
    monkeypatch.setitem(settings.__dict__, "mail_url", "smtp://posta.rete.example")
    unknown = _words(secretary.get(PAGE).text)
    asked = "A chi ha installato il sistema Da quali server parte la posta"
    assert (asked in known, asked in unknown) == (False, True)


def test_nothing_is_asked_when_all_is_right(alba: Standing, secretary: Browser, fake: FakeDns, row: Row) -> None:
    _proved(alba, secretary, row, fake)
    words = _words(secretary.get(PAGE).text)
    assert ("Che cosa chiedere, e a chi" in words, "Per il tecnico: le righe del DNS" in words) == (False, True)


def test_existing_spf_record_is_proposed_with_ours_in_it(secretary: Browser, fake: FakeDns) -> None:
    fake.say(HOST, "TXT", "v=spf1 mx -all")
    secretary.submit(MAKE)
    secretary.submit(CHECK)
    assert "<code>v=spf1 include:spf.rete.example mx -all</code>" in secretary.get(PAGE).text


def test_key_that_disappears_is_no_longer_proof(alba: Standing, secretary: Browser, fake: FakeDns, row: Row) -> None:
    found = _proved(alba, secretary, row, fake)
    fake.say(f"{found.selector}._domainkey.{HOST}", "TXT", "v=DKIM1; p=")
    secretary.submit(CHECK)
    lost = row(alba)
    assert lost is not None
    assert lost.verified_at is None


def test_silent_dns_changes_nothing_that_was_known(
    alba: Standing, secretary: Browser, fake: FakeDns, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    _proved(alba, secretary, row, fake)
    monkeypatch.setattr("ama_net.foundation.dns_client.WHOLE_SECONDS", 0.0)
    secretary.submit(CHECK)
    kept = row(alba)
    assert kept is not None
    assert kept.verified_at is not None
    assert _words(secretary.get(PAGE).text).count("Nessuna risposta") == 4


def test_another_key_must_be_proved_again(alba: Standing, secretary: Browser, fake: FakeDns, row: Row) -> None:
    found = _proved(alba, secretary, row, fake)
    secretary.submit(MAKE)
    other = row(alba)
    assert other is not None
    assert (other.id, other.selector == found.selector, other.public_key == found.public_key, other.verified_at) == (
        found.id,
        False,
        False,
        None,
    )


def test_audit_says_what_was_done_and_no_key(
    app: Flask, alba: Standing, secretary: Browser, fake: FakeDns, row: Row
) -> None:
    found = _proved(alba, secretary, row, fake)
    secretary.submit(CHECK)
    with app.app_context(), tenant_scope(alba.id):
        facts = [entry.facts for entry in db.session.scalars(select(LedgerEntry).order_by(LedgerEntry.number))]
        said = [fact for fact in facts if str(fact["verb"]).startswith("sending_domain.")]
        assert [fact["verb"] for fact in said] == ["sending_domain.key_made", "sending_domain.verified"]
        assert not any(found.public_key in str(fact) for fact in said)


@pytest.mark.parametrize("address", [MAKE, CHECK])
def test_who_only_reads_mail_cannot_act(
    client: Callable[[str], Browser], alba: Standing, row: Row, address: str
) -> None:
    browser = client("alba.localhost")
    sign_in(browser, alba, Role.EDITOR)
    assert (browser.get(PAGE).status_code, browser.submit(address).status_code) == (404, 404)
    assert row(alba) is None


def test_check_without_a_key_is_not_there(secretary: Browser) -> None:
    assert secretary.submit(CHECK).status_code == 404


def test_other_association_has_its_own(
    alba: Standing, brig: Standing, client: Callable[[str], Browser], secretary: Browser, row: Row
) -> None:
    secretary.submit(MAKE)
    other = client("brig.localhost")
    sign_in(other, brig, Role.SECRETARY)
    assert ("Prepara la firma" in other.get(PAGE).text, row(brig)) == (True, None)


def test_domain_of_a_mailbox_provider_has_no_key(
    alba: Standing, secretary: Browser, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "OF_ALL", frozenset({HOST}))
    assert "è di un gestore di caselle" in _words(secretary.get(PAGE).text)
    secretary.submit(MAKE)
    assert row(alba) is None


def test_page_says_who_writes_until_the_domain_is_proved(
    secretary: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "environment": "production",
        "mail_url": "smtp://127.0.0.1",
        "mail_domain": "rete.example",
    }.items():
        monkeypatch.setitem(settings.__dict__, name, value)
    words = _words(secretary.get(PAGE).text)
    assert ("alba@rete.example" in words, "alba-newsletter@rete.example" in words) == (True, True)
    assert "chi risponde scrive a posta@alba.example" in words


def test_key_made_while_the_dns_is_asked_is_not_judged_by_the_old_one(
    app: Flask, alba: Standing, fake: FakeDns, secretary: Browser, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _made(alba, secretary, row)
    _publish(fake, found)
    asked = signing.check_records

    def ask_and_change(*values: object) -> object:
        findings = asked(*values)  # type: ignore[arg-type]
        db.session.execute(
            SendingDomain.__table__.update()  # type: ignore[attr-defined]
            .where(SendingDomain.__table__.c.id == found.id)
            .values(public_key="another", verified_at=None)
        )
        return findings

    monkeypatch.setattr(signing, "check_records", ask_and_change)
    secretary.submit(CHECK)
    after = row(alba)
    assert after is not None
    assert (after.public_key, after.verified_at, after.checked_at) == ("another", None, None)


def test_keys_made_at_once_are_one(app: Flask, alba: Standing) -> None:
    made = at_once(app, alba, lambda _number: signing.make_key(by=SYSTEM).id, hands=4)
    with app.app_context(), tenant_scope(alba.id):
        (row,) = db.session.scalars(select(SendingDomain))
        assert set(made) == {row.id}
        assert public_key_of(row.private_key or "") == row.public_key


def test_identity_signs_as_soon_as_there_is_a_key(app: Flask, alba: Standing, secretary: Browser) -> None:
    secretary.submit(MAKE)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        signer = identity("system").signer
        assert signer is not None
        assert signer.domain == HOST


def test_records_with_a_nul_are_kept_without_it(alba: Standing, secretary: Browser, row: Row, fake: FakeDns) -> None:
    _publish(fake, _made(alba, secretary, row))
    fake.say(f"_dmarc.{HOST}", "TXT", r"v=DMARC1; p=qu\000asi")
    fake.say(HOST, "TXT", r"v=spf1 ink\000lude:x ~all")
    assert secretary.submit(CHECK).status_code == 303
    found = row(alba)
    assert found is not None
    assert [found.findings[name]["detail"] for name in ("dmarc", "spf")] == ["quasi", "inklude:x"]
