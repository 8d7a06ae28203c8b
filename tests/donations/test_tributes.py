"""The card of a gift in somebody's memory: once, when the money is here; what it says; when its words are forgotten."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.donations.models import Gift, GiftState, Tribute, TributeKind
from ama_net.features.donations.operations.gifts import TributeFacts
from ama_net.features.donations.operations.tributes import KEPT_DAYS, forget_tributes, send_card
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.outbox import Message
from tests.factories.donations import give, make_gift
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

FACTS = TributeFacts(
    TributeKind.MEMORY,
    "Bianca Inventata",
    message="Con affetto.",
    recipient="Famiglia Inventata",
    recipient_email="famiglia@donatori.example",
)


def _gift(tribute: TributeFacts = FACTS, *, is_here: bool = True, **values: object) -> Gift:
    gift = make_gift(tribute=tribute, **values)
    if is_here:
        give(gift)
    return gift


def _card() -> Message:
    return db.session.scalars(select(Message).where(Message.template == "donations/tribute_card")).one()


@pytest.mark.usefixtures("in_alba")
def test_the_card_leaves_once(app: Flask) -> None:
    with app.test_request_context():
        gift = _gift()
        assert [send_card(gift), send_card(gift)] == [True, False]
        assert _card().recipient == "famiglia@donatori.example"


@pytest.mark.usefixtures("in_alba")
def test_no_card_before_the_money(app: Flask) -> None:
    with app.test_request_context():
        assert send_card(_gift(is_here=False)) is False


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize("address", ["", "famiglia@donatori.example"])
def test_without_an_address_or_a_dedication_there_is_none(app: Flask, address: str) -> None:
    with app.test_request_context():
        gift = _gift(TributeFacts(TributeKind.HONOUR, "Bianca")) if not address else make_gift()
        assert send_card(gift) is False


@pytest.mark.usefixtures("in_alba")
def test_a_card_names_no_giver_who_did_not_want_it(app: Flask) -> None:
    with app.test_request_context():
        send_card(_gift())
        card = _card()
    assert [word in card.text for word in ("Bianca Inventata", "Con affetto.", "Alcina", "50")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.usefixtures("in_alba")
def test_a_card_says_name_and_amount_when_they_were_wanted(app: Flask) -> None:
    facts = TributeFacts(TributeKind.HONOUR, "Bianca", recipient_email="b@donatori.example", says_amount=True)
    with app.test_request_context():
        send_card(_gift(facts, public_name="Alcina D."))
        card = _card()
    assert [word in card.text for word in ("Alcina D.", "50,00", "in onore di")] == [True, True, True]


@pytest.mark.usefixtures("in_alba")
def test_a_card_is_in_the_language_of_the_gift(app: Flask) -> None:
    with app.test_request_context():
        send_card(_gift(language="en"))
        assert 'lang="en"' in _card().html


@pytest.mark.usefixtures("in_alba")
def test_its_subject_tells_nothing(app: Flask) -> None:
    with app.test_request_context():
        send_card(_gift())
        assert _card().subject == "Un biglietto per te"


def test_eight_hands_send_one_card(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        gift_id = _gift().id
    sent = at_once(app, alba, lambda _hand: send_card(db.session.get_one(Gift, gift_id)))
    with desk(app, alba):
        cards = db.session.scalar(select(func.count()).where(Message.template == "donations/tribute_card"))
    assert (sorted(sent), cards) == ([False] * 7 + [True], 1)


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize(("days", "emptied"), [(KEPT_DAYS - 1, 0), (KEPT_DAYS + 1, 1)])
def test_words_are_forgotten_after_the_card(app: Flask, days: int, emptied: int) -> None:
    with app.test_request_context():
        send_card(_gift())
        tribute = db.session.scalars(select(Tribute)).one()
        tribute.card_sent_at = now() - timedelta(days=days)
        db.session.flush()
        assert forget_tributes() == emptied
        db.session.refresh(tribute)
        assert (tribute.honoree is None) == bool(emptied)


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize(("state", "emptied"), [(GiftState.PENDING, 0), (GiftState.ABANDONED, 1)])
def test_without_a_card_words_are_forgotten_when_nothing_is_awaited(state: GiftState, emptied: int) -> None:
    gift = make_gift(tribute=FACTS)
    gift.state, gift.created_at = state, now() - timedelta(days=KEPT_DAYS + 1)
    db.session.flush()
    assert forget_tributes() == emptied


@pytest.mark.usefixtures("in_alba")
def test_forgotten_words_send_no_card(app: Flask) -> None:
    with app.test_request_context():
        gift = _gift()
        gift.created_at = now() - timedelta(days=KEPT_DAYS + 1)
        db.session.flush()
        forget_tributes()
        assert send_card(gift) is False
