"""What a sending service is given with a mail, so that it can say afterwards which one came back."""

from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest

from ama_net.foundation.mail.bytes_of_mail import CheckedMail
from ama_net.foundation.mail.envelopes import Envelope
from ama_net.foundation.mail.relays import METADATA, for_relay

ROW = uuid4()


@pytest.fixture
def mail() -> bytes:
    return Envelope(
        message_id=f"{ROW}@alba.example",
        sender_name="Alba",
        sender="posta@alba.example",
        recipient="anna@posta.example",
        subject="Prova",
        text="Message-ID: <altro@alba.example>",
        html="<p>Ciao</p>",
    ).as_bytes()


@pytest.mark.parametrize("host", ["smtp.postmarkapp.com", "smtp-broadcasts.postmarkapp.com"])
def test_postmark_keeps_our_message_id_and_is_told_the_row(mail: bytes, host: str) -> None:
    sent = message_from_bytes(for_relay(host, mail), policy=default)
    said = (sent["X-PM-KeepID"], sent[f"X-PM-Metadata-{METADATA}"], sent["Message-ID"])
    assert said == ("true", str(ROW), f"<{ROW}@alba.example>")


@pytest.mark.parametrize("host", ["smtp-relay.brevo.com", "localhost", "postmarkapp.com.example", None])
def test_others_get_the_mail_as_it_is(mail: bytes, host: str | None) -> None:
    assert for_relay(host, mail) is mail


def test_what_is_known_of_its_bytes_stays_known(mail: bytes) -> None:
    assert isinstance(for_relay("smtp.postmarkapp.com", CheckedMail(mail)), CheckedMail)
