"""The support page: what it offers, the form, what becomes of a gift that was asked for."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.office.settings.operations import change_identity
from ama_net.features.donations.models import CampaignState, Gift, RecurringGift, Tribute
from ama_net.features.donations.settings import DonationsSettings
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from ama_net.kernel.tenancy.settings import save_settings
from tests.donations.giving_steps import gifts, inside, only, page_of, typed, with_account, with_online, words
from tests.factories.donations import give, make_campaign, make_gift
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

PAGE = "/sostieni"


@pytest.fixture
def browser(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> Browser:
    """Somebody at Alba's site, where there is an account; counted by no limit yet."""
    with app.app_context():
        limiter.reset()
    with_account(app, alba)
    return client(alba.host)


def registered(app: Flask, standing: Standing, **identity: Any) -> None:
    """Write the association in the RUNTS."""
    identity.setdefault("registration", {"tax_code": "93096710384", "runts_section": "A", "runts_number": "12345"})
    with app.test_request_context():
        inside(app, standing, lambda: change_identity(identity, by=SYSTEM))
    forget_cached_tenants()


def settle(app: Flask, standing: Standing, **values: Any) -> None:
    """Put settings of donations in force."""
    inside(app, standing, lambda: save_settings(DonationsSettings(**values), by=None).id)


def test_page_without_an_account_says_how_to_reach_the_association(
    client: Callable[[str], Browser], alba: Standing
) -> None:
    page = client(alba.host).get(PAGE)
    assert (page.status_code, "info@alba.example" in page.text, "<form" in page.text) == (200, True, False)


def test_page_offers_the_amounts_the_association_chose(app: Flask, browser: Browser, alba: Standing) -> None:
    settle(app, alba, suggested="7; 12,50")
    page = words(browser.get(PAGE).text)
    assert ("7 €" in page, "12,50 €" in page, 'value="700"' in page) == (True, True, True)


def test_transfer_is_the_only_way_where_nothing_else_is_arranged(browser: Browser) -> None:
    page = words(browser.get(PAGE).text)
    assert ('name="way" value="transfer"' in page, "Stripe" in page) == (True, False)


def test_card_is_offered_where_payments_are_taken_online(app: Flask, browser: Browser, alba: Standing) -> None:
    with_online(app, alba)
    assert 'value="card"' in words(browser.get(PAGE).text)


def test_gift_is_written_down_and_its_data_mailed(app: Flask, browser: Browser, alba: Standing) -> None:
    made = browser.submit(PAGE, typed())
    assert (made.status_code, made.location) == (303, page_of(app, alba))
    assert gifts(app, alba) == [(5000, "transfer", "pending")]
    mails = inside(app, alba, lambda: [(one.template, one.recipient) for one in db.session.scalars(select(Message))])
    assert mails == [("donations/transfer_data", "alcina@donatori.example")]


def test_form_sent_twice_is_one_gift_and_one_mail(app: Flask, browser: Browser, alba: Standing) -> None:
    form = typed()
    first, second = browser.submit(PAGE, form), browser.submit(PAGE, form)
    assert (first.location, len(gifts(app, alba))) == (second.location, 1)
    assert inside(app, alba, lambda: len(db.session.scalars(select(Message)).all())) == 1


def test_form_sent_again_with_another_amount_is_not_lost_silently(app: Flask, browser: Browser, alba: Standing) -> None:
    key = new_token()
    browser.submit(PAGE, typed(form_key=key))
    again = browser.submit(PAGE, typed(form_key=key, amount="10000"))
    assert (again.status_code, gifts(app, alba)) == (422, [(5000, "transfer", "pending")])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "other", "other_amount": "-5"}, "importo con le cifre, per esempio"),
        ({"amount": "other", "other_amount": "0"}, "Il minimo è 1 €."),
        ({"amount": "other", "other_amount": "99999999999"}, "importo con le cifre, per esempio"),
        ({"amount": "other", "other_amount": ""}, "Scrivi quanto vuoi donare"),
        ({"amount": "other", "other_amount": "9" * 5000}, "importo con le cifre, per esempio"),
        ({"amount": "1"}, "Scegli quanto donare."),
        ({"amount": "5000", "other_amount": "30"}, "lascia un importo solo"),
        ({"every": "week"}, "Scegli quanto spesso."),
        ({"way": "cash"}, "Scegli come preferisci donare."),
        ({"way": "card"}, "Scegli come preferisci donare."),
        ({"email": "alcina"}, "e-mail"),
        ({"given_name": ""}, "Scrivi il tuo nome."),
        ({"tax_code": "RSSMRA80A01H501X"}, "codice fiscale"),
        ({"organisation": "Ditta", "tax_code": "12345678901"}, "cifre"),
        ({"postcode": "4412"}, "Il CAP ha cinque cifre"),
        ({"province": "12"}, "Due lettere"),
        ({"campaign": "di-altri"}, "Questa campagna non è più aperta"),
        ({"honoree": "Nonna", "every": "month"}, "solo con una donazione data una volta"),
        ({"recipient_email": "ida@example.org"}, "Scrivi a chi è dedicata"),
        ({"honoree": "Nonna", "message": "Ciao"}, "a quale e-mail mandare il biglietto"),
        ({"honoree": "Nonna", "tribute_kind": "x"}, "Scegli una delle due"),
        ({"message": "a" * 501}, "troppo lungo"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    app: Flask, browser: Browser, alba: Standing, changes: dict[str, str], said: str
) -> None:
    if changes.get("campaign") is not None:
        inside(app, alba, lambda: make_campaign("nostra").id)
    answer = browser.submit(PAGE, typed(**changes))
    assert (answer.status_code, said in words(answer.text), gifts(app, alba)) == (422, True, [])


def test_typed_amount_counts_when_it_is_chosen(app: Flask, browser: Browser, alba: Standing) -> None:
    browser.submit(PAGE, typed(amount="other", other_amount="1.234,50"))
    assert gifts(app, alba) == [(123450, "transfer", "pending")]


def test_monthly_transfer_is_a_series(app: Flask, browser: Browser, alba: Standing) -> None:
    made = browser.submit(PAGE, typed(every="month"))
    series = inside(app, alba, lambda: (only(RecurringGift).every, only(RecurringGift).amount_cents))
    assert (made.location, series, gifts(app, alba)) == (page_of(app, alba, RecurringGift), ("month", 5000), [])
    assert "bonifico ricorrente" in words(browser.get(made.location).text)


def test_intervals_that_are_closed_are_not_taken(app: Flask, browser: Browser, alba: Standing) -> None:
    settle(app, alba, offers_monthly=False, offers_yearly=False)
    assert 'value="month"' not in words(browser.get(PAGE).text)
    assert browser.submit(PAGE, typed(every="month")).status_code == 422


def test_body_and_receipt_data_are_sealed_with_the_gift(app: Flask, browser: Browser, alba: Standing) -> None:
    place = {"street": "via Prova 1", "postcode": "44121", "municipality": "Ferrara", "province": "fe"}
    browser.submit(PAGE, typed(organisation="Ditta Prova", tax_code="93096710384", **place))
    facts = inside(app, alba, lambda: only(Gift).asked_facts)
    assert (facts["organisation"], facts["tax_code"], facts["province"]) == ("Ditta Prova", "93096710384", "FE")


def test_dedication_waits_with_its_card(app: Flask, browser: Browser, alba: Standing) -> None:
    card = {"recipient": "Ida", "recipient_email": "ida@example.org", "message": "Con affetto", "says_amount": "y"}
    browser.submit(PAGE, typed(honoree="Nonna Lia", tribute_kind="honour", **card))
    said = inside(app, alba, lambda: (only(Tribute).kind, only(Tribute).honoree, only(Tribute).says_amount))
    assert said == ("honour", "Nonna Lia", True)
    assert "Nonna Lia" in words(browser.get(page_of(app, alba)).text)


def test_program_that_fills_the_hidden_field_gives_nothing(app: Flask, browser: Browser, alba: Standing) -> None:
    assert browser.submit(PAGE, typed(second_name="x")).status_code == 422
    assert gifts(app, alba) == []


def test_form_from_elsewhere_keeps_what_was_typed(app: Flask, browser: Browser, alba: Standing) -> None:
    answer = browser.post(PAGE, data=typed())
    assert (answer.status_code, "Dellisola" in answer.text, gifts(app, alba)) == (400, True, [])


def test_tax_sentence_is_only_of_bodies_in_the_runts(app: Flask, browser: Browser, alba: Standing) -> None:
    before = words(browser.get(PAGE).text)
    registered(app, alba)
    after = words(browser.get(PAGE).text)
    assert ["35 %" in before, "35 %" in after, "non dà diritto" in after] == [False, True, True]


def test_odv_gives_back_more_than_another_body(app: Flask, browser: Browser, alba: Standing) -> None:
    registered(app, alba, legal_form="aps")
    page = words(browser.get(PAGE).text)
    assert ("30 %" in page, "35 %" in page) == (True, False)


def test_five_per_thousand_shows_the_code_of_a_body_in_the_runts(app: Flask, browser: Browser, alba: Standing) -> None:
    before = words(browser.get(PAGE).text)
    registered(app, alba)
    assert ["5 per mille" in before, 'data-copy="93096710384"' in words(browser.get(PAGE).text)] == [False, True]


def test_public_body_leads_to_its_own_payments_without_a_word_of_tax(
    app: Flask, browser: Browser, alba: Standing
) -> None:
    registered(app, alba, legal_form="public_body", registration={"tax_code": "93096710384"})
    settle(app, alba, outside_address="https://pagamenti.example/azienda", outside_words="Causale: Rete AMA")
    page = words(browser.get(PAGE).text)
    shown = ['href="https://pagamenti.example/azienda"' in page, "Causale: Rete AMA" in page]
    assert (shown, "35 %" in page or "30 %" in page, 'name="amount"' in page) == ([True, True], False, False)
    assert browser.submit(PAGE, typed()).status_code == 404


def test_campaign_says_how_far_it_is_and_takes_gifts(app: Flask, browser: Browser, alba: Standing) -> None:
    campaign_id = inside(app, alba, lambda: make_campaign("sala", goal_cents=100_000).id)
    made = browser.submit(f"{PAGE}/sala", typed())
    assert made.status_code == 303
    assert inside(app, alba, lambda: only(Gift).campaign_id) == campaign_id
    page = words(browser.get(f"{PAGE}/sala").text)
    assert ("su 1.000 €" in page, "0 donazioni" in page) == (True, True)


def test_page_of_a_gift_says_where_its_card_goes(app: Flask, browser: Browser, alba: Standing) -> None:
    asked = {"honoree": "Aldo", "recipient": "Ida", "recipient_email": "ida@donatori.example"}
    browser.submit(PAGE, typed(**asked))
    assert "Il biglietto va a Ida, quando la donazione arriva." in words(browser.get(page_of(app, alba)).text)


def test_campaign_whose_goal_is_reached_says_thank_you(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: give(make_gift(5000, campaign=make_campaign("sala", goal_cents=4000))).id)
    assert "Traguardo raggiunto, grazie" in words(browser.get(f"{PAGE}/sala").text)


def test_campaign_is_chosen_on_the_support_page_too(app: Flask, browser: Browser, alba: Standing) -> None:
    campaign_id = inside(app, alba, lambda: make_campaign("sala").id)
    browser.submit(PAGE, typed(campaign="sala"))
    assert inside(app, alba, lambda: only(Gift).campaign_id) == campaign_id


@pytest.mark.parametrize("state", [CampaignState.CLOSED, CampaignState.DRAFT])
def test_campaign_that_is_not_open_takes_nothing(app: Flask, browser: Browser, alba: Standing, state: str) -> None:
    inside(app, alba, lambda: make_campaign("sala", state=state).id)
    shown = browser.get(f"{PAGE}/sala").status_code
    assert (shown, browser.submit(f"{PAGE}/sala", typed()).status_code) == (404 if state == "draft" else 200, 404)
    assert 'value="sala"' not in words(browser.get(PAGE).text)


def test_campaign_past_its_last_day_says_thank_you(app: Flask, browser: Browser, alba: Standing) -> None:
    def over() -> None:
        make_campaign("sala").fund.last_day = date(2026, 1, 31)

    inside(app, alba, over)
    assert "Campagna conclusa: grazie" in words(browser.get(f"{PAGE}/sala").text)


def test_campaign_of_another_association_is_not_here(
    app: Flask, browser: Browser, alba: Standing, brig: Standing
) -> None:
    inside(app, brig, lambda: make_campaign("di-brig").id)
    assert [browser.get(f"{PAGE}/di-brig").status_code, browser.submit(f"{PAGE}/di-brig", typed()).status_code] == [
        404,
        404,
    ]


def test_page_takes_as_many_questions_with_more_campaigns(app: Flask, browser: Browser, alba: Standing) -> None:
    inside(app, alba, lambda: make_campaign("una").id)
    browser.get(PAGE)
    with count_queries() as few:
        browser.get(PAGE)
    for slug in ("due", "tre"):
        inside(app, alba, lambda slug=slug: make_campaign(slug, title=slug).id)  # type: ignore[misc]
    with count_queries() as more:
        browser.get(PAGE)
    assert len(more) == len(few)


def test_english_page_asks_in_english(app: Flask, browser: Browser, alba: Standing) -> None:
    made = browser.submit(f"/en{PAGE}", typed())
    assert (made.status_code, inside(app, alba, lambda: only(Gift).language)) == (303, "en")


def test_site_map_names_the_support_page_and_the_open_campaigns(
    app: Flask, client: Callable[[str], Browser], alba: Standing, brig: Standing
) -> None:
    def write() -> None:
        make_campaign("aperta", title_en="Open")
        make_campaign("solo-italiana")
        make_campaign("chiusa", state=CampaignState.CLOSED)
        make_campaign("bozza", state=CampaignState.DRAFT)

    inside(app, alba, write)
    inside(app, brig, lambda: make_campaign("di-brig").id)
    page = client(alba.host).get("/sitemap.xml").text
    paths = re.findall(r"<loc>http://alba\.localhost:8000((?:/en)?/sostieni[^<]*)</loc>", page)
    assert sorted(paths) == [
        "/en/sostieni",
        "/en/sostieni/aperta",
        "/sostieni",
        "/sostieni/aperta",
        "/sostieni/solo-italiana",
    ]
