"""A mail in the association's own words: values are only text, and no mail is ever lost to its words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.mail import RenderedMail
from ama_net.kernel.outbox import MailText, Message, send_mail
from ama_net.kernel.outbox.checking_words import faults_of
from ama_net.kernel.outbox.editable import EditableMail, Placeholder
from ama_net.kernel.outbox.own_words import in_own_words
from ama_net.kernel.outbox.placeholders import lines_of, said
from ama_net.kernel.tenancy import current_tenant, tenant_scope
from ama_net.kernel.tenancy.look import colours
from tests.support.standing import Standing

BODY = "Ciao **{nome}**,\n\n{link}\n\n{dati}"
TRIAL = EditableMail(
    template="trial/own",
    subject="Ciao {nome}",
    body=BODY,
    placeholders=(
        Placeholder("nome", "Il nome", said("name"), in_subject=True),
        Placeholder("link", "La pagina", said("link"), required=True, button="Apri"),
        Placeholder("dati", "I dati", lines_of("lines")),
        Placeholder("rotto", "Un valore che manca", lambda context: context["mai_dato"]),
    ),
)
CONTEXT = {"name": "Maria", "link": "https://esempio.example/a?b=1&c=2", "lines": [("IBAN", "IT60"), ("Causale", "X")]}
PARTS = {
    "trial/emails/own.subject.txt": "Ciao {{ name }}",
    "trial/emails/own.txt": '{% extends "email/layout.txt" %}{% block content %}nostro{% endblock %}{% block why %}perché{% endblock %}',
    "trial/emails/own.html": '{% extends "email/layout.html" %}{% block content %}nostro{% endblock %}{% block why %}<p>perché</p>{% endblock %}',
}


@pytest.fixture
def trial(app: Flask) -> Iterator[EditableMail]:
    """A mail that may be rewritten and that only these tests know."""
    loader, known = app.jinja_env.loader, app.extensions["editable_mails"]
    assert loader is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader(PARTS), loader])
    app.extensions["editable_mails"] = {**known, TRIAL.template: TRIAL}
    yield TRIAL
    app.jinja_env.loader, app.extensions["editable_mails"] = loader, known


@contextmanager
def _inside(app: Flask, standing: Standing) -> Iterator[None]:
    with app.test_request_context(), tenant_scope(standing.id):
        yield


def _context(**changes: Any) -> dict[str, Any]:
    tenant = current_tenant()
    return {**CONTEXT, "tenant": tenant, "theme": colours(tenant.slug), **changes}


def _rendered(
    app: Flask, standing: Standing, body: str = BODY, subject: str = "Ciao {nome}", **changes: Any
) -> RenderedMail:
    with _inside(app, standing):
        return in_own_words(TRIAL, subject, body, _context(**changes))


def test_values_take_their_places(app: Flask, alba: Standing, trial: EditableMail) -> None:
    mail = _rendered(app, alba)
    assert mail.subject == "Ciao Maria"
    assert mail.text.startswith("Ciao Maria,\n\nApri:\nhttps://esempio.example/a?b=1&c=2\n\nIBAN: IT60\nCausale: X\n")
    assert "<strong>Maria</strong>" in mail.html


def test_address_alone_on_its_line_is_a_button(app: Flask, alba: Standing, trial: EditableMail) -> None:
    html = _rendered(app, alba).html
    assert ('href="https://esempio.example/a?b=1&amp;c=2"' in html, 'class="button"' in html, ">Apri</a>" in html) == (
        True, True, True,
    )  # fmt: skip


def test_why_it_is_received_stays(app: Flask, alba: Standing, trial: EditableMail) -> None:
    html = _rendered(app, alba, body="{link}").html
    assert ("perché" in html, "nostro" in html) == (True, False)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("{link}", "{link}"),
        ("{{ config }}{% raw %}", "{{ config }}{% raw %}"),
        ("[apri](javascript:alert(1))", "[apri](javascript:alert(1))"),
        ("**A** _b_ # `c`", "**A** _b_ # `c`"),
        ("xSegno1x", "xSegno1x"),
        ("\\1 \\g<0>", "\\1 \\g&lt;0&gt;"),
    ],
)
def test_name_is_only_text(app: Flask, alba: Standing, trial: EditableMail, name: str, shown: str) -> None:
    mail = _rendered(app, alba, name=name)
    assert f"<strong>{shown}</strong>" in mail.html
    assert mail.text.startswith(f"Ciao {name},\n")


@pytest.mark.parametrize(
    "written", ["xSegxSegno0xno9x", "xSegno0x", "xSe&#103;no9x", "segno0000000000000000n0x", "segno{nome}n9x"]
)
def test_no_words_are_taken_for_a_value(app: Flask, alba: Standing, trial: EditableMail, written: str) -> None:
    with _inside(app, alba):
        faults = faults_of(trial, "Ciao", f"{written} {{link}}\n\n[qui](http://{written.partition('{')[0]})")
    read = written.replace("{nome}", "Maria").replace("&#103;", "g")
    text = _rendered(app, alba, f"{written} {{link}}").text
    assert (faults, text.startswith(f"{read} {CONTEXT['link']}")) == ([], True)


def test_subject_is_one_line_whatever_a_name_holds(app: Flask, alba: Standing, trial: EditableMail) -> None:
    mail = _rendered(app, alba, name="Maria\r\nBcc: altri@esempio.example\x00\u202e")
    assert mail.subject == "Ciao Maria Bcc: altri@esempio.example"


def test_empty_subject_is_ours(app: Flask, alba: Standing, trial: EditableMail) -> None:
    assert _rendered(app, alba, subject="").subject == "Ciao Maria"


@pytest.mark.parametrize(
    "body",
    [
        "<img src=x onerror=alert(1)>{link}",
        "[x](javascript:alert(1)) {link}",
        "![x](https://altrove.example/x.png) {link}",
    ],
)
def test_words_carry_no_script_and_no_picture(app: Flask, alba: Standing, trial: EditableMail, body: str) -> None:
    html = _rendered(app, alba, body=body).html
    assert ("<img" in html, 'href="javascript' in html) == (False, False)


def test_line_of_an_empty_value_disappears(app: Flask, alba: Standing, trial: EditableMail) -> None:
    mail = _rendered(app, alba, body="Ciao\n\n{dati}\n\n{link}", lines=[], link="")
    assert mail.text.split("\n--\n")[0].split() == ["Ciao", "perché"]


def test_lines_keep_their_ends_and_lists_their_dashes(app: Flask, alba: Standing, trial: EditableMail) -> None:
    mail = _rendered(app, alba, body="Uno\ndue\n\n- a\n- b\n\n[la pagina]({link})")
    assert mail.text.startswith("Uno\ndue\n\n- a\n\n- b\n\nla pagina: https://esempio.example/a?b=1&c=2\n")
    assert "Uno<br>" in mail.html


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("Vedi [le tue quote]({link}) qui.", "Vedi le tue quote qui."),
        ("Ciao.\n\n[Le tue quote]({link})", "Ciao."),
        ("Ciao.\n\nDocumenti, nell'area personale:\n\n{link}\n\nA presto.", "Ciao.\n\nA presto."),
        ("Ciao.\n\n**Documenti:**\n{link}", "Ciao."),
        ("Portate un documento. Si legge tutto qui:\n\n{link}", "Portate un documento."),
        ("Sono di {nome}, si leggono qui:\n\n{link}", "Sono di Maria, si leggono qui."),
    ],
)
def test_no_words_lead_to_an_address_that_is_not_there(
    app: Flask, alba: Standing, trial: EditableMail, body: str, read: str
) -> None:
    mail = _rendered(app, alba, body=body, link="")
    assert mail.text.split("perché")[0].split("\n--\n")[0].strip() == read
    assert ('href=""' in mail.html, "qui:" in mail.html) == (False, False)


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ('[Ci vediamo](https://altrove.example "{link}")', ["Manca {link}: «La pagina»."]),
        ("[ ]({link})", ["Manca {link}: «La pagina».", "Un collegamento non ha parole: nessuno lo vedrebbe."]),
        ("[&#8203;&nbsp;]({link})", ["Manca {link}: «La pagina».", "Un collegamento non ha parole: nessuno lo vedrebbe."]),
        ("[](https://altrove.example) {link}", ["Un collegamento non ha parole: nessuno lo vedrebbe."]),
        ("[**la pagina**]({link})", []),
        ("{link}", []),
        ("- La pagina: {link}", []),
    ],
)  # fmt: skip
def test_what_must_be_said_is_said_where_it_can_be_read(
    app: Flask, alba: Standing, trial: EditableMail, body: str, missing: list[str]
) -> None:
    with _inside(app, alba):
        assert [fault.words for fault in faults_of(trial, "", body)] == missing


def test_links_have_no_words_that_are_seen_by_pointing_at_them(app: Flask, alba: Standing, trial: EditableMail) -> None:
    html = _rendered(app, alba, body='[qui](https://altrove.example "<b> {nome}")\n\n{link}').html
    assert ('href="https://altrove.example"' in html, "title=" in html.split("<body")[1]) == (True, False)


def _write(app: Flask, standing: Standing, body: str, language: str = "it") -> None:
    with _inside(app, standing), unit_of_work():
        db.session.add(MailText(template="trial/own", language=language, subject="Nuovo {nome}", body=body))


def _send(app: Flask, standing: Standing, locale: str = "it") -> str:
    with _inside(app, standing), unit_of_work():
        return send_mail("trial/own", to="maria@example.org", context=dict(CONTEXT), locale=locale).subject or ""


def test_mail_leaves_in_the_words_of_the_association(app: Flask, alba: Standing, trial: EditableMail) -> None:
    _write(app, alba, "{link}")
    assert _send(app, alba) == "Nuovo Maria"


def test_words_of_another_association_are_not_ours(
    app: Flask, alba: Standing, brig: Standing, trial: EditableMail
) -> None:
    _write(app, brig, "{link}")
    assert _send(app, alba) == "Ciao Maria"


def test_words_in_another_language_are_left_alone(app: Flask, alba: Standing, trial: EditableMail) -> None:
    _write(app, alba, "{link}")
    assert _send(app, alba, locale="en") == "Ciao Maria"


@pytest.mark.parametrize("body", ["{mai_visto}", "{rotto}"])
def test_words_that_cannot_be_written_lose_no_mail(app: Flask, alba: Standing, trial: EditableMail, body: str) -> None:
    _write(app, alba, body)
    assert _send(app, alba) == "Ciao Maria"
    with _inside(app, alba):
        assert db.session.query(MailText).one().failed_at is not None


def _send_and_fail(app: Flask, standing: Standing) -> None:
    with _inside(app, standing), unit_of_work():
        send_mail("trial/own", to="maria@example.org", context=dict(CONTEXT))
        raise RuntimeError


def test_nobody_waits_for_a_mail_of_a_request_that_failed(app: Flask, alba: Standing, trial: EditableMail) -> None:
    with pytest.raises(RuntimeError):
        _send_and_fail(app, alba)
    with _inside(app, alba):
        assert db.session.query(Message).count() == 0
