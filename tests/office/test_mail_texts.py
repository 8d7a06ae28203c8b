"""A mail in the association's own words: written by who acts on mail, checked, shown, never lost between two writers."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask

from ama_net.across.office.settings.operations import change_identity
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.outbox import MailText
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

LIST = "/manage/posta/testi"
FEES = f"{LIST}/members/fee_reminder"
VISITS = f"{LIST}/helpdesk/reminder"
BODY = "Cara {nome},\n\n{avviso} {di_chi}\n\n{importo}\n\n{dati_per_pagare}"


def _kept(app: Flask, standing: Standing) -> list[tuple[str, str, str, int]]:
    with app.app_context(), tenant_scope(standing.id):
        return [(row.language, row.subject, row.body, row.version) for row in db.session.query(MailText)]


def _save(browser: Browser, address: str = FEES, **typed: str) -> int:
    return browser.submit(address, {"subject": "Quota {anno}", "body": BODY, "version": "0", **typed}).status_code


def _errors(page: str) -> list[str]:
    found = re.findall(r'class="field-error".*?<span>(.*?)</span>', page, re.DOTALL)
    return [unescape(one) for one in found]


def test_list_says_which_are_rewritten(app: Flask, president: Browser) -> None:
    before = president.get(LIST).text.count("Riscritto")
    _save(president)
    assert (before, president.get(LIST).text.count("Riscritto")) == (0, 1)


def test_own_words_are_kept(app: Flask, alba: Standing, brig: Standing, president: Browser) -> None:
    assert _save(president) == 303
    assert (_kept(app, alba), _kept(app, brig)) == ([("it", "Quota {anno}", BODY, 1)], [])


def test_each_language_has_its_words(app: Flask, alba: Standing, president: Browser) -> None:
    assert _save(president, f"{FEES}?lingua=en", subject="Fee {anno}") == 303
    assert _kept(app, alba) == [("en", "Fee {anno}", BODY, 1)]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"body": BODY.replace("{importo}", "")}, "Manca {importo}: «Quanto resta da versare»."),
        ({"body": BODY + " {nomme}"}, "{nomme} non c'è fra i segnaposto di questo messaggio. Forse {nome}?"),
        ({"body": BODY + " {zzzzz}"}, "{zzzzz} non c'è fra i segnaposto di questo messaggio."),
        ({"body": BODY + " {nome"}, "C'è una parentesi graffa di troppo: servono solo intorno ai segnaposto, come in {associazione}."),
        ({"body": BODY + " {{nome}}"}, "C'è una parentesi graffa di troppo: servono solo intorno ai segnaposto, come in {associazione}."),
        ({"body": BODY + " [x](https://altrove.example/{nome})"},
         "In un collegamento il segnaposto deve essere l'indirizzo intero, come in [le tue quote]({link})."),
        ({"subject": "Quota {link}"}, "{link} può stare solo nel testo, non nell'oggetto."),
        ({"subject": ""}, "Serve un oggetto."),
        ({"body": ""}, "Serve un testo."),
        ({"subject": "a" * 151}, "Il testo è troppo lungo: al massimo 150 caratteri, qui sono 151."),
    ],
)  # fmt: skip
def test_faults_are_said_beside_the_field(
    app: Flask, alba: Standing, president: Browser, typed: dict[str, str], error: str
) -> None:
    answer = president.submit(FEES, {"subject": "Quota {anno}", "body": BODY, "version": "0", **typed})
    assert (answer.status_code, _errors(answer.text), _kept(app, alba)) == (422, [error], [])


def test_what_was_typed_stays_after_a_fault(president: Browser) -> None:
    answer = president.submit(FEES, {"subject": "Quota", "body": "Solo questo <b>{nome}</b>", "version": "0"})
    assert "Solo questo &lt;b&gt;{nome}&lt;/b&gt;</textarea>" in answer.text


def test_subject_is_one_line(app: Flask, alba: Standing, president: Browser) -> None:
    _save(president, subject="Quota\r\nBcc: altri@esempio.example\u202e")
    assert _kept(app, alba)[0][1] == "Quota Bcc: altri@esempio.example"


def test_placeholder_is_found_whatever_its_case(app: Flask, alba: Standing, president: Browser) -> None:
    assert _save(president, body=BODY.replace("{nome}", "{ Nome }")) == 303


def test_subject_of_a_confidential_mail_stays_ours(app: Flask, alba: Standing, president: Browser) -> None:
    status = _save(president, VISITS, subject="Il gruppo sul lutto", body="{quando} {dove} {link}")
    assert (status, _kept(app, alba)) == (303, [("it", "", "{quando} {dove} {link}", 1)])


def test_two_writers_lose_nothing(app: Flask, alba: Standing, president: Browser) -> None:
    _save(president, subject="Il primo")
    answer = president.submit(FEES, {"subject": "Il secondo", "body": BODY, "version": "0"})
    page = unescape(answer.text)
    assert (answer.status_code, "<strong>Il primo</strong>" in page, 'value="Il secondo"' in page) == (409, True, True)
    assert _kept(app, alba)[0][1] == "Il primo"
    version = re.findall(r'name="version"[^>]*value="(\d+)"', page)[0]
    assert (_save(president, subject="Il secondo", version=version), _kept(app, alba)[0][1:4:2]) == (
        303,
        ("Il secondo", 2),
    )


def test_going_back_to_ours_can_be_taken_back(app: Flask, alba: Standing, president: Browser) -> None:
    _save(president)
    page = president.get(president.submit(f"{FEES}/testo-nostro", {"version": "1"}).location).text
    gone = _kept(app, alba)
    undo = re.findall(r'action="(/manage/undo/[^"]+)"', page)[0]
    president.submit(undo)
    assert (gone, _kept(app, alba)) == ([], [("it", "Quota {anno}", BODY, 1)])


def test_going_back_does_not_drop_words_never_read(app: Flask, alba: Standing, president: Browser) -> None:
    _save(president)
    president.submit(f"{FEES}/testo-nostro", {"version": "0"})
    assert len(_kept(app, alba)) == 1


def test_frame_shows_the_mail_and_can_do_nothing(president: Browser) -> None:
    answer = president.get(f"{FEES}/anteprima")
    assert ("Prova Inventata" in answer.text, "<strong>La quota associativa 2026</strong>" in answer.text) == (
        True,
        True,
    )
    assert (answer.text.count("<body"), answer.text.count("&lt;")) == (1, 0)
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")


def test_frame_shows_what_is_being_written_and_keeps_nothing(app: Flask, alba: Standing, president: Browser) -> None:
    answer = president.submit(f"{FEES}/anteprima", {"subject": "Provo {anno}", "body": BODY, "version": "0"})
    assert ("<strong>Provo 2026</strong>" in answer.text, "Cara Prova Inventata" in answer.text) == (True, True)
    assert _kept(app, alba) == []


def test_frame_says_what_is_wrong(president: Browser) -> None:
    answer = president.submit(f"{FEES}/anteprima", {"subject": "x", "body": "<script>{nome", "version": "0"})
    assert ("Manca {importo}" in answer.text, "<script>" in answer.text) == (True, False)


@pytest.mark.parametrize(
    "address", [f"{LIST}/members/niente", f"{LIST}/correspondence/letter", f"{LIST}/members/fee_reminder/x"]
)
def test_mail_that_is_not_there(president: Browser, address: str) -> None:
    assert president.get(address).status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "writes"), [(Role.SECRETARY, 200, 303), (Role.BOARD, 200, 404), (Role.EDITOR, 404, 404)]
)
def test_words_are_for_who_acts_on_mail(
    client: Callable[[str], Browser], alba: Standing, role: Role, reads: int, writes: int
) -> None:
    browser = sign_in(client(alba.host), alba, role)
    assert (browser.get(FEES).status_code, _save(browser)) == (reads, writes)


def test_text_that_cannot_be_used_is_told_in_the_office(app: Flask, alba: Standing, president: Browser) -> None:
    _save(president)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        db.session.query(MailText).one().failed_at = now()
    told = [
        words in president.get(address).text
        for address, words in [
            ("/manage/", "Testi della posta da correggere"),
            ("/manage/posta", "Un testo riscritto non si riesce a usare"),
            (LIST, "Da correggere"),
            (FEES, "Con questo testo il messaggio non si riesce a scrivere"),
        ]
    ]
    assert (told, _save(president, version="1")) == ([True] * 4, 303)
    assert "Testi della posta da correggere" not in president.get("/manage/").text


def test_mails_of_a_closed_room_are_not_there(app: Flask, alba: Standing, president: Browser) -> None:
    with desk(app, alba):
        change_identity({"rooms": {"members": False}}, by=SYSTEM)
    assert (president.get(FEES).status_code, "Sollecito della quota" in president.get(LIST).text) == (404, False)


def test_audit_knows_who_rewrote_it(president: Browser) -> None:
    _save(president)
    assert "Testo di un messaggio riscritto" in president.get("/manage/registro-attivita").text


def test_list_costs_the_same_whatever_its_texts(president: Browser) -> None:
    president.get(LIST)
    with count_queries() as one:
        president.get(LIST)
    _save(president)
    _save(president, f"{FEES}?lingua=en")
    with count_queries() as more:
        president.get(LIST)
    assert len(more) == len(one)


def test_placeholders_are_buttons_and_words(president: Browser) -> None:
    page = president.get(FEES).text
    required = re.findall(
        r'<code class="no-js-only">(\{\w+\})</code>\s*<span class="badge badge-brand">obbligatorio', page
    )
    assert ('data-insert="{nome}"' in page, required) == (
        True,
        ["{avviso}", "{importo}", "{di_chi}", "{dati_per_pagare}"],
    )


def test_text_to_begin_from_stays_in_sight(president: Browser) -> None:
    before = president.get(FEES).text.count("<pre>")
    _save(president)
    page = unescape(president.get(FEES).text)
    assert (before, page.count("<pre>"), "<strong>Oggetto:</strong> La quota associativa {anno}" in page) == (
        0,
        1,
        True,
    )


def test_list_says_which_mails_stay_as_they_are(president: Browser) -> None:
    assert "<strong>Lettera della segreteria.</strong> La scrive ogni volta la segreteria." in president.get(LIST).text
