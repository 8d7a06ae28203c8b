"""Asking to join: the form, what it refuses, what it keeps, and one request however often it is sent."""

import re
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from ama_net.features.groups.join_consent import VERSION, consent_text
from ama_net.features.groups.models import Kind, Status
from ama_net.foundation.database import db
from ama_net.kernel.confiding import guardian_text
from tests.groups import join_steps as steps
from tests.support.standing import Standing

PATH = f"/gruppi/{steps.SLUG}/partecipa"


def test_form_is_kept_out_of_caches_and_search_engines(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    page = client(alba.host).get(PATH)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_form_title_names_no_group(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    page = client(alba.host).get(PATH).text
    assert page.partition("<title>")[2].partition("</title>")[0] == "Chiedi di partecipare · Alba"


def test_form_has_quick_exit_and_touches_no_history(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    page = client(alba.host).get(PATH).text
    assert "data-quick-exit" in page
    assert "hx-" not in page.partition("<body")[2]


@pytest.mark.parametrize(
    "values",
    [
        {"published": False},
        {"status": Status.CLOSED},
        {"status": Status.SUSPENDED},
        {"kind": Kind.SERVICE},
        {"kind": Kind.RELATED_SERVICE},
    ],
)
def test_form_is_not_there_for_who_takes_no_requests(
    app: Flask, alba: Standing, client: Any, values: dict[str, Any]
) -> None:
    steps.prepare(app, alba, **values)
    assert client(alba.host).get(PATH).status_code == 404
    assert client(alba.host).submit(PATH, steps.typed()).status_code == 404


def test_form_is_not_there_for_the_other_association(app: Flask, alba: Standing, brig: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    assert client(brig.host).get(PATH).status_code == 404


def test_asking_by_mail_keeps_what_was_written(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    assert steps.ask(client(alba.host)).headers["Location"] == "/richieste/ricevuta"
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.nickname, row.contact, row.message) == (steps.NICKNAME, steps.MAIL, steps.STORY)
        assert (row.contact_kind, row.state, row.language, row.group.name) == ("email", "new", "it", steps.GROUP)


def test_asking_by_phone_keeps_the_international_number(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host), contact="051 234567", call_time="evening", answer_in_mail="y")
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.contact, row.contact_kind, row.call_time) == (steps.PHONE, "phone", "evening")
        assert row.answer_in_mail is False


def test_asking_keeps_the_proof_of_consent(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    with steps.inside(app, alba):
        row, consent = steps.the_request(), consent_text()
        assert (row.consent_version, row.consent_digest) == (VERSION, consent.digest)
        assert (row.consent_at - row.created_at).total_seconds() < 5
        assert "Associazione Alba di prova" in consent.text


def test_asking_for_somebody_else_keeps_nothing_else_of_them(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host), for_whom="other")
    with steps.inside(app, alba):
        assert (steps.the_request().for_other, steps.the_request().has_guardian) == (True, False)
    page = steps.office(client, alba).get(f"/manage/richieste/{steps.request_id(app, alba)}").text
    assert "Per un&#39;altra persona" in page.replace("un'altra", "un&#39;altra")


def test_guardians_declaration_is_kept_with_its_proof_and_no_age(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    assert steps.ask(client(alba.host), under_18="yes", guardian="y").status_code == 303
    with steps.inside(app, alba):
        row, declared = steps.the_request(), guardian_text()
        assert (row.guardian_version, row.guardian_digest) == (declared.version, declared.digest)
    page = steps.office(client, alba).get(f"/manage/richieste/{steps.request_id(app, alba)}").text
    assert "ha scritto un genitore" in page


def test_box_for_the_guardian_alone_says_nothing(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host), under_18="no", guardian="y")
    with steps.inside(app, alba):
        assert steps.the_request().guardian_digest is None


def test_asking_is_in_the_audit_without_a_word_of_it(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    with steps.inside(app, alba):
        facts = db.session.execute(text("SELECT facts FROM ledger_entries WHERE ledger = 'audit'")).scalars().all()
        assert [(fact["actor"], fact["verb"], fact["changes"]) for fact in facts] == [
            ("pubblico", "join_request.sent", {})
        ]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"nickname": ""}, "Scrivi come vuoi che ti chiamiamo"),
        ({"nickname": "   "}, "Scrivi come vuoi che ti chiamiamo"),
        ({"nickname": "\u202e\u200b"}, "Scrivi come vuoi che ti chiamiamo"),
        ({"nickname": "x" * 61}, "È troppo lungo: bastano 60 caratteri."),
        ({"contact": ""}, "Scrivi un indirizzo e-mail o un numero di telefono"),
        ({"contact": "ciao"}, "Questo non sembra né un&#39;e-mail"),
        ({"contact": "@"}, "Questo indirizzo e-mail non è completo"),
        ({"contact": "io@"}, "Questo indirizzo e-mail non è completo"),
        ({"contact": "io@posta.it, tu@posta.it"}, "Questo indirizzo e-mail non è completo"),
        ({"contact": "io@posta.it\r\nBcc: tu@posta.it"}, "Questo indirizzo e-mail non è completo"),
        ({"contact": "12345"}, "Questo non è un numero di telefono"),
        ({"contact": "٠٥١"}, "Questo non è un numero di telefono"),
        ({"contact": "051 234567 int. tre"}, "Questo non sembra né un&#39;e-mail"),
        ({"contact": "9" * 300}, "È troppo lungo per essere un&#39;e-mail o un telefono"),
        ({"call_time": "notte"}, "Scegli uno di questi momenti."),
        ({"message": "x" * 1001}, "Il testo è troppo lungo: al massimo 1000 caratteri, qui sono 1001."),
        ({"for_whom": "?"}, "Scegli per chi è."),
        ({"under_18": None}, "Scegli sì o no: non chiediamo l&#39;età."),
        ({"under_18": "yes"}, "Sotto i 18 anni serve il consenso di un genitore"),
        ({"consent": None}, "Senza il tuo consenso non possiamo leggere la richiesta"),
        ({"consent": "false"}, "Senza il tuo consenso non possiamo leggere la richiesta"),
    ],
)
def test_form_says_what_to_mend_and_keeps_the_rest(
    app: Flask, alba: Standing, client: Any, changes: dict[str, Any], fault: str
) -> None:
    steps.prepare(app, alba)
    page = steps.ask(client(alba.host), **changes)
    assert page.status_code == 422
    assert fault in page.text
    assert steps.count_requests(app, alba) == 0
    if "message" not in changes:
        assert "Da quando mia sorella non c&#39;è più non dormo." in page.text


def test_thousand_characters_are_counted_as_people_do(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    message = "è\r\n" * 499 + "😔è"  # 499 letters with their line ends, and two more
    assert steps.ask(client(alba.host), message=message).status_code == 303


def test_control_characters_do_not_reach_the_office(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host), nickname="Lu\x00\u202ena\r\nRossa", message="due\x00\x1b[31m righe\r\nqui")
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.nickname, row.message) == ("Luna Rossa", "due[31m righe\nqui")


def test_free_text_is_not_needed(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    assert steps.ask(client(alba.host), message="").status_code == 303
    with steps.inside(app, alba):
        assert steps.the_request().message_sealed is None


def test_hidden_field_stops_programs_but_gives_people_another_try(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    page = steps.ask(client(alba.host), second_name="Pippo")
    assert page.status_code == 422
    assert "La richiesta non è partita. Premi di nuovo il bottone." in page.text
    assert "Pippo" not in page.text
    assert steps.count_requests(app, alba) == 0


def test_form_without_its_token_says_what_to_do_and_keeps_what_was_typed(
    app: Flask, alba: Standing, client: Any
) -> None:
    steps.prepare(app, alba)
    page = client(alba.host).post(PATH, data=steps.typed())
    assert page.status_code == 400
    assert "Controlla e premi di nuovo il bottone." in page.text
    assert f'value="{steps.NICKNAME}"' in page.text
    assert steps.count_requests(app, alba) == 0


def test_form_sent_twice_makes_one_request_and_shows_the_same_link(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    key = steps.form_key(browser.get(PATH))
    first = steps.ask_and_read(browser, form_key=key)
    assert steps.ask_and_read(browser, form_key=key) == first
    assert steps.count_requests(app, alba) == 1


def test_form_sent_twice_at_once_makes_one_request(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browsers = [client(alba.host) for _ in range(4)]
    data = [{**steps.typed(form_key="k" * 43), "csrf_token": one.csrf_token()} for one in browsers]
    statuses: list[int] = []
    ready = threading.Barrier(len(browsers))

    def send(number: int) -> None:
        ready.wait()
        statuses.append(browsers[number].post(PATH, data=data[number]).status_code)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 4
    assert steps.count_requests(app, alba) == 1


def test_same_form_with_other_words_is_not_lost(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    key = steps.form_key(browser.get(PATH))
    steps.ask(browser, form_key=key)
    page = steps.ask(browser, form_key=key, message="Altro")
    assert page.status_code == 422
    assert "Con questo modulo hai già mandato una richiesta." in page.text
    assert steps.form_key(page) != key
    assert steps.ask(browser, form_key=steps.form_key(page), message="Altro").status_code == 303
    assert steps.count_requests(app, alba) == 2


def test_form_with_a_weak_key_of_somebodys_making_gets_another(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser, other = client(alba.host), client(alba.host)
    assert steps.ask_and_read(browser, form_key="1") != steps.ask_and_read(other, form_key="1")
    assert steps.count_requests(app, alba) == 2


def test_sixth_request_of_an_hour_is_put_off_kindly(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    assert [steps.ask(browser).status_code for _ in range(5)] == [303] * 5
    page = steps.ask(browser)
    assert page.status_code == 429
    assert "riprova tra un&#39;ora, oppure parla con noi." in page.text
    assert f'value="{steps.NICKNAME}"' in page.text
    assert steps.count_requests(app, alba) == 5


def test_mistakes_do_not_count_as_requests(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    assert [steps.ask(browser, contact="ciao").status_code for _ in range(6)] == [422] * 6
    assert steps.ask(browser).status_code == 303


def test_english_page_makes_an_english_request(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    page = browser.get(f"/en{PATH}")
    assert '<html lang="en">' in page.text
    answer = browser.submit(f"/en{PATH}", steps.typed(form_key=steps.form_key(page)))
    assert answer.headers["Location"] == "/en/richieste/ricevuta"
    assert f"http://{alba.host}:8000/en/richieste/" in browser.get("/en/richieste/ricevuta").text
    with steps.inside(app, alba):
        assert steps.the_request().language == "en"


@pytest.mark.parametrize("path", [PATH, "/gruppi/avvia/proposta", "/gruppi/avvia/bisogno"])
def test_required_age_is_marked_and_faults_are_listed_as_on_the_page(
    app: Flask, alba: Standing, client: Any, path: str
) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    page = browser.submit(path, {}).text
    marked = re.search(r'id="under_18".*?<legend>(.*?)</legend>', page, re.DOTALL)
    assert marked is not None
    assert "obbligatorio" in marked[1]
    listed = re.findall(r'<li><a href="#(\w+)"', page)
    assert listed == sorted(listed, key=lambda name: page.index(f'id="{name}"'))
    assert {"nickname", "contact", "under_18", "consent"} <= set(listed)
