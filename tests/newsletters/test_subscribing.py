"""Asking for a newsletter and answering the mail: nobody is written to who did not, and nothing tells who is."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, update

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.interests import chosen
from ama_net.across.newsletters.models import Subscriber, SubscriptionProof, SuppressionReason
from ama_net.across.newsletters.operations.by_hand import OnPaper, add_on_paper
from ama_net.across.newsletters.operations.subscribing import Asking, LinkOver, ask, confirm
from ama_net.across.newsletters.operations.suppressing import suppress
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import ConsentText
from tests.factories.newsletters import make_list, make_subscriber
from tests.newsletters.subscribing_steps import (
    EMAIL,
    FORM,
    ask_from,
    confirm_path,
    mails,
    reason_of,
    state_of,
    subscribed,
)
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

Clients = Callable[[str], Browser]


def test_who_asks_waits_until_they_confirm(app: Flask, client: Clients, alba: Standing) -> None:
    answer = ask_from(client(alba.host))
    assert (answer.status_code, answer.location) == (303, "/newsletter/inviato")
    assert state_of(app, alba) == "pending"
    assert len(mails(app, alba)) == 1


def test_opening_the_link_confirms_nothing(app: Flask, client: Clients, alba: Standing) -> None:
    browser = client(alba.host)
    ask_from(browser)
    assert browser.get(confirm_path(mails(app, alba)[0])).status_code == 200
    assert state_of(app, alba) == "pending"


def test_the_button_confirms_and_leads_to_the_choices(app: Flask, client: Clients, alba: Standing) -> None:
    browser = client(alba.host)
    ask_from(browser)
    answer = browser.submit(confirm_path(mails(app, alba)[0]))
    assert answer.status_code == 303
    assert "Iscrizione confermata" in browser.get(answer.location).text
    assert state_of(app, alba) == "confirmed"


def test_who_confirms_is_welcomed_once(app: Flask, client: Clients, alba: Standing) -> None:
    browser = client(alba.host)
    subscribed(app, browser, alba)
    again = browser.submit(confirm_path(mails(app, alba)[0]))
    assert again.status_code == 303
    assert len(mails(app, alba, "newsletters/welcome")) == 1


def test_the_proof_says_how_and_when(app: Flask, client: Clients, alba: Standing) -> None:
    subscribed(app, client(alba.host), alba)
    with desk(app, alba):
        proof = db.session.scalars(select(SubscriptionProof)).one()
        assert (proof.source, proof.page, proof.confirmed_at is not None) == ("site", "/newsletter", True)
        assert '"network": "127.0.0.1"' in (proof.facts or "")
        text = db.session.get(ConsentText, proof.text_id)
        assert text is not None
        assert text.body.startswith("Acconsento a ricevere per e-mail la newsletter di")


def test_without_the_consent_nothing_is_kept(app: Flask, client: Clients, alba: Standing) -> None:
    answer = client(alba.host).submit("/newsletter", {**FORM, "consent": ""})
    assert answer.status_code == 422
    assert "Senza questo sì non possiamo scriverti." in answer.text
    assert state_of(app, alba) is None


def test_an_address_that_cannot_be_is_told(client: Clients, alba: Standing) -> None:
    answer = ask_from(client(alba.host), "teresa.posta.example")
    assert answer.status_code == 422
    assert "manca la chiocciola" in answer.text


def test_a_name_that_would_make_a_header_is_one_line(app: Flask, client: Clients, alba: Standing) -> None:
    ask_from(client(alba.host), name="Teresa\r\nBcc: altri@posta.example")
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one_or_none()
        assert row is None or "\n" not in (row.name or "")


def test_who_fills_the_hidden_field_is_no_person(app: Flask, client: Clients, alba: Standing) -> None:
    assert ask_from(client(alba.host), second_name="x").status_code == 422
    assert state_of(app, alba) is None


def test_known_and_unknown_addresses_are_answered_the_same(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        make_subscriber("nota@posta.example")
        suppress("esclusa@posta.example", reason=SuppressionReason.COMPLAINT, by=SYSTEM)
    answers = [
        ask_from(client(alba.host), email)
        for email in ("nota@posta.example", "esclusa@posta.example", "ignota@posta.example")
    ]
    assert len({(one.status_code, one.location, one.data, tuple(sorted(one.headers.keys()))) for one in answers}) == 1


def test_who_is_subscribed_is_told_so_by_mail_and_keeps_their_choices(
    app: Flask, client: Clients, alba: Standing
) -> None:
    with desk(app, alba):
        mine, other = make_list("Notizie"), make_list("Feste")
        number = other.number
        make_subscriber(EMAIL, name="Teresa vera", lists=[mine])
    ask_from(client(alba.host), name="Un'altra", lists=[str(number)])
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        assert (row.state, row.name, number in chosen(row.interests)) == ("confirmed", "Teresa vera", False)
    assert len(mails(app, alba, "newsletters/already")) == 1


def test_asked_again_within_an_hour_no_second_mail_leaves(app: Flask, client: Clients, alba: Standing) -> None:
    for _time in range(3):
        ask_from(client(alba.host))
    assert len(mails(app, alba)) == 1


def test_a_second_asking_changes_nothing_of_what_the_first_link_confirms(
    app: Flask, client: Clients, alba: Standing
) -> None:
    browser = client(alba.host)
    with desk(app, alba):
        number = make_list("Ansia", confidential=True).number
    ask_from(browser)
    ask_from(client(alba.host), name="Un'altra", interests=[str(number)], interests_consent="y", form_key="z" * 43)
    browser.submit(confirm_path(mails(app, alba)[0]))
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        assert (row.state, row.name, number in chosen(row.interests)) == ("confirmed", "Teresa", False)
        assert db.session.scalar(select(func.count()).select_from(SubscriptionProof)) == 1


def test_each_link_confirms_what_was_asked_with_it(app: Flask, client: Clients, alba: Standing) -> None:
    browser = client(alba.host)
    ask_from(browser)
    with desk(app, alba):
        db.session.execute(update(Subscriber).values(mailed_at=now() - timedelta(hours=2)))
    ask_from(browser, name="Un'altra", form_key="z" * 43)
    browser.submit(confirm_path(mails(app, alba)[0]))
    with desk(app, alba):
        assert db.session.scalars(select(Subscriber)).one().name == "Teresa"
        proofs = db.session.scalars(select(SubscriptionProof).order_by(SubscriptionProof.given_at)).all()
        assert [proof.confirmed_at is not None for proof in proofs] == [True, False]
        assert proofs[0].asked is None


def test_a_link_of_before_they_left_confirms_nothing(app: Flask, client: Clients, alba: Standing) -> None:
    browser = client(alba.host)
    token = subscribed(app, browser, alba)
    browser.post(f"/newsletter/disiscrizione/{token}", data={"List-Unsubscribe": "One-Click"})
    assert state_of(app, alba) == "left"
    assert browser.submit(confirm_path(mails(app, alba)[0])).status_code == 404


def test_a_paper_confirms_its_own_proof_and_not_a_pending_asking(app: Flask, client: Clients, alba: Standing) -> None:
    ask_from(client(alba.host))
    with desk(app, alba):
        add_on_paper(OnPaper(EMAIL, "Teresa", "it", today() - timedelta(days=9), "Modulo"), by=SYSTEM)
    with desk(app, alba):
        proofs = db.session.scalars(select(SubscriptionProof)).all()
        assert {proof.source: proof.confirmed_at is not None for proof in proofs} == {"site": False, "office": True}


def test_the_spellings_of_a_mailbox_are_written_to_as_one(app: Flask, client: Clients, alba: Standing) -> None:
    for number in range(4):
        ask_from(client(alba.host), f"teresa+{number}@posta.example")
    assert len(mails(app, alba)) == 1
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(Subscriber)) == 1


def test_many_askings_of_one_association_want_a_proof_of_work(client: Clients, alba: Standing) -> None:
    answers = [
        client(alba.host).submit(
            "/newsletter",
            {**FORM, "email": f"una{number}@posta.example"},
            environ_base={"REMOTE_ADDR": f"198.51.100.{number}"},
        )
        for number in range(61)
    ]
    assert [answer.status_code for answer in answers[-2:]] == [303, 429]
    assert "qualche secondo" in answers[-1].text


def test_a_mailbox_is_written_to_three_times_a_day_at_most(app: Flask, client: Clients, alba: Standing) -> None:
    for _time in range(5):
        ask_from(client(alba.host))
        with desk(app, alba):
            db.session.execute(update(Subscriber).values(mailed_at=now() - timedelta(hours=2)))
    assert len(mails(app, alba)) == 3


def test_a_link_of_eight_days_ago_confirms_nothing(app: Flask, client: Clients, alba: Standing) -> None:
    browser = client(alba.host)
    ask_from(browser)
    with desk(app, alba):
        db.session.execute(update(SubscriptionProof).values(token_until=now() - timedelta(minutes=1)))
    assert browser.submit(confirm_path(mails(app, alba)[0])).status_code == 404
    assert state_of(app, alba) == "pending"


def test_a_made_up_link_confirms_nothing(client: Clients, alba: Standing) -> None:
    assert client(alba.host).submit("/newsletter/conferma/" + "a" * 43).status_code == 404


def test_the_link_of_another_association_confirms_nothing(
    app: Flask, client: Clients, alba: Standing, brig: Standing
) -> None:
    ask_from(client(alba.host))
    assert client(brig.host).submit(confirm_path(mails(app, alba)[0])).status_code == 404
    assert (state_of(app, alba), state_of(app, brig)) == ("pending", None)


def test_confirming_lifts_what_excluded_the_address(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        suppress(EMAIL, reason=SuppressionReason.HARD_BOUNCE, by=SYSTEM)
    subscribed(app, client(alba.host), alba)
    assert reason_of(app, alba) is None


def test_asking_alone_lifts_nothing(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        suppress(EMAIL, reason=SuppressionReason.LEFT, by=SYSTEM)
    ask_from(client(alba.host))
    assert reason_of(app, alba) == "left"


def test_an_interest_is_kept_only_with_a_consent_of_its_own(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        number = make_list("Ansia", confidential=True).number
    answer = ask_from(client(alba.host), interests=[str(number)])
    assert answer.status_code == 422
    assert "serve anche questo sì" in answer.text
    assert ask_from(client(alba.host), interests=[str(number)], interests_consent="y").status_code == 303
    client(alba.host).submit(confirm_path(mails(app, alba)[0]))
    with desk(app, alba):
        assert number in chosen(db.session.scalars(select(Subscriber)).one().interests)


def test_the_proof_is_the_same_whatever_interest_is_chosen(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        number = make_list("Ansia", confidential=True).number
    ask_from(client(alba.host), "una@posta.example", interests=[str(number)], interests_consent="y")
    ask_from(client(alba.host), "altra@posta.example")
    with desk(app, alba):
        proofs = db.session.scalars(select(SubscriptionProof)).all()
        assert len({(proof.text_id, proof.page, proof.source) for proof in proofs}) == 1


def test_mail_and_addresses_never_name_an_interest(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        number = make_list("Ansia", confidential=True).number
    subscribed(app, client(alba.host), alba, interests=[str(number)], interests_consent="y")
    assert all(
        "Ansia" not in text for kind in ("confirm", "welcome") for text in mails(app, alba, f"newsletters/{kind}")
    )


def test_a_closed_list_cannot_be_chosen(app: Flask, client: Clients, alba: Standing) -> None:
    with desk(app, alba):
        number = make_list("Vecchia", closed_at=now()).number
        ask(Asking(EMAIL, lists=frozenset({number})), by=PUBLIC)
    client(alba.host).submit(confirm_path(mails(app, alba)[0]))
    with desk(app, alba):
        assert chosen(db.session.scalars(select(Subscriber)).one().interests) == set()


def test_the_same_address_asking_many_times_at_once_is_one_row_and_one_mail(app: Flask, alba: Standing) -> None:
    def work(number: int) -> str:
        ask(Asking(EMAIL, name=f"Teresa {number}"), by=PUBLIC)
        return "asked"

    assert at_once(app, alba, work) == ["asked"] * 8
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(Subscriber)) == 1
    assert len(mails(app, alba)) == 1


def test_pressing_twice_at_once_confirms_once(app: Flask, client: Clients, alba: Standing) -> None:
    ask_from(client(alba.host))
    token = confirm_path(mails(app, alba)[0]).rpartition("/")[2]

    def work(_number: int) -> str:
        try:
            return str(confirm(token, by=PUBLIC).state)
        except LinkOver:
            return "over"

    assert at_once(app, alba, work) == ["confirmed"] * 8
    assert len(mails(app, alba, "newsletters/welcome")) == 1


def test_addresses_are_not_in_clear_in_the_database(app: Flask, client: Clients, alba: Standing) -> None:
    ask_from(client(alba.host))
    with desk(app, alba):
        row = db.session.scalars(select(Subscriber)).one()
        assert EMAIL.encode() not in (row.address_sealed or b"")
        assert row.address_digest == address_digest(EMAIL.upper())
