"""How a group starts, in public: what is about to, proposing one, reporting a need, asking to be told."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from ama_net.features.groups.join_consent import consent_text
from ama_net.features.groups.models import Proposal, Stage
from ama_net.foundation.database import db
from ama_net.kernel.confiding import guardian_text
from tests.groups import join_steps as steps
from tests.groups import proposal_acts as acts
from tests.support.queries import count_queries
from tests.support.standing import Standing

START = "/gruppi/avvia"


def test_page_leads_to_both_forms(app: Flask, alba: Standing, client: Any) -> None:
    page = client(alba.host).get(START).text
    assert [f'href="{path}"' in page for path in (acts.PROPOSE, acts.NEED)] == [True, True]
    assert "Stanno per partire" not in page


@pytest.mark.parametrize("path", [acts.PROPOSE, acts.NEED, f"{acts.ANNOUNCED}/partecipa"])
def test_forms_are_kept_out_of_caches_and_search_engines(app: Flask, alba: Standing, client: Any, path: str) -> None:
    acts.make_proposal(app, alba, Stage.STARTING)
    page = client(alba.host).get(path)
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "data-quick-exit" in page.text
    assert acts.TITLE not in page.text.partition("<title>")[2].partition("</title>")[0]


def test_start_may_be_found(app: Flask, alba: Standing, client: Any) -> None:
    assert "X-Robots-Tag" not in client(alba.host).get(START).headers


def test_proposal_is_kept_with_its_person_sealed(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    answer = acts.send(client(alba.host), theme_id=acts.theme_id(app, alba))
    assert answer.headers["Location"] == "/richieste/ricevuta"
    with steps.inside(app, alba):
        row, proposal = steps.the_request(), acts.the_proposal()
        assert (row.nickname, row.contact, row.message) == (steps.NICKNAME, steps.MAIL, steps.STORY)
        assert (row.purpose, row.proposal_id, row.group_id) == ("propose", proposal.id, None)
        assert (proposal.kind, proposal.stage, proposal.theme and proposal.theme.key) == ("proposal", "idea", "lutto")
        assert [step.to_stage for step in proposal.steps] == ["idea"]
        assert row.consent_digest == consent_text("propose").digest


def test_address_says_no_theme(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    page = client(alba.host).get(f"{acts.PROPOSE}?theme_id={acts.theme_id(app, alba)}")
    assert "selected value=" not in page.text.replace('selected value=""', "").replace('<option value=""', "")


def test_body_is_named_in_plain_and_a_citizen_never(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    browser = client(alba.host)
    acts.send(browser, acts.NEED, who="body", organisation="Scuola di prova", under_18=None)
    acts.send(browser, acts.NEED, who="citizen", organisation="Rosa Bianchi")
    with steps.inside(app, alba):
        kinds = db.session.execute(select(Proposal.kind, Proposal.organisation).order_by(Proposal.created_at)).all()
    assert [tuple(row) for row in kinds] == [("need", "Scuola di prova"), ("need", "")]


@pytest.mark.parametrize(
    ("path", "changes", "fault"),
    [
        (acts.PROPOSE, {"nickname": ""}, "Scrivi come vuoi che ti chiamiamo"),
        (acts.PROPOSE, {"contact": "ciao"}, "Questo non sembra né un&#39;e-mail"),
        (acts.PROPOSE, {"consent": None}, "Senza il tuo consenso"),
        (acts.PROPOSE, {"under_18": None}, "Scegli sì o no: non chiediamo l&#39;età."),
        (acts.PROPOSE, {"under_18": "yes"}, "Sotto i 18 anni serve il consenso di un genitore"),
        (acts.PROPOSE, {"theme_id": "x"}, "Scegli una delle voci dell&#39;elenco."),
        (acts.PROPOSE, {"municipality": "Atlantide"}, "Non troviamo questo comune"),
        (acts.NEED, {"who": "body", "organisation": " "}, "Scrivi il nome dell&#39;ente"),
        (acts.NEED, {"under_18": None}, "Scegli sì o no: non chiediamo l&#39;età."),
        (acts.NEED, {"who": "marziano"}, "Scegli chi scrive."),
    ],
)
def test_form_says_what_to_mend_and_keeps_the_rest(
    app: Flask, alba: Standing, client: Any, path: str, changes: dict[str, Any], fault: str
) -> None:
    acts.fresh(app)
    page = acts.send(client(alba.host), path, **changes)
    assert page.status_code == 422
    assert fault in page.text
    assert "Da quando mia sorella non c&#39;è più non dormo." in page.text
    assert steps.count_requests(app, alba) == 0


def test_guardian_declares_for_who_is_under_eighteen(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    assert acts.send(client(alba.host), under_18="yes", guardian="y").status_code == 303
    with steps.inside(app, alba):
        row, declared = steps.the_request(), guardian_text()
        assert (row.guardian_version, row.guardian_digest) == (declared.version, declared.digest)


def test_place_without_districts_is_a_municipality_and_brings_its_own(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    acts.send(client(alba.host), municipality="Casalecchio di Reno")
    with steps.inside(app, alba):
        proposal = acts.the_proposal()
        assert proposal.municipality_code == "037011"
        assert proposal.district == (proposal.municipality.district if proposal.municipality else None)


def test_form_sent_twice_makes_one_proposal(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    browser = client(alba.host)
    key = steps.form_key(browser.get(acts.PROPOSE))
    assert [acts.send(browser, form_key=key).status_code for _ in range(2)] == [303, 303]
    with steps.inside(app, alba):
        assert acts.the_proposal().stage == "idea"


def test_form_sent_twice_at_once_makes_one_proposal(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    browsers = [client(alba.host) for _ in range(4)]
    typed = {**steps.typed(), "theme_id": "", "audience_id": "", "form_key": "k" * 43}
    data = [{**typed, "csrf_token": one.csrf_token()} for one in browsers]
    statuses: list[int] = []
    ready = threading.Barrier(len(browsers))

    def send(number: int) -> None:
        ready.wait()
        statuses.append(browsers[number].post(acts.PROPOSE, data=data[number]).status_code)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 4
    with steps.inside(app, alba):
        assert acts.the_proposal().stage == "idea"


def test_sixth_proposal_of_an_hour_is_put_off_kindly(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    browser = client(alba.host)
    assert [acts.send(browser).status_code for _ in range(5)] == [303] * 5
    page = acts.send(browser)
    assert page.status_code == 429
    assert f'value="{steps.NICKNAME}"' in page.text


def test_form_without_its_token_keeps_what_was_typed(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    page = client(alba.host).post(acts.PROPOSE, data=steps.typed())
    assert page.status_code == 400
    assert f'value="{steps.NICKNAME}"' in page.text


def test_sending_is_in_the_audit_without_a_word_of_it(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    acts.send(client(alba.host), acts.NEED, who="body", organisation="Scuola di prova")
    with steps.inside(app, alba):
        facts = db.session.execute(text("SELECT facts FROM ledger_entries ORDER BY number")).scalars().all()
    assert [(fact["actor"], fact["verb"], fact["changes"]) for fact in facts] == [
        ("pubblico", "proposal.sent", {"kind": "need"}),
        ("pubblico", "join_request.sent", {}),
    ]


def test_mails_of_a_proposal_are_neutral(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    acts.fresh(app)
    acts.send(client(alba.host), theme_id=acts.theme_id(app, alba))
    run_jobs()
    texts = [steps.whole_text(mail) for mail in steps.mails(app)]
    assert len(texts) == 2
    words = ("lutto", "Lutto", steps.NICKNAME, "sorella", "proposta", "gruppo")
    assert [word for word in words for one in texts if word in one.partition("\n--")[0]] == []


@pytest.mark.parametrize("stage", [Stage.GATHERING, Stage.VENUE, Stage.STARTING])
def test_announced_group_is_read_by_everybody_also_without_a_place(
    app: Flask, alba: Standing, client: Any, stage: Stage
) -> None:
    acts.make_proposal(app, alba, stage)
    browser = client(alba.host)
    page = browser.get(acts.ANNOUNCED)
    assert [acts.TITLE in one for one in (browser.get(START).text, page.text)] == [True, True]
    assert "Non si sa ancora." in page.text


@pytest.mark.parametrize(
    ("stage", "values"),
    [(Stage.IDEA, {}), (Stage.CLOSED, {}), (Stage.PAUSED, {}), (Stage.STARTING, {"published": False})],
)
def test_what_is_not_announced_is_not_there(
    app: Flask, alba: Standing, client: Any, stage: Stage, values: dict[str, Any]
) -> None:
    acts.make_proposal(app, alba, stage, **values)
    browser = client(alba.host)
    assert acts.TITLE not in browser.get(START).text
    assert [browser.get(path).status_code for path in (acts.ANNOUNCED, f"{acts.ANNOUNCED}/partecipa")] == [404, 404]


def test_announced_group_is_not_at_the_other_association(
    app: Flask, alba: Standing, brig: Standing, client: Any
) -> None:
    acts.make_proposal(app, alba, Stage.STARTING)
    assert acts.TITLE not in client(brig.host).get(START).text
    assert client(brig.host).get(acts.ANNOUNCED).status_code == 404


def test_started_group_leads_to_its_own_page(app: Flask, alba: Standing, client: Any) -> None:
    acts.make_proposal(app, alba, Stage.STARTING)
    acts.go(app, alba, Stage.ACTIVE)
    answer = client(alba.host).get(acts.ANNOUNCED)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/gruppi/betulla-del-savena")
    assert client(alba.host).get(answer.headers["Location"]).status_code == 200


def test_interest_is_a_sealed_request_that_tells_nobody(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    acts.fresh(app)
    acts.make_proposal(app, alba, Stage.GATHERING)
    assert acts.would_come(client(alba.host), for_whom="other").status_code == 303
    run_jobs()
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.purpose, row.nickname, row.contact, row.message_sealed) == (
            "interest", steps.NICKNAME, steps.MAIL, None,
        )  # fmt: skip
        assert row.for_other is True
    assert [mail["To"] for mail in steps.mails(app)] == [steps.MAIL]


def test_interest_asks_for_no_words(app: Flask, alba: Standing, client: Any) -> None:
    acts.make_proposal(app, alba, Stage.GATHERING)
    assert "textarea" not in client(alba.host).get(f"{acts.ANNOUNCED}/partecipa").text


def test_who_waits_reads_that_they_will_be_told(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    acts.make_proposal(app, alba, Stage.GATHERING)
    browser = client(alba.host)
    acts.would_come(browser)
    receipt = browser.get("/richieste/ricevuta").text
    link = receipt.partition('<p><a href="')[2].partition('"')[0]
    page = browser.get(link).text
    assert "Ti avvisiamo noi" in page
    assert [word in page for word in (acts.TITLE, steps.NICKNAME, "C'è una novità")] == [False] * 3


def test_who_waits_withdraws_like_everybody(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    acts.make_proposal(app, alba, Stage.GATHERING)
    browser = client(alba.host)
    acts.would_come(browser)
    link = browser.get("/richieste/ricevuta").text.partition('<p><a href="')[2].partition('"')[0]
    assert browser.submit(f"{link}/ritiro").status_code == 303
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.outcome, row.nickname, row.contact) == ("withdrawn", None, None)


def test_start_costs_the_same_for_one_and_three(app: Flask, alba: Standing, client: Any) -> None:
    browser = client(alba.host)
    costs = []
    for number in range(3):
        acts.make_proposal(app, alba, Stage.STARTING, slug=f"betulla-{number}")
        browser.get(START)
        with count_queries() as queries:
            browser.get(START)
        costs.append(len(queries))
    assert costs[0] == costs[2]
