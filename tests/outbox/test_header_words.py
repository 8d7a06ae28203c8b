"""Words that people type, in the headers of a mail: they stay words."""

from email import message_from_bytes
from email.policy import default

import pytest

from ama_net.foundation.mail import Envelope

HIDDEN = "=?utf-8?q?ciao_=0D=0ABcc=3A_z@z.example=0D=0A=0D=0Acorpo?="


@pytest.mark.parametrize(
    "words", [HIDDEN, "ciao\r\nBcc: z@z.example", "ciao\x00\x0bBcc: z@z.example", "ciao\u2028Bcc: z@z.example"]
)
@pytest.mark.parametrize("where", ["subject", "sender_name"])
def test_typed_words_add_no_header_and_no_body(where: str, words: str) -> None:
    values = {"subject": "Ciao", "sender_name": "Alba", where: words}
    envelope = Envelope(
        message_id="1@alba.example", sender="posta@alba.example", recipient="anna@posta.example", text="testo\n",
        html="<p>testo</p>", reply_to="segreteria@alba.example", **values,
    )  # fmt: skip
    raw = envelope.as_bytes()
    mail = message_from_bytes(raw, policy=default)
    assert mail["Bcc"] is None
    assert b"\x00" not in raw
    assert mail.get_body(("plain",)).get_content().strip() == "testo"  # type: ignore[union-attr]
