"""Applying from the site, and coming back by the secret link."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from ama_net.across.office.settings.operations import change_identity
from ama_net.features.members.application_facts import facts_of
from ama_net.features.members.application_texts import declaration
from ama_net.features.members.models import Application, ApplicationState
from ama_net.features.members.operations.applications_deciding import note_told
from ama_net.features.members.settings_applications import ApplicationsSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.pdf import is_accessible
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.members import ordinary
from tests.members.application_steps import FACTS, applied, on_paper, only, refused, token_of, typed
from tests.support.cast import actor
from tests.support.clients import Browser
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]
PAGE = "/diventa-socio"


@pytest.fixture
def browser(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> Browser:
    """Somebody at Alba's site, counted by no limit yet; the association has its categories."""
    with app.app_context():
        limiter.reset()
        with tenant_scope(alba.id), unit_of_work():
            ordinary()
    return client("alba.localhost")


def _link(fill: Fill, work: Callable[[], Application]) -> str:
    from ama_net.features.members.application_secrets import link_token

    return f"{PAGE}/domanda/{fill(lambda: link_token(work().id))}"


def _state(app: Flask, alba: Standing) -> tuple[str, Any]:
    with app.app_context(), tenant_scope(alba.id):
        row = only()
        return row.state, facts_of(row)


def test_a_filled_form_becomes_an_application(browser: Browser, app: Flask, alba: Standing) -> None:
    assert browser.get(PAGE).status_code == 200
    answer = browser.submit(PAGE, typed())
    assert answer.status_code == 303
    state, facts = _state(app, alba)
    assert (state, facts.name, facts.birth_date) == ("submitted", "Zefirina Inventata", FACTS.birth_date)


def test_the_words_accepted_are_kept_with_their_proof(browser: Browser, app: Flask, alba: Standing) -> None:
    browser.submit(PAGE, typed())
    with app.test_request_context(base_url="https://alba.localhost"), tenant_scope(alba.id):
        row, words = only(), declaration()
        assert (row.declared_version, row.declared_digest) == (words.version, bytes.fromhex(words.digest))
        assert facts_of(row).declared == words.body


def test_the_applicant_and_the_secretariat_are_written_to(browser: Browser, app: Flask, alba: Standing) -> None:
    browser.submit(PAGE, typed())
    with app.app_context(), tenant_scope(alba.id):
        mails = sorted((mail.recipient or "", "Inventata" in (mail.text or "")) for mail in db.session.query(Message))
    assert [said for _, said in mails] == [False, False]
    assert "zefirina@example.org" in [to for to, _ in mails]


def test_the_same_form_twice_is_one_application(browser: Browser, app: Flask, alba: Standing) -> None:
    form = typed()
    first, second = browser.submit(PAGE, form), browser.submit(PAGE, form)
    assert (second.status_code, second.headers["Location"]) == (303, first.headers["Location"])
    assert _state(app, alba)[0] == "submitted"


def test_the_same_form_with_other_words_loses_nothing(browser: Browser) -> None:
    form = typed()
    browser.submit(PAGE, form)
    answer = browser.submit(PAGE, {**form, "given_name": "Altra"})
    assert answer.status_code == 422
    assert 'value="Altra"' in answer.text


@pytest.mark.parametrize("missing", ["given_name", "family_name", "birth_date", "street", "municipality", "declared"])
def test_what_is_needed_is_asked_beside_its_field(browser: Browser, missing: str) -> None:
    answer = browser.submit(PAGE, typed(**{missing: None}))
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in answer.text


def test_somebody_without_any_contact_cannot_be_answered(browser: Browser) -> None:
    answer = browser.submit(PAGE, typed(email=None))
    assert (answer.status_code, 'id="email-error"' in answer.text) == (422, True)


def test_a_telephone_is_enough(browser: Browser) -> None:
    assert browser.submit(PAGE, typed(email=None, phone="0532 123456")).status_code == 303


def test_nobody_is_born_in_the_future(browser: Browser) -> None:
    tomorrow = (today() + timedelta(days=1)).isoformat()
    answer = browser.submit(PAGE, typed(birth_date=tomorrow))
    assert (answer.status_code, "nel futuro" in answer.text) == (422, True)


def test_an_odd_tax_code_is_said_then_kept(browser: Browser, app: Flask, alba: Standing) -> None:
    form = typed(tax_code="rssmra80a01h501z")
    answer = browser.submit(PAGE, form)
    assert (answer.status_code, 'name="tax_code_checked"' in answer.text) == (422, True)
    assert browser.submit(PAGE, {**form, "tax_code_checked": "y"}).status_code == 303
    assert _state(app, alba)[1].tax_code == "RSSMRA80A01H501Z"


def test_a_tax_code_of_somebody_else_is_a_doubt(browser: Browser) -> None:
    answer = browser.submit(PAGE, typed(tax_code="RSSMRA72L09H501S"))
    assert (answer.status_code, "cognome non corrisponde" in answer.text) == (422, True)


def test_a_minor_needs_a_guardian_with_a_contact(browser: Browser) -> None:
    minor = typed(birth_date="2015-03-03", declared=None, declared_minor="y")
    assert 'id="one_given_name-error"' in browser.submit(PAGE, minor).text
    named = {**minor, "one_given_name": "Gina", "one_family_name": "Inventata"}
    assert 'id="one_given_name-error"' in browser.submit(PAGE, named).text
    assert browser.submit(PAGE, {**named, "one_email": "gina@example.org"}).status_code == 303


def test_nobody_accepts_a_declaration_they_have_not_seen(browser: Browser) -> None:
    guardian = {"one_given_name": "Gina", "one_family_name": "Inventata", "one_email": "gina@example.org"}
    answer = browser.submit(PAGE, typed(birth_date="2015-03-03", **guardian))
    assert (answer.status_code, "responsabilità genitoriale, o la tutela" in answer.text) == (422, True)


def test_a_birth_date_to_come_is_the_only_thing_said_wrong(browser: Browser) -> None:
    answer = browser.submit(PAGE, typed(birth_date=(today() + timedelta(days=1)).isoformat(), email="", declared=None))
    assert (answer.status_code, re.findall(r'class="field-error" id="(\w+)-error"', answer.text)) == (
        422,
        ["birth_date"],
    )


def test_a_minor_s_declaration_is_there_before_any_error(browser: Browser) -> None:
    page = browser.get(PAGE).text
    assert page.index('name="one_given_name"') < page.index('name="declared_minor"') < page.index('name="declared"')


def test_who_applied_reads_within_when_the_answer_comes(browser: Browser) -> None:
    answer = browser.submit(PAGE, typed(), follow_redirects=True)
    assert "entro 60 giorni" in answer.text


def test_a_program_that_fills_everything_is_stopped(browser: Browser, app: Flask, alba: Standing) -> None:
    assert browser.submit(PAGE, typed(second_name="x")).status_code == 422
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.query(Application).count() == 0


def test_the_sixth_application_in_an_hour_waits(browser: Browser) -> None:
    codes = [browser.submit(PAGE, typed()).status_code for _ in range(6)]
    assert codes == [303, 303, 303, 303, 303, 429]


def test_a_draft_needs_only_a_name_and_is_finished_later(browser: Browser, app: Flask, alba: Standing) -> None:
    draft = {"given_name": "Zefirina", "as_draft": "y", "form_key": typed()["form_key"]}
    token = token_of(browser.submit(PAGE, draft))
    assert _state(app, alba)[0] == "draft"
    page = browser.get(f"{PAGE}/domanda/{token}/dati")
    assert 'value="Zefirina"' in page.text
    answer = browser.submit(f"{PAGE}/domanda/{token}/dati", typed())
    assert (answer.status_code, _state(app, alba)[0]) == (303, "submitted")


def test_an_empty_draft_is_not_kept(browser: Browser) -> None:
    answer = browser.submit(PAGE, {"as_draft": "y", "form_key": typed()["form_key"]})
    assert (answer.status_code, 'id="given_name-error"' in answer.text) == (422, True)


def test_what_was_sent_is_not_corrected_any_more(browser: Browser, fill: Fill) -> None:
    link = _link(fill, applied)
    assert browser.get(f"{link}/dati").status_code == 303
    assert browser.submit(f"{link}/dati", typed(given_name="Altra")).headers["Location"].endswith(link)


def test_the_secret_page_says_where_it_is_and_stays_private(browser: Browser, fill: Fill) -> None:
    page = browser.get(_link(fill, applied))
    assert "La tua domanda è arrivata" in page.text
    assert (page.headers["Cache-Control"], "noindex" in page.headers["X-Robots-Tag"]) == ("no-store", True)


def test_a_link_that_is_not_ours_leads_nowhere(browser: Browser) -> None:
    assert browser.get(f"{PAGE}/domanda/{'x' * 43}").status_code == 404


def test_the_link_of_another_association_leads_nowhere(
    browser: Browser, fill: Fill, client: Callable[[str], Browser], brig: Standing
) -> None:
    assert client("brig.localhost").get(_link(fill, applied)).status_code == 404


def test_the_applicant_withdraws_and_only_by_post(browser: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    link = _link(fill, applied)
    assert browser.get(f"{link}/ritiro").status_code == 405
    browser.submit(f"{link}/ritiro")
    assert _state(app, alba)[0] == "withdrawn"


def test_a_withdrawn_draft_is_emptied_at_once(browser: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    browser.submit(f"{_link(fill, lambda: applied(as_draft=True))}/ritiro")
    state, facts = _state(app, alba)
    assert (state, facts.name) == ("withdrawn", "")


def test_a_refused_applicant_reads_why_and_appeals(browser: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    def work() -> Application:
        row = applied()
        refused(row, by=SYSTEM)
        return row

    link = _link(fill, work)
    page = browser.get(link)
    assert ("Abita fuori dalla provincia." in page.text, f"{link}/riesame" in page.text) == (True, True)
    browser.submit(f"{link}/riesame")
    assert _state(app, alba)[0] == "appealed"
    assert "non si può più chiedere" in browser.submit(f"{link}/riesame", follow_redirects=True).text


def test_after_sixty_days_there_is_no_appeal(browser: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    def work() -> Application:
        row = on_paper(200)
        row.state, row.decided_on = ApplicationState.REFUSED, today() - timedelta(days=100)
        db.session.flush()
        note_told(row, on=today() - timedelta(days=90), by=SYSTEM)
        return row

    browser.submit(f"{_link(fill, work)}/riesame")
    assert _state(app, alba)[0] == "refused"


def test_an_association_may_take_applications_on_paper_only(browser: Browser, fill: Fill) -> None:
    fill(lambda: save_settings(ApplicationsSettings(accepts_online=False), by=None))
    page = browser.get(PAGE)
    assert ("modulo.pdf" in page.text, "given_name" in page.text) == (True, False)
    assert browser.submit(PAGE, typed()).status_code == 404


def test_the_empty_form_is_an_accessible_document(browser: Browser) -> None:
    answer = browser.get(f"{PAGE}/modulo.pdf")
    assert (answer.mimetype, is_accessible(answer.data)) == ("application/pdf", True)


def test_the_application_is_a_document_too(browser: Browser, fill: Fill) -> None:
    answer = browser.get(f"{_link(fill, applied)}/domanda.pdf")
    assert (answer.mimetype, is_accessible(answer.data)) == ("application/pdf", True)


def test_a_closed_room_takes_nothing_but_lets_one_go(browser: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    link = _link(fill, applied)
    fill(lambda: change_identity({"rooms": {"members": False}}, by=actor(alba, Role.PRESIDENT)))
    forget_cached_tenants()
    assert (browser.get(PAGE).status_code, browser.get(link).status_code) == (404, 200)
    browser.submit(f"{link}/ritiro")
    assert _state(app, alba)[0] == "withdrawn"
