"""Every mail there is: rewritable by the association, or on a short list that says why not."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from ama_net.across.office.mail_frame import mail_sample
from ama_net.across.office.mail_words import FIXED_MAILS, MAILS
from ama_net.across.previews.found import mails
from ama_net.foundation.mail import RenderedMail, render_mail
from ama_net.kernel.outbox.checking_words import faults_of
from ama_net.kernel.outbox.editable import EditableMail, editable_mails
from ama_net.kernel.outbox.own_words import MARK, in_own_words
from ama_net.kernel.outbox.resending import is_secret
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing


@pytest.fixture(params=["it", "en"])
def known(app: Flask, alba: Standing, request: pytest.FixtureRequest) -> Iterator[list[EditableMail]]:
    """The mails that may be rewritten, in each language."""
    with app.test_request_context(), tenant_scope(alba.id), force_locale(request.param):
        yield list(editable_mails().values())


def _own(mail: EditableMail) -> RenderedMail:
    return in_own_words(mail, str(mail.subject), str(mail.body), mail_sample(mail))


def test_every_mail_may_be_rewritten_or_says_why_not(known: list[EditableMail]) -> None:
    assert sorted([mail.template for mail in known] + list(FIXED_MAILS)) == mails()


def test_few_mails_are_kept_as_they_are(known: list[EditableMail]) -> None:
    assert len(FIXED_MAILS) <= 3


def test_every_mail_has_a_name(known: list[EditableMail]) -> None:
    assert [mail.template for mail in known if mail.template not in MAILS] == []


def test_words_to_begin_from_have_no_fault(known: list[EditableMail]) -> None:
    found = {mail.template: faults_of(mail, str(mail.subject), str(mail.body)) for mail in known}
    assert {template: faults for template, faults in found.items() if faults} == {}


def test_no_value_that_is_required_may_be_missing(known: list[EditableMail]) -> None:
    missing = [
        (mail.template, one.key)
        for mail in known
        for one in mail.placeholders
        if one.required and faults_of(mail, "Ciao", str(mail.body).replace(f"{{{one.key}}}", "")) == []
    ]
    assert missing == []


def test_every_value_has_a_key_of_its_own(known: list[EditableMail]) -> None:
    assert [mail.template for mail in known if len(mail.named()) != len(mail.placeholders) + 1] == []


def test_every_mail_is_written_with_its_sample(known: list[EditableMail]) -> None:
    written = {mail.template: _own(mail) for mail in known}
    assert [
        template
        for template, mail in written.items()
        if "{" in mail.text + mail.subject or MARK.search(mail.html + mail.text) or not mail.subject
    ] == []


def test_words_to_begin_from_say_what_ours_say(known: list[EditableMail]) -> None:
    """Each word of ours is there: opening the page and saving takes nothing away from anybody."""
    lost = {}
    for mail in known:
        ours = render_mail(mail.template, mail_sample(mail))
        missing = _said(ours.html) - _said(_own(mail).html)
        if missing:
            lost[mail.template] = missing
    assert lost == {}


def _said(html: str) -> set[str]:
    words = re.sub(r"<style.*?</style>|<title.*?</title>|<[^>]+>|https?://[^\s<]+", " ", html, flags=re.DOTALL)
    return set(re.findall(r"\w{3,}", words))


@pytest.mark.parametrize("paper", [True, False])
def test_convocation_in_own_words_holds_what_it_must(app: Flask, alba: Standing, paper: bool) -> None:
    with app.test_request_context(), tenant_scope(alba.id):
        mail = editable_mails()["members/meeting_notice"]
        body = f"Care e cari,\n\n{mail.body}\n\nA presto"
        text = in_own_words(mail, "", body, {**mail_sample(mail), "paper": paper}).text
    wanted = [
        "Care e cari,",
        "1. Bilancio\n2. Elezione del consiglio",
        "https://meet.esempio.localhost/assemblea",
        "/my/riunioni/",
        "A presto",
    ]
    on_paper = ["DELEGA (se serve, da consegnare firmata)"]
    in_mail = ["Protocollo n. 12/2026", "Assemblea ordinaria di esempio\nmercoledì 2 dicembre 2026, ore 18:00"]
    assert [words in text for words in (*wanted, *on_paper, *in_mail)] == [True] * 5 + [paper] + [not paper] * 2


def test_subject_of_a_convocation_says_always_which_it_is(app: Flask, alba: Standing) -> None:
    with app.test_request_context(), tenant_scope(alba.id):
        mail = editable_mails()["members/meeting_notice"]
        own = in_own_words(mail, "Ciao", str(mail.body), {**mail_sample(mail), "heading": "Riunione annullata"})
    assert own.subject == "Riunione annullata – mercoledì 2 dicembre 2026, ore 18:00"


def test_keys_to_something_keep_their_address(app: Flask) -> None:
    """Only the notice that an address has changed opens nothing."""
    with app.app_context():
        keys = [mail for mail in editable_mails().values() if is_secret(mail.template)]
    without = [mail.template for mail in keys if not any(one.required and one.button for one in mail.placeholders)]
    assert (len(keys) > 10, without) == (True, ["accounts/email_changed"])
