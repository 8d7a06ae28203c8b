"""Writing to people the way each can be reached, and what becomes of a letter."""

from datetime import date

import pytest
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.correspondence import (
    Channel,
    Direction,
    Letter,
    LetterState,
    ProtocolEntry,
    channel_of,
    letters_about,
    open_entry,
    postal_lines,
    send_letter,
)
from ama_net.kernel.outbox.models import FAILED, SENT
from ama_net.kernel.people import Contact, ContactKind, Person, PostalAddress
from tests.factories.people import make_organisation, make_person
from tests.support.standing import Standing

WORDS = {"subject": "Prova", "text": "Due righe inventate.\n\nA presto."}


def _entry(day: date | None = None) -> ProtocolEntry:
    return open_entry(Direction.OUT, subject="Lettera di prova", by=SYSTEM, on_day=day)


def _housed(given_name: str = "Gino") -> Person:
    person = make_person(given_name, "Senzaposta")
    db.session.add(
        PostalAddress(
            person_id=person.id,
            kind="residence",
            street="via delle Prove 3",
            postcode="44121",
            municipality="Ferrara",
            province="FE",
        )
    )
    db.session.flush()
    db.session.expire(person, ["addresses"])
    return person


def _sent(person: Person, **values: object) -> Letter:
    letter = send_letter("correspondence/letter", to=person, context=WORDS, entry=_entry(), **values)  # type: ignore[arg-type]
    db.session.flush()
    return letter


def test_the_protocol_is_numbered_by_year(in_alba: Standing) -> None:
    numbers = [_entry(day).number_words for day in (date(2026, 1, 2), date(2026, 2, 2), date(2025, 12, 30))]
    assert numbers == ["1/2026", "2/2026", "1/2025"]


@pytest.mark.parametrize(
    ("email", "address", "channel"),
    [("gino@posta.example", True, Channel.EMAIL), (None, True, Channel.POST), (None, False, Channel.HAND)],
)
def test_each_is_reached_in_their_own_way(
    in_alba: Standing, email: str | None, address: bool, channel: Channel
) -> None:
    person = _housed() if address else make_person()
    if email:
        db.session.add(Contact(person_id=person.id, kind=ContactKind.EMAIL, value=email, preferred=True))
        db.session.flush()
        db.session.expire(person, ["contacts"])
    assert channel_of(person) == channel


def test_who_has_no_email_gets_a_letter_to_print(in_alba: Standing) -> None:
    letter = _sent(_housed())
    assert (letter.channel, letter.state, letter.message_id) == (Channel.POST, LetterState.WAITING, None)
    assert letter.address == "Gino Senzaposta\nvia delle Prove 3\n44121 Ferrara FE"
    assert letter.body == "Due righe inventate.\n\nA presto.\n"


def test_who_has_no_address_at_all_gets_it_by_hand(in_alba: Standing) -> None:
    letter = _sent(make_person("Ada", "Ovunque"))
    assert (letter.channel, letter.address) == (Channel.HAND, "Ada Ovunque")


@pytest.mark.parametrize("asked", [Channel.EMAIL, Channel.PEC])
def test_a_way_without_its_address_is_passed_over(in_alba: Standing, asked: Channel) -> None:
    assert _sent(_housed(), channel=asked).channel == Channel.POST


def test_registered_post_needs_a_street(in_alba: Standing) -> None:
    assert _sent(make_person(), channel=Channel.REGISTERED_POST).channel == Channel.HAND


@pytest.mark.parametrize(("mail", "state"), [(SENT, LetterState.SENT), (FAILED, LetterState.FAILED)])
def test_an_email_letter_is_where_its_mail_is(in_alba: Standing, mail: str, state: LetterState) -> None:
    letter = _sent(make_person(email="gina@posta.example"))
    assert letter.message is not None
    letter.message.state = mail
    db.session.flush()
    db.session.expire(letter)
    assert letter.state == state


def test_a_mail_tried_again_makes_its_letter_wait_again(in_alba: Standing) -> None:
    letter = _sent(make_person(email="gina@posta.example"))
    for mail in (FAILED, "queued"):
        assert letter.message is not None
        letter.message.state = mail
        db.session.flush()
        db.session.expire(letter)
    assert letter.state == LetterState.WAITING


def test_what_was_noted_by_hand_stays(in_alba: Standing) -> None:
    letter = _sent(make_person(email="gina@posta.example"))
    letter.state = LetterState.DELIVERED
    db.session.flush()
    assert letter.message is not None
    letter.message.state = FAILED
    db.session.flush()
    db.session.expire(letter)
    assert letter.state == LetterState.DELIVERED


def test_letters_to_a_person_are_found(in_alba: Standing) -> None:
    person = _housed()
    letter = _sent(person)
    _sent(_housed("Pino"))
    assert letters_about(person) == [letter]
    assert db.session.scalars(select(Letter)).all() != []


def test_an_organisation_is_written_to_at_its_seat(in_alba: Standing) -> None:
    body = make_organisation("Comune Inventato")
    db.session.add(
        PostalAddress(organisation_id=body.id, kind="seat", street="piazza Prova 1", municipality="Roccafinta")
    )
    db.session.flush()
    assert postal_lines(body) == "Comune Inventato\npiazza Prova 1\nRoccafinta"
