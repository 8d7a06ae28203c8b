"""The mails about a request: who gets one, and how little each says."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from ama_net.features.groups.previews import EMAIL_PREVIEWS
from ama_net.foundation.mail import render_mail
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours
from tests.groups import join_steps as steps
from tests.support.standing import Standing

OFFICE = "segreteria@alba.example"
SECRETS = (steps.NICKNAME, steps.STORY, steps.GROUP, steps.SLUG, "lutto", "sorella")


def _ask(app: Flask, alba: Standing, client: Any, path: str = "", **changes: Any) -> str:
    steps.prepare(app, alba)
    browser = client(alba.host)
    form = f"{path}/gruppi/{steps.SLUG}/partecipa"
    browser.submit(form, steps.typed(**{"form_key": steps.form_key(browser.get(form)), **changes}))
    receipt = browser.get(f"{path}/richieste/ricevuta").text
    return receipt.partition("<code>http://")[2].partition("<")[0]


def test_who_left_a_mail_address_gets_the_link(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    link = _ask(app, alba, client)
    run_jobs()
    mail = steps.mail_to(app, steps.MAIL)
    assert mail["Subject"] == "La tua richiesta: Alba"
    assert steps.whole_text(mail).count(f"http://{link}") == 2


def test_who_left_a_phone_number_gets_no_mail(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    _ask(app, alba, client, contact=steps.PHONE)
    run_jobs()
    assert [mail["To"] for mail in steps.mails(app)] == [OFFICE]


def test_secretariat_is_told_that_there_is_something_to_read(
    app: Flask, alba: Standing, client: Any, run_jobs: Any
) -> None:
    _ask(app, alba, client)
    run_jobs()
    mail = steps.mail_to(app, OFFICE)
    assert mail["Subject"] == "C'è una nuova richiesta da leggere"
    with steps.inside(app, alba):
        assert f"http://{alba.host}:8000/manage/richieste/{steps.the_request().id}" in steps.whole_text(mail)


@pytest.mark.parametrize("contact", [steps.MAIL, steps.PHONE])
def test_no_mail_says_who_or_why(app: Flask, alba: Standing, client: Any, run_jobs: Any, contact: str) -> None:
    link = _ask(app, alba, client, contact=contact)
    client(alba.host).submit(f"/{link.partition('/')[2]}/messaggi", {"body": steps.STORY})
    steps.answer(app, client, alba)
    run_jobs()
    mails = steps.mails(app)
    assert len(mails) == (4 if contact == steps.MAIL else 2)
    for mail in mails:
        assert [word for word in SECRETS if word in steps.whole_text(mail)] == []
    for mail in mails:
        assert mail["To"] != OFFICE or contact not in steps.whole_text(mail)


def test_answer_is_behind_the_link_unless_asked_otherwise(
    app: Flask, alba: Standing, client: Any, run_jobs: Any
) -> None:
    link = _ask(app, alba, client)
    run_jobs()
    steps.answer(app, client, alba)
    run_jobs()
    (mail,) = [mail for mail in steps.mails(app) if mail["Subject"] == "Una risposta da Alba"]
    assert steps.ANSWER not in steps.whole_text(mail)
    assert f"http://{link}" in steps.whole_text(mail)


def test_answer_is_in_the_mail_when_asked(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    _ask(app, alba, client, answer_in_mail="y")
    steps.answer(app, client, alba)
    run_jobs()
    (mail,) = [mail for mail in steps.mails(app) if mail["Subject"] == "Una risposta da Alba"]
    assert steps.ANSWER in steps.whole_text(mail)


def test_english_request_is_answered_in_english_by_an_italian_office(
    app: Flask, alba: Standing, client: Any, run_jobs: Any
) -> None:
    link = _ask(app, alba, client, path="/en")
    steps.answer(app, client, alba)
    run_jobs()
    (mail,) = [mail for mail in steps.mails(app) if mail["Subject"] == "An answer from Alba"]
    assert "/en/richieste/" in link
    assert f"http://{link}" in steps.whole_text(mail)
    assert '<html lang="en">' in steps.whole_text(mail)
    assert steps.mail_to(app, OFFICE)["Subject"] == "C'è una nuova richiesta da leggere"


def test_markup_in_an_answer_stays_text(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    _ask(app, alba, client, answer_in_mail="y")
    steps.answer(app, client, alba, "<b onclick=x>qui</b>")
    run_jobs()
    (mail,) = [mail for mail in steps.mails(app) if mail["Subject"] == "Una risposta da Alba"]
    html = mail.get_body(("html",))
    assert html is not None
    assert "&lt;b onclick=x&gt;qui&lt;/b&gt;" in html.get_content()


@pytest.mark.parametrize("template", sorted(name for name in EMAIL_PREVIEWS if name.startswith("groups/join_")))
@pytest.mark.parametrize("locale", ["it", "en"])
def test_every_mail_has_a_sample_that_renders(app: Flask, alba: Standing, template: str, locale: str) -> None:
    with steps.inside(app, alba), force_locale(locale):
        context = {**EMAIL_PREVIEWS[template], "tenant": current_tenant(), "theme": colours(alba.slug)}
        rendered = render_mail(template, context)
    assert EMAIL_PREVIEWS[template]["link"] in rendered.text
    assert f'href="{EMAIL_PREVIEWS[template]["link"]}"' in rendered.html
    assert "\n" not in rendered.subject


def test_every_mail_of_the_room_has_a_sample() -> None:
    folder = Path(__file__).resolve().parents[2] / "templates" / "groups" / "emails"
    assert {f"groups/{file.name.partition('.')[0]}" for file in folder.iterdir()} == set(EMAIL_PREVIEWS)
